package org.shmjournal;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.EpochNanoClock;
import org.shmjournal.error.ChannelClosedException;
import org.shmjournal.error.ChannelFullException;
import org.shmjournal.error.InterruptedWaitException;
import org.shmjournal.error.RecordTooLongException;
import org.shmjournal.error.StorageException;
import org.shmjournal.error.StorageFullException;
import org.shmjournal.error.WaitTimeoutException;
import org.shmjournal.layout.ControlLayout;
import org.shmjournal.store.OpenClaim;
import org.shmjournal.store.OpenClaims;
import org.shmjournal.store.OwnedChannel;
import org.shmjournal.store.SharedTail;

/**
 * The single owner's way of appending records from many threads: each encodes beside the others, and meets them only to
 * claim its place in the stream. Readers see whole records, in the order of their places, each thread's in the order in
 * which it wrote them.
 * <p>
 * For any number of threads of the owner's process. At the other end are any number of {@link ShmReader}s in this and
 * other processes; they stop at a claim that is open, until it is resolved. A thread that dies between claim and
 * commit, or forgets a claim, hides what is behind it. A process that dies does so only until the next owner has come,
 * which skips what was not committed.
 * <p>
 * A record's timestamp is taken when it is committed, so timestamps may go back along the stream, by as long as a claim
 * was open. The channel's clock is asked by all threads.
 *
 * @param <T> what the channel's format encodes; each thread uses a {@link DataFormat#fresh} one.
 */
public final class ConcurrentShmWriter<T> implements AutoCloseable
{
    private static final long DRAIN_PAUSE = TimeUnit.MILLISECONDS.toNanos(1);

    private final DataFormat<? super T> format;
    private final OwnedChannel channel;
    private final OpenClaims claims;
    private final SharedTail tail;
    private final WriterThreads<T> threads;
    private final Supplier<Wait> newWait;
    private final ChannelSpec spec;
    private final int maxRecordLength;
    private final Runnable onClose;
    private final boolean drops;
    /** Held by whoever ends the stream or leaves it, while he waits for claims. */
    private final ReentrantLock ending = new ReentrantLock();
    /** Whether a listener has closed it while somebody was ending it, who has not come to that so far. */
    private volatile boolean closeLeft;
    /** Why a listener waits for claims, who may have what their holders wait for: a status of the tail, or 0. */
    private volatile int awaitedByListener;
    private volatile boolean closed;

    ConcurrentShmWriter(
        final OwnedChannel channel,
        final SharedTail tail,
        final DataFormat<T> format,
        final EpochNanoClock clock,
        final Supplier<Wait> newWait,
        final boolean drops,
        final Runnable onClose)
    {
        this.drops = drops;
        this.format = format;
        this.channel = channel;
        this.claims = channel.claims();
        this.tail = tail;
        this.newWait = newWait;
        this.spec = ChannelSpec.of(channel.header());
        this.maxRecordLength = spec.maxRecordLength();
        this.onClose = onClose;
        this.threads = new WriterThreads<>(() -> new WriterThread<>(format.fresh(), maxRecordLength,
            () -> new OpenClaim(channel, clock), newWait.get()));
    }

    /**
     * Appends a record: encodes {@code value} into this thread's own buffer, then copies it to its place, which it
     * claims first unless it is short. Waits while the next segment is needed and not ready.
     *
     * @param value that the format encodes, maybe several times: once more in a larger buffer.
     * @return the record's position; {@link WriteStatus#DROPPED} when it would have had to wait and
     *         {@link Backpressure#DROP} was chosen.
     * @throws RecordTooLongException when the format does not get by with the channel's maximum record length.
     * @throws ChannelFullException   when a single-segment channel has no room.
     * @throws StorageFullException   when the next segment is needed and the disk has no room for it.
     * @throws StorageException       when it is needed and could not be made for another reason.
     * @throws ChannelClosedException when the channel is being drained, was terminated, the owner was fenced or a force
     *                                failed.
     */
    public long write(final T value)
    {
        final WriterThread<T> mine = threads.mine();
        final int length = encode(mine, value);
        return append(mine, mine.buffer(), 0, length);
    }

