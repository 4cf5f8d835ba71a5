package org.shmjournal.cli.output;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import com.fasterxml.jackson.core.JsonGenerator;
import org.shmjournal.RecordContext;

/**
 * One object a line, nothing lost: payloads that can be decoded as a value, others that are valid UTF-8 as text, all
 * others as base64.
 */
final class JsonPrinter implements RecordPrinter
{
    private final StandardOutput output;
    private final JsonGenerator json;
    private final PayloadDecoder decoder;
    private final Payload payload = new Payload();

    JsonPrinter(final StandardOutput output, final PayloadDecoder decoder)
    {
        this.decoder = decoder;
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
            writePayload(decoder.decode(buffer, offset, length));
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

    private void writePayload(final String value) throws IOException
    {
        if (value != null)
        {
            json.writeFieldName("value");
            json.writeRawValue(value);
            return;
        }
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
