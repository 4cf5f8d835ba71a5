package org.shmjournal.io;

import java.io.IOException;
import java.nio.channels.FileChannel;

/** Space of a file, really written. */
final class Allocation extends Operation.OnFile
{
    private final long length;

    Allocation(final AttachedFile file, final long length)
    {
        super(file);
        requireNotNegative("length", length);
        this.length = length;
    }

    @Override
    long run() throws IOException
    {
        final FileChannel channel = file().channel();
        final long size = channel.size();
        if (size >= length)
        {
            return 0;
        }
        try
        {
            WholeWrite.ofZeros(channel, size, length);
            return length - size;
        }
        catch (final IOException | RuntimeException | Error ex)
        {
            giveSpaceBack(channel, size, ex);
            throw ex;
        }
    }

    private static void giveSpaceBack(final FileChannel channel, final long size, final Throwable reason)
    {
        try
        {
            channel.truncate(size);
        }
        catch (final IOException | RuntimeException ex)
        {
            reason.addSuppressed(ex);
        }
    }

    /** For messages. */
    @Override
    public String toString()
    {
        return "Allocation(length=" + length + ")";
    }
}