    /**
     * Like {@link #write}, but neither waits nor drops, and says by a status what is no error: DRAINED and CLOSED as
     * soon as somebody has begun to drain or to close.
     *
     * @return the record's position, or one of {@link WriteStatus} but DROPPED; then nothing was written.
     * @throws ChannelClosedException when the owner was fenced or a force failed.
     */
    public long tryWrite(final T value)
    {
        if (closed)
        {
            return WriteStatus.CLOSED;
        }
        final WriterThread<T> mine = threads.mine();
        final int length = encode(mine, value);
        final int status;
        try
        {
            if (tail.copies(length))
            {
                final long position = tail.tryAppend(mine.claim(), mine.buffer(), 0, length);
                if (position >= 0)
                {
                    return position;
                }
            }
            status = tryClaim(mine.claim(), length);
        }
        catch (final ChannelClosedException ex)
        {
            return endOf(ex);
        }
        return switch (status)
        {
            case SharedTail.CLAIMED -> fill(mine.claim(), mine.buffer(), 0, length);
            case SharedTail.FULL -> WriteStatus.FULL;
            case SharedTail.DRAINING -> WriteStatus.DRAINED;
            case SharedTail.CLOSED -> WriteStatus.CLOSED;
            default -> WriteStatus.BACK_PRESSURED;
        };
    }

    /** As a status, where the stream has ended; else what is thrown. */
    private long endOf(final ChannelClosedException refusal)
    {
        final long state = channel.endState();
        if (state == ControlLayout.ACTIVE)
        {
            throw refusal;
        }
        return state == ControlLayout.TERMINATED ? WriteStatus.TERMINATED : WriteStatus.DRAINED;
    }

    /**
     * When somebody asks for the end of the stream: drains on a thread of its own, since that waits for claims that are
     * open.
     */
    void drainSoon(final ErrorHandler errorHandler)
    {
        final Thread draining = new Thread(() -> drainAsAsked(errorHandler), "shm-drain");
        draining.setDaemon(true);
        draining.start();
    }

    /** Until it is done: writing goes on when a claim is open for too long, and it is tried again. */
    private void drainAsAsked(final ErrorHandler errorHandler)
    {
        boolean told = false;
        while (!closed && channel.isDrainRequested())
        {
            try
            {
                drain();
            }
            catch (final RuntimeException ex)
            {
                if (!told && !closed && channel.isDrainRequested())
                {
                    told = true;
                    errorHandler.onError(ex);
                }
                LockSupport.parkNanos(DRAIN_PAUSE);
            }
        }
    }

    /**
     * Appends a record of the bytes between the position and the limit of {@code source}, whatever the format. Both
     * stay where they are. Waits, or drops, like {@link #write}.
     *
     * @return the record's position, or {@link WriteStatus#DROPPED}.
     */
    public long writeBytes(final ByteBuffer source)
    {
        final int length = source.remaining();
        if (length > maxRecordLength)
        {
            throw tooLong(length);
        }
        return append(threads.mine(), source, source.position(), length);
    }

    private long append(final WriterThread<T> mine, final ByteBuffer source, final int index, final int length)
    {
        final OpenClaim claim = mine.claim();
        final long position =
            tail.copies(length) ? tail.tryAppend(claim, source, index, length) : SharedTail.NOT_READY;
        return position >= 0 ? position : appendByClaim(mine, claim, source, index, length);
    }

    private long appendByClaim(
        final WriterThread<T> mine, final OpenClaim claim, final ByteBuffer source, final int index, final int length)
    {
        return claim(mine, claim, length, drops) ? fill(claim, source, index, length) : WriteStatus.DROPPED;
    }

    private int encode(final WriterThread<T> mine, final T value)
    {
        final int length = mine.encode(value);
        if (length < 0)
        {
            throw tooLong(-1);
        }
        return length;
    }

    /** What goes wrong from here on leaves no claim open. */
    private static long fill(final OpenClaim claim, final ByteBuffer source, final int index, final int length)
    {
        boolean filled = false;
        try
        {
            claim.put(source, index, length);
            final long position = claim.commit(length);
            filled = true;
            return position;
        }
        finally
        {
            if (!filled && claim.isOpen())
            {
                claim.abort();
            }
        }
    }

