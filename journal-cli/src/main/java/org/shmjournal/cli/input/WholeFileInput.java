package org.shmjournal.cli.input;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;

/**
 * A record a file, whatever is in it. Nothing is handed over before the end has been read.
 */
final class WholeFileInput implements RecordInput
{
    private final int maxRecordLength;

    WholeFileInput(final int maxRecordLength)
    {
        this.maxRecordLength = maxRecordLength;
    }

    @Override
    public void read(final ReadableByteChannel input, final String name, final RecordSink sink) throws IOException
    {
        final InputBlock block = new InputBlock(InputBlock.DEFAULT_CAPACITY);
        while (block.fill(input))
        {
            if (block.length() > maxRecordLength)
            {
                throw new InputException(name + ": is longer than the maximum record length of " + maxRecordLength +
                    " bytes; nothing of it was written; create the channel with a larger --max-record-length or" +
                    " --segment-size");
            }
        }
        sink.onRecord(block.view(block.start(), block.end()), block.length());
        sink.onBlockEnd();
    }
}
