package org.shmjournal.async;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.shmjournal.ShmWriter;
import org.shmjournal.WriteStatus;

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

    PendingWrite(final WriterState<T> owner, final T value, final ByteBuffer[] sources, final long ticket)
    {
        this.owner = owner;
        this.value = value;
        this.sources = sources;
        this.ticket = ticket;
    }

    /**
     * Under the owner's lock: publishes it if there is room.
     *
     * @return bytes taken; or a status, then nothing was written, or its failure.
     */
    int attempt(final ShmWriter<T> writer)
    {
        try
        {
            final int taken = sources == null ? writer.tryWrite(value) : writer.tryWriteBytes(sources);
            if (taken >= 0)
            {
                consume();
                written = new Written(writer.lastPosition(), taken);
            }
            return taken;
        }
        catch (final Throwable ex)
        {
            // Whatever an encoder throws is its future's, and nobody else's.
            failure = ex;
            return WriteStatus.CLOSED;
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
    PendingWrite<T> fail(final Throwable reason)
    {
        failure = reason;
        return this;
    }

    /** Under the owner's lock: whether it has come to an end that only {@link #settle} has to tell of. */
    boolean isSettled()
    {
        return written != null || failure != null;
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

    @Override
    public boolean completeExceptionally(final Throwable reason)
    {
        return owner.withdraw(this) && super.completeExceptionally(reason);
    }
}