    /**
     * Claims space for a record of at most {@code maxLength} bytes, to be filled in place, then committed or aborted,
     * by this thread or another one. Several claims may be open at a time, of one thread, too: they become records in
     * the order in which they were claimed, whichever is resolved first. Waits like {@link #write}, and never drops.
     */
    public SharedClaim claim(final int maxLength)
    {
        requireLength(maxLength);
        final WriterThread<T> mine = threads.mine();
        final SharedClaim claim = mine.freeClaim();
        claim(mine, claim.open(maxLength), maxLength, false);
        return claim;
    }

    /** Like {@link #claim}, but does not wait: null when the next segment is needed and not ready. */
    public SharedClaim tryClaim(final int maxLength)
    {
        requireLength(maxLength);
        final SharedClaim claim = threads.mine().freeClaim();
        final int status = tryClaim(claim.open(maxLength), maxLength);
        throwIfRefused(status);
        return status == SharedTail.CLAIMED ? claim : null;
    }

    private void requireLength(final int maxLength)
    {
        if (maxLength < 0)
        {
            throw new IllegalArgumentException("maxLength=" + maxLength + " is negative");
        }
        if (maxLength > maxRecordLength)
        {
            throw tooLong(maxLength);
        }
    }

    /** False when nothing was claimed, since it would have had to wait. */
    private boolean claim(
        final WriterThread<T> mine, final OpenClaim claim, final int length, final boolean orDrop)
    {
        return tail.tryClaim(claim, length) == SharedTail.CLAIMED || claimLater(mine, claim, length, orDrop);
    }

    private boolean claimLater(
        final WriterThread<T> mine, final OpenClaim claim, final int length, final boolean orDrop)
    {
        int status = tail.tryClaim(claim, length);
        if (status == SharedTail.NOT_READY)
        {
            channel.throwIfStopped();
            tail.countNotReady(orDrop);
            if (orDrop)
            {
                return false;
            }
            final Wait wait = mine.startWaiting();
            while (status == SharedTail.NOT_READY)
            {
                throwIfNeverReady();
                pause(wait);
                status = tail.tryClaim(claim, length);
            }
        }
        throwIfRefused(status);
        return true;
    }

    private void pause(final Wait wait)
    {
        wait.pause();
        // The conductor may be busy for long with just what this thread waits for.
        channel.heedEnds();
    }

    private void throwIfRefused(final int status)
    {
        switch (status)
        {
            case SharedTail.FULL -> throw channelFull();
            case SharedTail.DRAINING -> throw new ChannelClosedException(channel.directory().path(),
                "is being drained: nothing more is written");
            case SharedTail.CLOSED -> throw closed();
            default ->
            {
                // It is claimed, or is to be tried again.
            }
        }
    }

    private int tryClaim(final OpenClaim claim, final int length)
    {
        final int status = tail.tryClaim(claim, length);
        if (status == SharedTail.NOT_READY)
        {
            channel.throwIfStopped();
            tail.countNotReady(false);
            if (!drops)
            {
                throwIfNeverReady();
            }
        }
        return status;
    }

    private void throwIfNeverReady()
    {
        channel.throwIfStopped();
        final StorageException failure = channel.roll().failure();
        if (failure != null)
        {
            throw failure;
        }
    }

    /**
     * Appends a heartbeat, which tells readers that the application lives; no handler sees it. Waits like
     * {@link #write}.
     */
    public void heartbeat()
    {
        int status = tail.tryHeartbeat();
        if (status == SharedTail.NOT_READY)
        {
            final Wait wait = threads.mine().startWaiting();
            while (status == SharedTail.NOT_READY)
            {
                throwIfNeverReady();
                pause(wait);
                status = tail.tryHeartbeat();
            }
        }
        throwIfRefused(status);
    }

