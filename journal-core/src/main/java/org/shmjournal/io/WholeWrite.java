package org.shmjournal.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Writes until all is written, which one system call need not do. */
final class WholeWrite
{
    private static final int BLOCK_LENGTH = 1024 * 1024;

    private WholeWrite()
    {
    }

    /** What is in a buffer. Returns how many bytes that was. */
    static int of(final FileChannel channel, final ByteBuffer source, final long position) throws IOException
    {
        int written = 0;
        while (source.hasRemaining())
        {
            written += channel.write(source, position + written);
        }
        return written;
    }

    /** All that is there, as it is. */
    static void again(final FileChannel channel) throws IOException
    {
        final ByteBuffer block = ByteBuffer.allocateDirect((int)Math.min(BLOCK_LENGTH, Math.max(1, channel.size())));
        long position = 0;
        while (channel.read(block.clear(), position) > 0)
        {
            position += of(channel, block.flip(), position);
        }
    }

    /** Zeros between two positions. */
    static void ofZeros(final FileChannel channel, final long from, final long to) throws IOException
    {
        final ByteBuffer zeros = ByteBuffer.allocateDirect((int)Math.min(BLOCK_LENGTH, Math.max(1, to - from)));
        long position = from;
        while (position < to)
        {
            zeros.clear().limit((int)Math.min(zeros.capacity(), to - position));
            position += of(channel, zeros, position);
        }
    }
}
