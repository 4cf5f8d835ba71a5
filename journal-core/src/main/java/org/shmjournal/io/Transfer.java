package org.shmjournal.io;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Bytes between a file and buffers. */
abstract class Transfer extends Operation.OnFile
{
    private final long position;
    private final ByteBuffer[] buffers;

    Transfer(final AttachedFile file, final long position, final ByteBuffer... buffers)
    {
        super(file);
        requireNotNegative("position", position);
        this.position = position;
        this.buffers = buffers.clone();
    }

    /** Of one buffer, all that it has. Returns how many bytes; fewer where the file ends. */
    abstract int transfer(ByteBuffer buffer, long from) throws IOException;

    final long transferAll() throws IOException
    {
        long total = 0;
        for (final ByteBuffer buffer : buffers)
        {
            total += transfer(buffer, position + total);
            if (buffer.hasRemaining())
            {
                return total;
            }
        }
        return total;
    }

    final long remaining()
    {
        long total = 0;
        for (final ByteBuffer buffer : buffers)
        {
            total += buffer.remaining();
        }
        return total;
    }

    /** For messages. */
    @Override
    public String toString()
    {
        return getClass().getSimpleName() + "(position=" + position + ", buffers=" + buffers.length + ")";
    }

    /** From the file. */
    static final class Read extends Transfer
    {
        private static final int END_OF_FILE = -1;
        /** What one system call can say that it has read. */
        private static final int MAX_LENGTH = Integer.MAX_VALUE;

        Read(final AttachedFile file, final long position, final ByteBuffer... targets)
        {
            super(file, position, targets);
            for (final ByteBuffer target : targets)
            {
                if (target.isReadOnly())
                {
                    throw new IllegalArgumentException("target=" + target + " is read-only");
                }
            }
            final long length = remaining();
            if (length > MAX_LENGTH)
            {
                throw new IllegalArgumentException("length=" + length + " is more than one read can get, " +
                    MAX_LENGTH + " bytes: split it");
            }
        }

        @Override
        long run() throws IOException
        {
            final boolean hasRoom = remaining() > 0;
            final long total = transferAll();
            return total == 0 && hasRoom ? END_OF_FILE : total;
        }

        @Override
        int transfer(final ByteBuffer target, final long from) throws IOException
        {
            int total = 0;
            while (target.hasRemaining())
            {
                final int length = file().channel().read(target, from + total);
                if (length < 0)
                {
                    return total;
                }
                total += length;
            }
            return total;
        }
    }

    /** To the file. */
    static final class Write extends Transfer
    {
        Write(final AttachedFile file, final long position, final ByteBuffer... sources)
        {
            super(file, position, sources);
        }

        @Override
        long run() throws IOException
        {
            return transferAll();
        }

        @Override
        int transfer(final ByteBuffer source, final long from) throws IOException
        {
            return WholeWrite.of(file().channel(), source, from);
        }
    }
}