    /**
     * Forces everything that was written or committed before the call to the disk, by whatever thread, and moves the
     * durable position there. Waits for claims that are open in front of that, this thread's among them; what is
     * claimed later it does not wait for. Flushes of several threads at a time share one force.
     *
     * @throws ChannelClosedException   when that fails, now or before: then the durable position stays where it is, and
     *                                  this writer writes no more.
     * @throws WaitTimeoutException     when a claim stays open for longer than the write deadline; what is in front of
     *                                  it has been forced.
     * @throws InterruptedWaitException when the thread was interrupted while it waited for a claim, or while another's
     *                                  force ran.
     * @throws IllegalStateException    in a listener, when it would have to wait for another thread; or while a
     *                                  listener closes, which waits for claims.
     */
    public void flush()
    {
        requireNotClosed();
        channel.throwIfStopped();
        final long end = claims.endOfResolved();
        if (claims.firstOpen() < end)
        {
            // What is in front of the claim does not wait for it.
            flushResolved();
            requireNoListener();
            final Wait wait = threads.mine().startWaiting();
            while (claims.firstOpen() < end)
            {
                channel.throwIfStopped();
                pause(wait);
            }
        }
        flushResolved();
    }

    private void flushResolved()
    {
        while (!channel.flush(() -> ListenerEvents.isTelling() || awaitedByListener != 0))
        {
            requireNoListener();
            throwIfRefused(awaitedByListener);
            requireNotClosed();
        }
    }

    private void requireNoListener()
    {
        if (ListenerEvents.isTelling())
        {
            throw ListenerEvents.doesNotWait(channel.directory().path(), "forces it, or has a claim open");
        }
    }

    /** The position that the next record will have if it fits in the active segment; others may come first. */
    public long position()
    {
        return tail.position();
    }

    /**
     * The sequence of the last record in the channel, or -1; a claim counts from when it is open, and one that was
     * aborted goes on counting.
     */
    public long lastSequence()
    {
        return tail.sequence() - 1;
    }

    /** Everything before this position is known to have been forced to the disk; never behind an open claim. */
    public long durablePosition()
    {
        return tail.durablePosition();
    }

    /** What the channel was created with. */
    public ChannelSpec header()
    {
        return spec;
    }

    /** What encodes the records. */
    public DataFormat<? super T> format()
    {
        return format;
    }

    /**
     * Ends the stream for ever: refuses new records and claims, waits for claims that are open, and then readers get
     * what is there, then {@link ReaderState#DRAINED}; opening to write is refused from now on. Forces everything.
     * Nothing can be written any more; close this writer. A listener that is told of something by this may close it:
     * that is done behind the end.
     *
     * @throws WaitTimeoutException     when a claim stays open for longer than the write deadline; then the stream has
     *                                  not ended, and writing goes on.
     * @throws InterruptedWaitException when the thread was interrupted while it waited; likewise.
     * @throws IllegalStateException    in a listener, while another thread drains or closes, for which that must not
     *                                  wait.
     */
    public void drain()
    {
        beginEnding();
        end(() -> {
            requireNotClosed();
            channel.throwIfStopped();
            if (ending.getHoldCount() == 1)
            {
                putEnd();
            }
            // Else a listener, in the midst of it.
        });
    }

    private void putEnd()
    {
        awaitClaims(false);
        if (channel.mayStillWrite())
        {
            channel.drained(tail.segment(), tail.publishEnd());
        }
        else
        {
            channel.throwIfStopped();
        }
    }

    /**
     * Aborts everyone, at once: readers see {@link ReaderState#TERMINATED}, nothing can be written any more, and claims
     * that are open fail when they are committed. A later owner may open the channel again, as after a kill.
     */
    public void terminate()
    {
        if (closed || !channel.terminate())
        {
            throw closed();
        }
    }

    /**
     * Leaves the channel: refuses new records and claims, waits for claims that are open, then readers see that it is
     * closed, everything is forced, another owner may go on; or, when the end of the stream was asked for, drains it.
     * The second time is a no-op. After {@link #terminate}, too, it waits until each open claim was given up by whoever
     * holds it, since that may still store into it. A listener may close: while somebody is just draining or closing
     * it returns at once, and that one closes; unless he fails since a claim stays open: then whoever drains or closes
     * next does.
     *
     * @throws WaitTimeoutException     when a claim stays open for longer than the write deadline; then nothing is
     *                                  closed, and writing goes on.
     * @throws InterruptedWaitException when the thread was interrupted while it waited; likewise.
     * @throws ChannelClosedException   when the owner was fenced or a force failed, now or before, and no call has
     *                                  thrown that yet; it is closed all the same.
     */
    @Override
    public void close()
    {
        if (ListenerEvents.isTelling())
        {
            closeLeft = true;
            closeWhatWasLeft();
            return;
        }
        beginEnding();
        end(this::closeNow);
    }

