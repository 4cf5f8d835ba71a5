package org.shmjournal.async;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import org.agrona.concurrent.Agent;
import org.shmjournal.ChannelSpec;
import org.shmjournal.Conductor;
import org.shmjournal.ShmWriter;
import org.shmjournal.error.ChannelClosedException;

/**
 * What an {@link AsyncShmWriter} has to do, and what of it is due. Writes that have no room wait in a queue, flushes
 * behind the writes in front of them; when both are empty comes an end that was asked for: drain, then close.
 * <p>
 * Any thread submits; the conductor's takes a step with each round. The lock is held while a record is encoded and
 * published, never while a thread waits or a user's stage runs; the conductor comes again instead of waiting for it.
 */
final class WriterState<T> implements Agent
{
    private final Path path;
    private final ShmWriter<T> writer;
    private final Conductor conductor;
    private final int capacity;
    private final ChannelSpec header;

    private final ReentrantLock lock = new ReentrantLock();
    private final PendingWrites<T> writes;
    private final PendingFlushes flushes = new PendingFlushes();
    private final Ends ends = new Ends();
    /** The conductor's: what is to be told when it has let go of the lock. */
    private final Queue<Runnable> told = new ArrayDeque<>();
    /** Why nothing more is taken; null as long as it is. */
    private RuntimeException refusal;
    /** Why what waits has failed, too. */
    private Throwable failure;
    private boolean terminating;
    /** What the drain has failed for, told by the driver's thread before its work is done. */
    private volatile RuntimeException drainFailure;
    /** Whether the conductor has anything to look at. */
    private volatile boolean busy;

    WriterState(final Path path, final ShmWriter<T> writer, final Conductor conductor, final int capacity)
    {
        this.path = path;
        this.writer = writer;
        this.conductor = conductor;
        this.capacity = capacity;
        this.header = writer.header();
        this.writes = new PendingWrites<>(path, capacity);
        writer.leaveDrain();
    }

    CompletableFuture<Written> write(final T value)
    {
        return submit(value, null, capacity);
    }

    /** Of whoever limits himself how many of his writes are pending. */
    CompletableFuture<Written> writeUncounted(final T value)
    {
        return submit(value, null, Integer.MAX_VALUE);
    }

    CompletableFuture<Written> writeBytes(final ByteBuffer... sources)
    {
        return submit(null, sources, capacity);
    }

    private CompletableFuture<Written> submit(final T value, final ByteBuffer[] sources, final int places)
    {
        final PendingWrite<T> write;
        final boolean settled;
        lock.lock();
        try
        {
            write = new PendingWrite<>(this, value, sources, writes.lastTicket() + 1);
            settled = !isTaken(write) || publish(write) || !enqueue(write, places);
        }
        finally
        {
            lock.unlock();
        }
        if (settled)
        {
            write.settle();
        }
        return write;
    }

    /** False, and it has failed, when nothing is taken any more. */
    private boolean isTaken(final PendingWrite<T> write)
    {
        if (refusal != null)
        {
            write.fail(refusal);
        }
        return refusal == null;
    }

    /** False when it has to wait; else it is settled. */
    private boolean publish(final PendingWrite<T> write)
    {
        if (!writes.isEmpty() || !ends.mayWrite() || !write.attempt(writer, path))
        {
            return false;
        }
        writes.take(write);
        return true;
    }

    /** False, and it has failed, when there is no place. */
    private boolean enqueue(final PendingWrite<T> write, final int places)
    {
        if (writes.add(write, places))
        {
            callConductor();
            return true;
        }
        return false;
    }

    private void callConductor()
    {
        if (!busy)
        {
            busy = true;
            conductor.wake();
        }
    }

    private IllegalStateException closed()
    {
        return new IllegalStateException("the writer of " + path + " is closed");
    }

    /** Of a write's future that is completed from outside; false when it is settled. */
    boolean withdraw(final PendingWrite<T> write)
    {
        lock.lock();
        try
        {
            if (writes.remove(write))
            {
                write.withdraw();
                conductor.wake();
            }
            return write.isWithdrawn();
        }
        finally
        {
            lock.unlock();
        }
    }

    CompletableFuture<Void> ready()
    {
        lock.lock();
        try
        {
            return hasPlace() ? CompletableFuture.completedFuture(null) : writes.awaitPlace();
        }
        finally
        {
            lock.unlock();
        }
    }

    private boolean hasPlace()
    {
        return writes.hasPlace() || refusal != null;
    }

    CompletableFuture<Long> flush()
    {
        lock.lock();
        try
        {
            if (refusal != null)
            {
                return CompletableFuture.failedFuture(refusal);
            }
            final CompletableFuture<Long> flush = flushes.add(writes.lastTicket());
            callConductor();
            return flush;
        }
        finally
        {
            lock.unlock();
        }
    }

