package org.shmjournal.cli.output;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import com.fasterxml.jackson.core.JsonGenerator;
import org.shmjournal.RecordContext;

/**
 * One object a line, nothing lost: payloads that are valid UTF-8 as text, others as base64.
 */
final class JsonPrinter implements RecordPrinter
{
    private final StandardOutput output;
    private final JsonGenerator json;
    private final Payload payload = new Payload();

    JsonPrinter(final StandardOutput output)
    {
        this.output = output;
        try
        {
            json = Json.generator(output);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    @Override
    public void onRecord(final ByteBuffer buffer, final int offset, final int length, final RecordContext context)
    {
        payload.set(buffer, offset, length);
        try
        {
            json.writeStartObject();
            json.writeNumberField("sequence", context.sequence());
            json.writeNumberField("position", context.position());
            final long timestamp = context.timestamp();
            if (timestamp >= 0)
            {
                json.writeStringField("timestamp", EpochNanos.toInstant(timestamp).toString());
                json.writeNumberField("timestampNanos", timestamp);
            }
            json.writeNumberField("length", length);
            writePayload();
            json.writeEndObject();
            json.writeRaw('\n');
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    @Override
    public void flush()
    {
        try
        {
            json.flush();
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
        output.flush();
    }

    private void writePayload() throws IOException
    {
        final String text = payload.text();
        if (text != null)
        {
            json.writeStringField("text", text);
            return;
        }
        json.writeFieldName("base64");
        json.writeBinary(payload.bytes(), 0, payload.length());
    }
}