    private void closeNow()
    {
        if (!closed)
        {
            awaitClaims(true);
            letGo();
        }
        // Not before: who fails to close leaves it to the next one who ends.
        closeLeft = false;
    }

    /** Unless somebody is just ending it, this thread further out or another one: he comes to it. */
    private void closeWhatWasLeft()
    {
        while (closeLeft && !closed && !ending.isHeldByCurrentThread() && ending.tryLock())
        {
            try
            {
                closeNow();
            }
            finally
            {
                ending.unlock();
            }
        }
    }

    private void letGo()
    {
        try
        {
            closed = true;
            if (channel.mayStillWrite())
            {
                putLastWord();
            }
        }
        finally
        {
            try
            {
                tail.close();
                channel.close(tail.segment(), tail.offset());
            }
            finally
            {
                onClose.run();
            }
        }
    }

    /** Whoever has asked for the end of the stream has asked this owner, and no other. */
    private void putLastWord()
    {
        if (channel.isDrainRequested())
        {
            channel.drained(tail.segment(), tail.publishEnd());
        }
        else
        {
            tail.publishClose();
        }
    }

    private void beginEnding()
    {
        try
        {
            // Who need not wait is not asked whether he was interrupted.
            if (ending.tryLock())
            {
                return;
            }
            if (ListenerEvents.isTelling())
            {
                throw ListenerEvents.doesNotWait(channel.directory().path(), "drains or closes it");
            }
            ending.lockInterruptibly();
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            throw new InterruptedWaitException(channel.directory().path(),
                "interrupted while another thread drains or closes it; nothing was changed by this one");
        }
    }

    /** Does what ends the stream, or closes, and then what was left to that. */
    private void end(final Runnable work)
    {
        try
        {
            work.run();
        }
        catch (final RuntimeException | Error ex)
        {
            ending.unlock();
            closeWhatWasLeftTo(ex);
            throw ex;
        }
        ending.unlock();
        closeWhatWasLeft();
    }

    /** Who failed, since a claim stays open, does not wait for it once more. */
    private void closeWhatWasLeftTo(final Throwable failure)
    {
        if (!claims.areOpen())
        {
            try
            {
                closeWhatWasLeft();
            }
            catch (final RuntimeException | Error ex)
            {
                failure.addSuppressed(ex);
            }
        }
    }

    /** Lets nobody claim any more, and waits until no claim is open; what fails leaves the writer as it was. */
    private void awaitClaims(final boolean closing)
    {
        tail.refuse(closing);
        if (ListenerEvents.isTelling())
        {
            awaitedByListener = closing ? SharedTail.CLOSED : SharedTail.DRAINING;
        }
        boolean done = false;
        try
        {
            if (claims.areOpen())
            {
                final Wait wait = newWait.get();
                wait.begin();
                while (claims.areOpen())
                {
                    if (!closing)
                    {
                        channel.throwIfStopped();
                    }
                    pause(wait);
                }
            }
            done = true;
        }
        finally
        {
            awaitedByListener = 0;
            if (!done)
            {
                tail.admit();
            }
        }
    }

    private void requireNotClosed()
    {
        if (closed)
        {
            throw closed();
        }
    }

    private IllegalStateException closed()
    {
        return new IllegalStateException("the writer of " + channel.directory().path() + " is closed");
    }

    private ChannelFullException channelFull()
    {
        return new ChannelFullException(channel.directory().path(), tail.position(),
            "the single segment of " + spec.segmentSize() + " bytes is full: create another channel");
    }

    private RecordTooLongException tooLong(final int length)
    {
        return new RecordTooLongException(channel.directory().path(), "the record" +
            (length < 0 ? "" : " of length " + length) + " is longer than the channel's maximum record length " +
            maxRecordLength + ", set when it was created; nothing was written");
    }
}