    CompletionStage<Void> drain()
    {
        lock.lock();
        try
        {
            if (refusal != null && !ends.drain().isWished())
            {
                return CompletableFuture.failedStage(refusal);
            }
            if (refusal == null)
            {
                refusal = new ChannelClosedException(path, "is being drained: nothing more is written");
            }
            callConductor();
            return ends.drain().wish();
        }
        finally
        {
            lock.unlock();
        }
    }

    /** What waits fails at once, and is not published while the termination is on its way to a thread. */
    CompletionStage<Void> terminate()
    {
        lock.lock();
        try
        {
            if (!ends.isOver() && !terminating)
            {
                terminating = true;
                final ChannelClosedException reason =
                    new ChannelClosedException(path, "is being terminated: nothing more is written");
                failure = reason;
                refusal = refusal == null ? reason : refusal;
                callConductor();
            }
        }
        finally
        {
            lock.unlock();
        }
        return conductor.submit(() -> {
            writer.terminate();
            return null;
        });
    }

    CompletionStage<Void> close()
    {
        lock.lock();
        try
        {
            if (!ends.isOver())
            {
                refusal = closed();
                callConductor();
            }
            return ends.close().wish();
        }
        finally
        {
            lock.unlock();
        }
    }

    ChannelSpec header()
    {
        return header;
    }

    Path path()
    {
        return path;
    }

    @Override
    public int doWork()
    {
        if (!busy && !writer.isDrainRequested() || !lock.tryLock())
        {
            return 0;
        }
        final int work;
        try
        {
            work = step();
        }
        finally
        {
            lock.unlock();
        }
        tell();
        return work;
    }

    /** What is due, in this order: what has come of errands, writes, flushes, ends. */
    private int step()
    {
        int work = flushes.finish(told::add) + finishEnd() + beginRequestedDrain() + publish();
        if (terminating)
        {
            flushes.fail(failure, told::add);
        }
        work += ends.mayWrite() ? flushes.begin(writes.lastSettled(), () -> conductor.submit(this::force)) : 0;
        work += beginEnd();
        if (hasPlace())
        {
            writes.tellOfPlace(told::add);
        }
        busy = !writes.isEmpty() || !flushes.isEmpty() || !ends.isQuiet() || writes.isPlaceAwaited();
        return work;
    }

    private int publish()
    {
        if (failure != null)
        {
            writes.fail(failure, told::add);
        }
        return ends.mayWrite() ? writes.publish(writer, told::add) : 0;
    }

    private Long force()
    {
        writer.flush();
        return writer.durablePosition();
    }

    /** It comes before all that is pending, which then fails. */
    private int beginRequestedDrain()
    {
        if (!writer.isDrainRequested() || !ends.mayWrite() || flushes.isRunning() || failure != null)
        {
            return 0;
        }
        if (refusal == null)
        {
            refusal =
                new ChannelClosedException(path, "is being drained, as somebody asks for: nothing more is written");
        }
        ends.begin(ends.drain(), conductor.submit(this::drainNow));
        return 1;
    }

    private int beginEnd()
    {
        if (!ends.mayWrite() || !writes.isEmpty() || !flushes.isEmpty())
        {
            return 0;
        }
        if (ends.drain().isDue())
        {
            ends.begin(ends.drain(), conductor.submit(this::drainNow));
            return 1;
        }
        if (ends.close().isDue())
        {
            ends.begin(ends.close(), conductor.submit(this::closeNow));
            return 1;
        }
        return 0;
    }

    private Void drainNow()
    {
        try
        {
            writer.drain();
            return null;
        }
        catch (final RuntimeException ex)
        {
            // Nothing that waits may wait for ever for an end that does not come.
            drainFailure = ex;
            throw ex;
        }
    }

    private Void closeNow()
    {
        writer.close();
        return null;
    }

    private int finishEnd()
    {
        if (!ends.finish(told::add))
        {
            return 0;
        }
        failure = failure == null ? drainFailure : failure;
        if (ends.isOver())
        {
            conductor.detach(this);
        }
        return 1;
    }

    /** Without the lock, since the user's stages run in it. */
    private void tell()
    {
        for (Runnable one = told.poll(); one != null; one = told.poll())
        {
            one.run();
        }
    }

    /** The conductor was closed before the writer: it leaves the channel, and nothing is left pending. */
    @Override
    public void onClose()
    {
        try
        {
            lock.lock();
            try
            {
                flushes.finish(told::add);
                finishEnd();
                if (!ends.isOver())
                {
                    endWith(new IllegalStateException("the conductor of " + path + " was closed before its writer"));
                }
            }
            finally
            {
                lock.unlock();
            }
        }
        finally
        {
            tell();
        }
    }

    private void endWith(final IllegalStateException reason)
    {
        refusal = reason;
        writes.fail(reason, told::add);
        writes.tellOfPlace(told::add);
        flushes.fail(reason, told::add);
        ends.fail(reason, told::add);
        writer.close();
    }

    @Override
    public String roleName()
    {
        return "async-writer " + path;
    }
}
