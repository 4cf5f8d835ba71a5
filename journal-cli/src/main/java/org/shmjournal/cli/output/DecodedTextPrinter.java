package org.shmjournal.cli.output;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import org.shmjournal.RecordContext;

/**
 * What payloads decode to, each on a line; of one that does not, an object with its base64.
 */
final class DecodedTextPrinter implements RecordPrinter
{
    private final StandardOutput output;
    private final PayloadDecoder decoder;
    private final Payload payload = new Payload();

    DecodedTextPrinter(final StandardOutput output, final PayloadDecoder decoder)
    {
        this.output = output;
        this.decoder = decoder;
    }

    @Override
    public void onRecord(final ByteBuffer buffer, final int offset, final int length, final RecordContext context)
    {
        final String decoded = decoder.decode(buffer, offset, length);
        output.println(decoded == null ? base64(buffer, offset, length) : decoded);
    }

    @Override
    public void flush()
    {
        output.flush();
    }

    private String base64(final ByteBuffer buffer, final int offset, final int length)
    {
        payload.set(buffer, offset, length);
        return "{\"base64\":\"" +
            Base64.getEncoder().encodeToString(Arrays.copyOf(payload.bytes(), length)) + "\"}";
    }
}
