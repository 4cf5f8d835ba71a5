package org.shmjournal.cli.output;

import java.nio.ByteBuffer;
import org.shmjournal.RecordContext;

/**
 * A heading a record, then its bytes as {@code hexdump -C} shows them.
 */
final class HexPrinter implements RecordPrinter
{
    private static final int BYTES_PER_LINE = 16;
    private static final String DIGITS = "0123456789abcdef";

    private final StandardOutput output;
    private final StringBuilder line = new StringBuilder(80);

    HexPrinter(final StandardOutput output)
    {
        this.output = output;
    }

    @Override
    public void onRecord(final ByteBuffer buffer, final int offset, final int length, final RecordContext context)
    {
        final long timestamp = context.timestamp();
        output.println("sequence " + context.sequence() + "  position " + context.position() + "  length " + length +
            (timestamp < 0 ? "" : "  timestamp " + EpochNanos.toInstant(timestamp)));
        for (int i = 0; i < length; i += BYTES_PER_LINE)
        {
            printLine(buffer, offset + i, i, Math.min(BYTES_PER_LINE, length - i));
        }
        output.write('\n');
    }

    @Override
    public void flush()
    {
        output.flush();
    }

    private void printLine(final ByteBuffer buffer, final int index, final int shownOffset, final int length)
    {
        line.setLength(0);
        for (int shift = 28; shift >= 0; shift -= 4)
        {
            line.append(DIGITS.charAt(shownOffset >>> shift & 0xF));
        }
        for (int i = 0; i < BYTES_PER_LINE; i++)
        {
            line.append(i % 8 == 0 ? "  " : " ");
            if (i < length)
            {
                final byte value = buffer.get(index + i);
                line.append(DIGITS.charAt(value >>> 4 & 0xF)).append(DIGITS.charAt(value & 0xF));
            }
            else
            {
                line.append("  ");
            }
        }
        line.append("  |");
        for (int i = 0; i < length; i++)
        {
            final byte value = buffer.get(index + i);
            line.append(value >= ' ' && value < 0x7F ? (char)value : '.');
        }
        output.println(line.append('|').toString());
    }
}
