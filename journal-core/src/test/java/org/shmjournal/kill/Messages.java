package org.shmjournal.kill;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * What a child tells its parent: longs on its standard output, each in one system call, nothing buffered. So what it
 * told is known to the parent even when it dies at the next instruction. Any thread.
 */
final class Messages
{
    private static final long STOPPED = Long.MIN_VALUE;

    private final FileChannel out = new FileOutputStream(FileDescriptor.out).getChannel();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(Long.BYTES);

    /** A number of which both know what it means. */
    synchronized void send(final long message)
    {
        buffer.clear().putLong(0, message);
        try
        {
            while (buffer.hasRemaining())
            {
                out.write(buffer);
            }
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    /** That it stopped at a place and will not go on. */
    void sendStopped(final Stop stop)
    {
        send(STOPPED + stop.ordinal());
    }

    /** Where the sender stopped, or null if that is not what it says. */
    static Stop stop(final long message)
    {
        final long ordinal = message - STOPPED;
        return ordinal >= 0 && ordinal < Stop.values().length ? Stop.values()[(int)ordinal] : null;
    }
}
