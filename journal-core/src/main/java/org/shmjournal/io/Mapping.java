package org.shmjournal.io;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A map of a file, and how it ends. It ends when the collector finds it; with eager unmapping when it is closed. One
 * small class hides the difference between the JDKs: from 22 on a map to be ended belongs to a shared arena, and a use
 * after that is an {@link IllegalStateException}; before 22 such a use crashes the process.
 * <p>
 * Several may share it: it ends when the last of them closes. Sharing and closing are for any thread.
 */
public final class Mapping implements AutoCloseable
{
    private final MappedByteBuffer memory;
    private final boolean copy;
    private final Sharers sharers;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Who has the map, and what is done when nobody has it any more, or when the only one who has it says so. */
    private static final class Sharers
    {
        private final AutoCloseable end;
        private final AutoCloseable earlyEnd;
        private final AtomicInteger number = new AtomicInteger(1);

        private Sharers(final AutoCloseable end, final AutoCloseable earlyEnd)
        {
            this.end = end;
            this.earlyEnd = earlyEnd;
        }

        private void join()
        {
            if (number.getAndUpdate(before -> before <= 0 ? before : before + 1) <= 0)
            {
                throw new IllegalStateException("the map has ended");
            }
        }

        private void leave()
        {
            if (number.decrementAndGet() == 0 && end != null)
            {
                run(end);
            }
        }

        private boolean end()
        {
            if (!number.compareAndSet(1, 0))
            {
                return false;
            }
            run(earlyEnd);
            return true;
        }

        private boolean areGone()
        {
            return number.get() <= 0;
        }

        private static void run(final AutoCloseable end)
        {
            try
            {
                end.close();
            }
            catch (final Exception ex)
            {
                throw new IllegalStateException("cannot unmap", ex);
            }
        }
    }

    Mapping(final MappedByteBuffer memory, final AutoCloseable end)
    {
        this(memory, new Sharers(end, end), false);
    }

    private Mapping(final MappedByteBuffer memory, final Sharers sharers, final boolean copy)
    {
        this.memory = memory;
        this.sharers = sharers;
        this.copy = copy;
    }

    /** What stands in for a map of a file: its bytes at one moment. */
    static Mapping ofCopy(final MappedByteBuffer memory)
    {
        return new Mapping(memory, new Sharers(null, null), true);
    }

    static Mapping of(
        final FileChannel file, final FileChannel.MapMode mode, final long length, final boolean eagerUnmapping)
        throws IOException
    {
        if (eagerUnmapping && endsSafely())
        {
            return ArenaMapping.map(file, mode, length);
        }

        final MappedByteBuffer memory = file.map(mode, 0, length);
        final AutoCloseable end = () -> EagerUnmapping.unmap(memory);
        return new Mapping(memory, new Sharers(eagerUnmapping ? end : null, end), false);
    }

    /** Whether a map can be ended eagerly on this JDK so that a use of it afterwards is no more than an exception. */
    public static boolean endsSafely()
    {
        return ArenaMapping.isSupported();
    }

    /** The mapped bytes; big-endian as it comes, position 0, limit at the end. */
    public MappedByteBuffer memory()
    {
        return memory;
    }

    /** Whether the bytes are those of one moment, whatever becomes of the file. */
    public boolean isCopy()
    {
        return copy;
    }

    /**
     * The same map once more, for somebody who may need it for longer.
     *
     * @throws IllegalStateException when it has ended.
     */
    public Mapping share()
    {
        sharers.join();
        return new Mapping(memory, sharers, copy);
    }

    /**
     * Takes the pages from the map, which stays and maps each anew that is used later. For any thread, beside others
     * that use it.
     *
     * @return false, and nothing is done, where the JDK is older than 22, or this no map of a file.
     */
    public boolean unload()
    {
        return !copy && Unloading.unload(memory);
    }

    /** Whether closing it ends the map, and does not leave that to the collector. */
    public boolean endsWhenClosed()
    {
        return sharers.end != null;
    }

    /**
     * Ends the map and closes this, where closing would leave that to the collector, too. For who knows that nobody
     * else has a buffer of it, nor closes this meanwhile: to use one crashes the process, but of an arena. For JDKs
     * before 22: those behind 23 write a warning where this is no arena's.
     *
     * @return whether nobody has it now; false, and nothing is done, while somebody shares it, or where it is no map of
     *         a file.
     */
    public boolean end()
    {
        if (closed.get() || sharers.earlyEnd == null)
        {
            return sharers.areGone();
        }
        if (!sharers.end())
        {
            return false;
        }
        // Not closed by it, who has just found out that nobody has it.
        closed.set(true);
        return true;
    }

    /**
     * Ends the map, or leaves that to the collector, unless somebody shares it still. No thread may use it any more.
     * The second time is a no-op.
     */
    @Override
    public void close()
    {
        if (closed.compareAndSet(false, true))
        {
            sharers.leave();
        }
    }
}
