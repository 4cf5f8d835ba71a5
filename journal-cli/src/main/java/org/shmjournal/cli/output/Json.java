package org.shmjournal.cli.output;

import java.io.IOException;
import java.io.UncheckedIOException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.io.SerializedString;

/**
 * JSON on standard output, one value a line.
 */
public final class Json
{
    /** Writes one value. */
    @FunctionalInterface
    public interface Value
    {
        /** Writes it. */
        void writeTo(JsonGenerator json) throws IOException;
    }

    private Json()
    {
    }

    /** Prints one value and a line feed. */
    public static void print(final StandardOutput output, final Value value)
    {
        try (JsonGenerator json = generator(output))
        {
            value.writeTo(json);
            json.writeRaw('\n');
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
        output.flush();
    }

    static JsonGenerator generator(final StandardOutput output) throws IOException
    {
        final JsonGenerator json = JsonFactory.builder()
            .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
            .build()
            .createGenerator(output);
        json.setRootValueSeparator(new SerializedString(""));

        return json;
    }
}
