package org.shmjournal.cli.output;

import java.nio.ByteBuffer;
import org.shmjournal.RecordContext;

/**
 * Each payload behind its length, 4 bytes little-endian; {@code write --framing length} reads it back.
 */
final class LengthPrinter implements RecordPrinter
{
    private final StandardOutput output;

    LengthPrinter(final StandardOutput output)
    {
        this.output = output;
    }

    @Override
    public void onRecord(final ByteBuffer buffer, final int offset, final int length, final RecordContext context)
    {
        output.write(length);
        output.write(length >>> 8);
        output.write(length >>> 16);
        output.write(length >>> 24);
        output.write(buffer, offset, length);
    }

    @Override
    public void flush()
    {
        output.flush();
    }
}
