package org.shmjournal.cli.output;

import java.nio.ByteBuffer;
import org.shmjournal.RecordContext;

/**
 * The payloads, one behind the other, and nothing between.
 */
final class RawPrinter implements RecordPrinter
{
    private final StandardOutput output;

    RawPrinter(final StandardOutput output)
    {
        this.output = output;
    }

    @Override
    public void onRecord(final ByteBuffer buffer, final int offset, final int length, final RecordContext context)
    {
        output.write(buffer, offset, length);
    }

    @Override
    public void flush()
    {
        output.flush();
    }
}
