package org.shmjournal.cli.input;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;

/**
 * Each record behind its length, 4 bytes little-endian; what {@code cat --output length} prints.
 */
final class LengthInput implements RecordInput
{
    private final int maxRecordLength;
    private final int blockCapacity;

    LengthInput(final int maxRecordLength)
    {
        this(maxRecordLength, InputBlock.DEFAULT_CAPACITY);
    }

    LengthInput(final int maxRecordLength, final int blockCapacity)
    {
        this.maxRecordLength = maxRecordLength;
        this.blockCapacity = blockCapacity;
    }

    @Override
    public void read(final ReadableByteChannel input, final String name, final RecordSink sink) throws IOException
    {
        final InputBlock block = new InputBlock(blockCapacity);
        long taken = 0;
        while (block.fill(input))
        {
            taken += takeRecords(block, name, taken, sink);
            sink.onBlockEnd();
        }
        if (block.length() > 0)
        {
            throw new InputException(name + ": ends within the record at byte " + taken + ", after " +
                block.length() + " bytes of it");
        }
    }

    private int takeRecords(final InputBlock block, final String name, final long taken, final RecordSink sink)
    {
        final int first = block.start();
        while (block.length() >= Integer.BYTES)
        {
            final int start = block.start();
            final int length = block.bytes().getInt(start);
            if (length < 0 || length > maxRecordLength)
            {
                throw new InputException(name + ": the record at byte " + (taken + start - first) + " has length " +
                    Integer.toUnsignedString(length) + ", the maximum record length is " + maxRecordLength +
                    "; is the input framed by length, 4 bytes little-endian?");
            }
            if (block.length() - Integer.BYTES < length)
            {
                break;
            }
            final int end = start + Integer.BYTES + length;
            sink.onRecord(block.view(start + Integer.BYTES, end), end - start);
            block.take(end);
        }

        return block.start() - first;
    }
}
