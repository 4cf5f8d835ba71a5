package org.shmjournal;

import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.shmjournal.error.JournalException;
import org.shmjournal.layout.Memory;
import org.shmjournal.store.SegmentFile;

/**
 * Has another thread load a word of each page of the segment that a reader has just entered, so that the faults which
 * map them do not fall on the way of its records. The reader's, but for what it gives to the executor.
 */
final class ReadAhead
{
    /** Null where nobody is to do it. */
    private final Executor executor;
    private Pages pages;

    ReadAhead(final Executor executor)
    {
        this.executor = executor;
    }

    /** Of a segment that is read from its beginning. */
    void begin(final SegmentFile segment)
    {
        if (executor == null)
        {
            return;
        }
        final Pages next = new Pages(segment);
        try
        {
            // First of all: an executor that fails may have it in its queue.
            pages = next;
            executor.execute(next);
        }
        catch (final RejectedExecutionException ex)
        {
            // Shut down, or too busy: the reader does it by reading, as without.
        }
    }

    /** Before the map may end: nobody but the reader looks at it any more. */
    void end()
    {
        if (pages != null)
        {
            pages.end();
            pages = null;
        }
    }

    private static final class Pages implements Runnable
    {
        private static final int STEP = 64 * Memory.PAGE_SIZE;
        private static final int WAITING = 0;
        private static final int AT_WORK = 1;
        private static final int OVER = 2;

        private final SegmentFile segment;
        private final ByteBuffer memory;
        private final AtomicInteger phase = new AtomicInteger(WAITING);
        private volatile boolean isUnwanted;
        private volatile long sum;

        Pages(final SegmentFile segment)
        {
            this.segment = segment;
            this.memory = segment.memory();
        }

        @Override
        public void run()
        {
            if (!phase.compareAndSet(WAITING, AT_WORK))
            {
                return;
            }
            try
            {
                for (int from = 0; from < memory.capacity() && !isUnwanted; from += STEP)
                {
                    // Beyond the end of a file an error comes to whatever this thread does next.
                    segment.checkLength();
                    sum = load(from, Math.min(from + STEP, memory.capacity()));
                }
            }
            catch (final JournalException | InternalError ex)
            {
                // The reader finds out, and says so, when it comes there.
            }
            finally
            {
                phase.set(OVER);
            }
        }

        private long load(final int from, final int to)
        {
            long loaded = 0;
            for (int page = from; page < to; page += Memory.PAGE_SIZE)
            {
                loaded += Memory.longAt(memory, page);
            }
            return loaded;
        }

        /** Waits for as long as some pages take, at most. */
        void end()
        {
            isUnwanted = true;
            if (!phase.compareAndSet(WAITING, OVER))
            {
                while (phase.get() != OVER)
                {
                    // It may need this core.
                    Thread.yield();
                }
            }
        }
    }
}
