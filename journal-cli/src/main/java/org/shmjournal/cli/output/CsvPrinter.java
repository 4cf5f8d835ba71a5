package org.shmjournal.cli.output;

import java.nio.ByteBuffer;
import org.shmjournal.RecordContext;

/**
 * A heading, then a line a record, quoted as RFC 4180 has it. Malformed UTF-8 is replaced: for spreadsheets, not for
 * copies.
 */
final class CsvPrinter implements RecordPrinter
{
    private static final String HEADING = "sequence,position,timestamp,length,text";

    private final StandardOutput output;
    private final PayloadDecoder decoder;
    private final Payload payload = new Payload();

    CsvPrinter(final StandardOutput output, final PayloadDecoder decoder)
    {
        this.output = output;
        this.decoder = decoder;
        output.println(HEADING);
    }

    @Override
    public void onRecord(final ByteBuffer buffer, final int offset, final int length, final RecordContext context)
    {
        final long timestamp = context.timestamp();
        output.print(context.sequence() + "," + context.position() + "," +
            (timestamp < 0 ? "" : EpochNanos.toInstant(timestamp)) + "," + length + ",");
        output.println(quoted(text(buffer, offset, length)));
    }

    @Override
    public void flush()
    {
        output.flush();
    }

    private String text(final ByteBuffer buffer, final int offset, final int length)
    {
        final String decoded = decoder.isText() ? null : decoder.decode(buffer, offset, length);
        if (decoded != null)
        {
            return decoded;
        }
        payload.set(buffer, offset, length);
        return payload.anyText().toString();
    }

    private static String quoted(final String text)
    {
        for (int i = 0; i < text.length(); i++)
        {
            final char c = text.charAt(i);
            if (c == '"' || c == ',' || c == '\n' || c == '\r')
            {
                return '"' + text.replace("\"", "\"\"") + '"';
            }
        }
        return text;
    }
}
