package org.shmjournal.bench.loop;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import net.openhft.chronicle.bytes.MappedBytes;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueStore;

/**
 * Touches the pages of a queue's file ahead of its appender, through the map that the appender has, on a thread of its
 * own. The pre-toucher of Chronicle Queue 2026.4 is part of its Enterprise edition: without that,
 * {@code ChronicleQueue.createPretoucher()} calls itself until the stack is full. So this does what that one did while
 * it was open, with more room ahead: it compares and sets a zero in each page, every millisecond.
 * <p>
 * It stays with the file that is there when it begins: a queue that rolls at midnight is not touched any more.
 */
final class ChronicleToucher implements AutoCloseable
{
    private static final int PAGE_SIZE = 4096;
    /** A quarter of a block, which a writer does not fill while this thread waits for a core. */
    private static final long AHEAD = 16L << 20;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final SingleChronicleQueue queue;
    private final SingleChronicleQueueStore store;
    private final MappedBytes memory;
    private final long end;
    private final Thread thread;
    private volatile boolean closed;
    private long touched;

    /** Makes the queue's file, and touches the first of its pages before it returns. */
    ChronicleToucher(final SingleChronicleQueue queue, final long expectedBytes)
    {
        this.queue = queue;
        store = queue.storeForCycle(queue.cycle(), queue.epoch(), true, null);
        memory = store.bytes();
        end = store.writePosition() + expectedBytes;
        touchAhead();
        thread = new Thread(this::run, "chronicle-toucher");
        thread.setDaemon(true);
        thread.start();
    }

    private void run()
    {
        while (!closed)
        {
            touchAhead();
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void touchAhead()
    {
        final long limit = Math.min(end, store.writePosition() + AHEAD);
        while (touched < limit)
        {
            memory.compareAndSwapLong(touched, 0, 0);
            touched += PAGE_SIZE;
        }
    }

    @Override
    public void close()
    {
        closed = true;
        LockSupport.unpark(thread);
        try
        {
            thread.join();
        }
        catch (final InterruptedException ex)
        {
            throw new IllegalStateException("interrupted while the toucher ends", ex);
        }
        memory.releaseLast();
        queue.closeStore(store);
    }
}
