package org.shmjournal.cli.input;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import org.shmjournal.VectoredWrite;

/**
 * A record a file, whatever is in it. Nothing is handed over before the end has been read. What knows its length is
 * read straight to where the record stays, as long as it was when that began.
 */
final class WholeFileInput implements RecordInput
{
    private static final int UNKNOWN = 0;

    private final int maxRecordLength;

    WholeFileInput(final int maxRecordLength)
    {
        this.maxRecordLength = maxRecordLength;
    }

    @Override
    public void read(final ReadableByteChannel input, final String name, final RecordSink sink) throws IOException
    {
        final long length = length(input);
        if (length > maxRecordLength)
        {
            throw tooLong(name);
        }
        if (length == UNKNOWN || !readInPlace(input, (int)length, sink))
        {
            readToTheEnd(input, name, sink);
        }
        sink.onBlockEnd();
    }

    /** What is left of a file; a pipe, and what a kernel makes up while it is read, have a length of 0. */
    private static long length(final ReadableByteChannel input) throws IOException
    {
        if (input instanceof FileChannel file)
        {
            final long size = file.size();
            return size == UNKNOWN ? UNKNOWN : Math.max(UNKNOWN, size - file.position());
        }
        return UNKNOWN;
    }

    private static boolean readInPlace(final ReadableByteChannel input, final int length, final RecordSink sink)
        throws IOException
    {
        try (VectoredWrite space = sink.claim(length))
        {
            if (space == null)
            {
                return false;
            }
            final ByteBuffer slice = space.slices()[0];
            while (slice.hasRemaining() && input.read(slice) >= 0)
            {
                // Until the file, or what it was, is there.
            }
            space.commit(slice.position());
            sink.onCommitted(slice.position());
            return true;
        }
    }

    private void readToTheEnd(final ReadableByteChannel input, final String name, final RecordSink sink)
        throws IOException
    {
        final InputBlock block = new InputBlock(InputBlock.DEFAULT_CAPACITY);
        while (block.fill(input))
        {
            if (block.length() > maxRecordLength)
            {
                throw tooLong(name);
            }
        }
        sink.onRecord(block.view(block.start(), block.end()), block.length());
    }

    private InputException tooLong(final String name)
    {
        return new InputException(name + ": is longer than the maximum record length of " + maxRecordLength +
            " bytes; nothing of it was written; create the channel with a larger --max-record-length or" +
            " --segment-size");
    }
}
