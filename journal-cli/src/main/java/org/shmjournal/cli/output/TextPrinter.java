package org.shmjournal.cli.output;

import java.nio.ByteBuffer;
import org.shmjournal.RecordContext;
import org.shmjournal.cli.input.UnterminatedLine;

/**
 * Each payload and a line feed; a line that had none comes out without.
 */
final class TextPrinter implements RecordPrinter
{
    private final StandardOutput output;

    TextPrinter(final StandardOutput output)
    {
        this.output = output;
    }

    @Override
    public void onRecord(final ByteBuffer buffer, final int offset, final int length, final RecordContext context)
    {
        if (UnterminatedLine.isMarked(buffer, offset, length))
        {
            output.write(buffer, offset, length - UnterminatedLine.MARK_LENGTH);
            return;
        }
        output.write(buffer, offset, length);
        output.write('\n');
    }

    @Override
    public void flush()
    {
        output.flush();
    }
}
