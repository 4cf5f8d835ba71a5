package org.shmjournal.cli.input;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/**
 * A record a line, without the line feed; lines may hold any other bytes. See {@link UnterminatedLine} for the last.
 */
final class LineInput implements RecordInput
{
    private static final long LINE_FEEDS = 0x0A0A_0A0A_0A0A_0A0AL;
    private static final long LOW_BITS = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    private final int maxRecordLength;
    private final int blockCapacity;

    LineInput(final int maxRecordLength)
    {
        this(maxRecordLength, InputBlock.DEFAULT_CAPACITY);
    }

    LineInput(final int maxRecordLength, final int blockCapacity)
    {
        this.maxRecordLength = maxRecordLength;
        this.blockCapacity = blockCapacity;
    }

    @Override
    public void read(final ReadableByteChannel input, final String name, final RecordSink sink) throws IOException
    {
        final InputBlock block = new InputBlock(blockCapacity);
        final Progress progress = new Progress(name);
        int searched = 0;
        while (block.fill(input))
        {
            // Filling may have moved what is there to the front.
            searched = takeLines(block, block.start() + searched, progress, sink) - block.start();
            if (block.length() > maxRecordLength)
            {
                throw progress.tooLong(maxRecordLength, "is");
            }
            sink.onBlockEnd();
        }
        if (block.length() > 0)
        {
            takeUnterminated(block, progress, sink);
        }
    }

    /** Hands over all whole lines; returns the index up to which there is no further line feed. */
    private int takeLines(
        final InputBlock block, final int searchedTo, final Progress progress, final RecordSink sink)
    {
        final ByteBuffer bytes = block.bytes();
        final int end = block.end();
        int from = searchedTo;
        while (true)
        {
            final int lineFeed = indexOfLineFeed(bytes, from, end);
            if (lineFeed == end)
            {
                return end;
            }
            final int start = block.start();
            final int length = lineFeed - start;
            if (length > maxRecordLength)
            {
                throw progress.tooLong(maxRecordLength, "is");
            }
            sink.onRecord(block.view(start, lineFeed), length + 1);
            progress.add(length + 1);
            from = lineFeed + 1;
            block.take(from);
        }
    }

    private void takeUnterminated(final InputBlock block, final Progress progress, final RecordSink sink)
    {
        final int length = block.length();
        if (length + UnterminatedLine.MARK_LENGTH > maxRecordLength)
        {
            throw progress.tooLong(maxRecordLength, "has no line feed, which takes 2 bytes more, and so is");
        }
        block.append(UnterminatedLine.LINE_FEED);
        block.append(UnterminatedLine.NUL);
        sink.onRecord(block.view(block.start(), block.end()), length);
        sink.onBlockEnd();
    }

    /** Index of the first line feed, or {@code end}: eight bytes at a time. */
    private static int indexOfLineFeed(final ByteBuffer bytes, final int from, final int end)
    {
        int i = from;
        for (; i <= end - Long.BYTES; i += Long.BYTES)
        {
            final long word = bytes.getLong(i) ^ LINE_FEEDS;
            final long matches = word - LOW_BITS & ~word & HIGH_BITS;
            if (matches != 0)
            {
                return i + (Long.numberOfTrailingZeros(matches) >>> 3);
            }
        }
        for (; i < end; i++)
        {
            if (bytes.get(i) == UnterminatedLine.LINE_FEED)
            {
                return i;
            }
        }

        return end;
    }

    /** How far the input has been taken, for messages. */
    private static final class Progress
    {
        private final String name;
        private long lines;
        private long bytes;

        Progress(final String name)
        {
            this.name = name;
        }

        void add(final int length)
        {
            lines++;
            bytes += length;
        }

        InputException tooLong(final int maxRecordLength, final String why)
        {
            return new InputException(name + ": line " + (lines + 1) + " at byte " + bytes + " " + why +
                " longer than the maximum record length of " + maxRecordLength +
                " bytes; create the channel with a larger --max-record-length or --segment-size");
        }
    }
}
