package org.shmjournal.async;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.shmjournal.ShmWriter;
import org.shmjournal.WriteStatus;
import org.shmjournal.error.ChannelClosedException;
import org.shmjournal.error.ChannelFullException;

/**
 * A write from its submission to its end: what is to be written, and the future that tells of it. Published by whoever
 * holds the lock of its {@link WriterState}, completed by the same thread once it has let go of that. Who completes
 * it from outside, by cancelling it, or by a timeout, withdraws it first, and comes too late when it was published.
 */
final class PendingWrite<T> extends CompletableFuture<Written>
{
    private final WriterState<T> owner;
    private T value;
    /** Null where there is a value. */
    private ByteBuffer[] sources;
    /** Number of writes that were submitted up to this one. */
    private final long ticket;
    private Written written;
    private Throwable failure;
    private boolean withdrawn;
    /** Whether it had no room in the segment that is active still. */
    private boolean awaitsSegment;

    PendingWrite(final WriterState<T> owner, final T value, final ByteBuffer[] sources, final long ticket)
    {
        this.owner = owner;
        this.value = value;
        this.sources = sources;
        this.ticket = ticket;
    }

    /** Under the owner's lock: publishes it if there is room. False when it has to wait; else it is settled. */
    boolean attempt(final ShmWriter<T> writer, final Path path)
    {
        if (awaitsSegment && writer.isBackPressured())
        {
            return false;
        }
        try
        {
            final int taken = sources == null ? writer.tryWrite(value) : writer.tryWriteBytes(sources);
            awaitsSegment = taken == WriteStatus.BACK_PRESSURED;
            if (taken == WriteStatus.BACK_PRESSURED || taken == WriteStatus.DRAIN_REQUESTED)
            {
                return false;
            }
            if (taken < 0)
            {
                failure = reason(taken, writer, path);
                return true;
            }
            consume();
            written = new Written(writer.lastPosition(), taken);
        }
        catch (final Throwable ex)
        {
            // Whatever an encoder throws is its future's, and nobody else's.
            failure = ex;
        }
        return true;
    }

    private static RuntimeException reason(final int status, final ShmWriter<?> writer, final Path path)
    {
        switch (status)
        {
            case WriteStatus.FULL:
                return new ChannelFullException(path, writer.position(), "the single segment of " +
                    writer.header().segmentSize() + " bytes is full: create another channel");
            case WriteStatus.DRAINED:
                return new ChannelClosedException(path, "was drained: its stream has ended for ever");
            case WriteStatus.TERMINATED:
                return new ChannelClosedException(path, "was terminated: open it again to go on");
            default:
                return new IllegalStateException("the writer of " + path + " is closed");
        }
    }

    private void consume()
    {
        if (sources != null)
        {
            for (final ByteBuffer source : sources)
            {
                source.position(source.limit());
            }
        }
    }

    /** Under the owner's lock: it is no record and will not be one. */
    void fail(final Throwable reason)
    {
        failure = reason;
    }

    long ticket()
    {
        return ticket;
    }

    /** Under the owner's lock: nobody will publish it. */
    void withdraw()
    {
        withdrawn = true;
        letGo();
    }

    /** The future may be kept for long, what was written need not be. */
    private void letGo()
    {
        value = null;
        sources = null;
    }

    boolean isWithdrawn()
    {
        return withdrawn;
    }

    /** Without a lock, since the user's stages run in it. */
    void settle()
    {
        letGo();
        if (written == null)
        {
            super.completeExceptionally(failure);
        }
        else
        {
            super.complete(written);
        }
    }

    /** False when it is a record, or has failed. */
    @Override
    public boolean cancel(final boolean mayInterruptIfRunning)
    {
        return owner.withdraw(this) && super.cancel(mayInterruptIfRunning);
    }

    @Override
    public boolean complete(final Written other)
    {
        return owner.withdraw(this) && super.complete(other);
    }

    /** By {@link #complete}: what it is made of in the JDK would withdraw nothing. */
    @Override
    public CompletableFuture<Written> completeAsync(
        final Supplier<? extends Written> supplier, final Executor executor)
    {
        executor.execute(() -> {
            try
            {
                complete(supplier.get());
            }
            catch (final RuntimeException | Error ex)
            {
                completeExceptionally(ex);
            }
        });
        return this;
    }

    @Override
    public boolean completeExceptionally(final Throwable reason)
    {
        return owner.withdraw(this) && super.completeExceptionally(reason);
    }
}
