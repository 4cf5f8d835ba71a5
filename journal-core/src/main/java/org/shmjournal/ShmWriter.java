package org.shmjournal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.shmjournal.error.ChannelClosedException;
import org.shmjournal.error.ChannelFullException;
import org.shmjournal.error.InterruptedWaitException;
import org.shmjournal.error.RecordTooLongException;
import org.shmjournal.error.StorageException;
import org.shmjournal.error.StorageFullException;
import org.shmjournal.layout.RecordWord;
import org.shmjournal.store.OwnedChannel;
import org.shmjournal.store.Publication;
import org.shmjournal.store.SegmentFile;

/**
 * The single owner's way of appending records: encodes straight into the map and publishes with one store.
 * <p>
 * For one thread at a time; with assertions on, a second thread inside at the same time gets an
 * {@link IllegalStateException}. At the other end are any number of {@link ShmReader}s in this and other processes. The
 * {@link Conductor} prepares segments beside it.
 *
 * @param <T> what the channel's format encodes.
 */
public final class ShmWriter<T> implements AutoCloseable
{
    private static final int DOES_NOT_FIT = -1;
    /** Whether a second thread inside is noticed: where assertions are on. */
    private static final boolean CHECK_THREADS = ShmWriter.class.desiredAssertionStatus();
    private static final VarHandle INSIDE;

    static
    {
        try
        {
            INSIDE = MethodHandles.lookup().findVarHandle(ShmWriter.class, "inside", Thread.class);
        }
        catch (final ReflectiveOperationException ex)
        {
            throw new ExceptionInInitializerError(ex);
        }
    }

    private final DataFormat<? super T> format;
    private final OwnedChannel channel;
    private final Publication tail;
    private final Wait wait;
    private final RecordClaim claim;
    private final ChannelSpec spec;
    private final int maxRecordLength;
    private final Runnable onClose;

    private boolean full;
    private volatile boolean closed;
    private Thread inside;

    ShmWriter(
        final OwnedChannel channel,
        final Publication tail,
        final DataFormat<? super T> format,
        final Wait wait,
        final Runnable onClose)
    {
        this.format = format;
        this.channel = channel;
        this.tail = tail;
        this.wait = wait;
        this.claim = new RecordClaim(this);
        this.spec = ChannelSpec.of(channel.header());
        this.maxRecordLength = spec.maxRecordLength();
        this.onClose = onClose;
    }

    /**
     * Appends a record: encodes {@code value} into the map and publishes it. Waits while the next segment is needed and
     * not ready.
     *
     * @param value that the format encodes, maybe twice: at the end of a segment once more in the next one.
     * @return bytes taken: header, payload and padding.
     * @throws RecordTooLongException when the format does not get by with the channel's maximum record length.
     * @throws ChannelFullException   when a single-segment channel has no room.
     * @throws StorageFullException   when the next segment is needed and the disk has no room for it.
     * @throws StorageException       when it is needed and could not be made for another reason.
     * @throws ChannelClosedException when the owner was fenced or a force failed.
     */
    public int write(final T value)
    {
        return CHECK_THREADS ? appendChecked(value, true) : append(value, true);
    }

    /**
     * Like {@link #write}, but does not wait.
     *
     * @return bytes taken, or one of {@link WriteStatus}; then nothing was written.
     */
    public int tryWrite(final T value)
    {
        return CHECK_THREADS ? appendChecked(value, false) : append(value, false);
    }

    private int appendChecked(final T value, final boolean waits)
    {
        comeIn();
        try
        {
            return append(value, waits);
        }
        finally
        {
            goOut();
        }
    }

    /**
     * The hot path: encode, publish. Small enough, with a small encoder in it, for the JIT to put it into its callers:
     * two comparisons, and everything rare elsewhere.
     */
    private int append(final T value, final boolean waits)
    {
        final Publication tail = this.tail;
        final int offset = tail.offset();
        if (tail.mustLook(offset))
        {
            return appendAfterALook(value, waits);
        }

        final int room = tail.room(offset);
        final int length = format.encode(value, tail.view(), tail.payloadIndex(offset), room);
        // Unsigned, so that what did not fit is more than the room, too.
        return Integer.compareUnsigned(length, room) > 0 ? appendInNextSegment(value, room, length, waits) :
            tail.publish(offset, length);
    }

    /** With everything that may be due at an offset. */
    private int appendAfterALook(final T value, final boolean waits)
    {
        if (!mayAppend())
        {
            return refuseFull(waits);
        }

        final int offset = tail.offset();
        final int room = tail.room(offset);
        final int length =
            room < 0 ? DOES_NOT_FIT : format.encode(value, tail.view(), tail.payloadIndex(offset), room);
        return length < 0 || length > room ? appendInNextSegment(value, room, length, waits) : publishHere(length);
    }

    private int appendInNextSegment(final T value, final int room, final int length, final boolean waits)
    {
        int taken = tryWriteInNextSegment(value, room, length);
        if (taken == WriteStatus.FULL)
        {
            return refuseFull(waits);
        }
        if (taken == WriteStatus.BACK_PRESSURED && waits)
        {
            wait.begin();
            while (taken == WriteStatus.BACK_PRESSURED)
            {
                wait.pause();
                taken = tryWriteInNextSegment(value, room, length);
            }
        }
        return taken;
    }

    private int refuseFull(final boolean waits)
    {
        if (waits)
        {
            throw channelFull();
        }
        return WriteStatus.FULL;
    }

    /**
     * Appends a record of the bytes between the position and the limit of {@code source}, whatever the format. Both
     * stay where they are.
     *
     * @return bytes taken: header, payload and padding.
     */
    public int writeBytes(final ByteBuffer source)
    {
        assert comeIn();
        try
        {
            final int length = source.remaining();
            if (!fits(length))
            {
                tail.rollInto(awaitNextSegment());
            }
            tail.put(source);
            return publishHere(length);
        }
        finally
        {
            assert goOut();
        }
    }

    /**
     * Claims space for a record of at most {@code maxLength} bytes, to be filled in place, then committed or aborted.
     * One claim may be open at a time, and until it is resolved nothing else may be written. The same object is handed
     * out each time. Waits like {@link #write}.
     */
    public RecordClaim claim(final int maxLength)
    {
        RecordClaim result = tryClaim(maxLength);
        if (result == null)
        {
            wait.begin();
            while (result == null)
            {
                wait.pause();
                result = tryClaim(maxLength);
            }
        }
        return result;
    }

    /** Like {@link #claim}, but does not wait: null when the next segment is needed and not ready. */
    public RecordClaim tryClaim(final int maxLength)
    {
        assert comeIn();
        try
        {
            if (maxLength < 0)
            {
                throw new IllegalArgumentException("maxLength=" + maxLength + " is negative");
            }
            if (!fits(maxLength))
            {
                final SegmentFile next = nextSegment();
                if (next == null)
                {
                    return null;
                }
                claim.open(next, next.view(), tail.firstPayloadIndex(), maxLength);
            }
            else
            {
                claim.open(tail.segment(), tail.view(), tail.payloadIndex(tail.offset()), maxLength);
            }
            tail.pause();
            return claim;
        }
        finally
        {
            assert goOut();
        }
    }

    /** The claim's: publishes what was filled, rolling first if it lies in the next segment. */
    int commit(final SegmentFile target, final int length)
    {
        requireWritable();
        tail.resume();
        if (target != tail.segment())
        {
            tail.rollInto(target);
        }
        return publishHere(length);
    }

    /** The claim's: nothing was published, so there is nothing to undo. */
    void abort()
    {
        tail.resume();
    }

    /**
     * Appends a heartbeat, which tells readers that the application lives; no handler sees it.
     *
     * @return bytes taken: 8.
     */
    public int heartbeat()
    {
        assert comeIn();
        try
        {
            requireOpen();
            if (full)
            {
                throw channelFull();
            }
            if (tail.available() < RecordWord.LENGTH)
            {
                tail.rollInto(awaitNextSegment());
            }
            tail.publishWord(RecordWord.HEARTBEAT);
            return RecordWord.LENGTH;
        }
        finally
        {
            assert goOut();
        }
    }

    /**
     * Forces everything written so far to the disk, and moves the durable position there. For any thread: flushes of
     * several threads at a time share one force. What is forced is what was written before the call, up to a claim that
     * is open.
     *
     * @throws ChannelClosedException   when that fails, now or before: then the durable position stays where it is, and
     *                                  this writer writes no more.
     * @throws InterruptedWaitException when the thread was interrupted while another's force ran.
     */
    public void flush()
    {
        requireNotClosed();
        requireWritable();
        channel.flush();
    }

    /** Bytes left for records in the active segment, their headers and padding included. */
    public int available()
    {
        return tail.available();
    }

    /** The position that the next record will have if it fits in the active segment. */
    public long position()
    {
        return tail.position();
    }

    /** The position of the last record that this writer wrote, or -1. */
    public long lastPosition()
    {
        return tail.lastPosition();
    }

    /** The sequence of the last record in the channel, or -1. */
    public long lastSequence()
    {
        return tail.sequence() - 1;
    }

    /** Everything before this position is known to have been forced to the disk. */
    public long durablePosition()
    {
        requireNotClosed();
        return channel.control().durablePosition();
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
     * Ends the stream for ever: readers get what is there, then {@link ReaderState#DRAINED}; opening to write is
     * refused from now on. Forces everything. Nothing can be written any more; close this writer.
     *
     * @throws IllegalStateException while a claim is open.
     */
    public void drain()
    {
        requireOpen();
        tail.hold();
        if (channel.mayStillWrite())
        {
            final int offset = tail.offset();
            tail.publishEnd();
            channel.drained(tail.segment(), offset);
            return;
        }
        requireWritable();
    }

    /**
     * Aborts everyone, at once: readers see {@link ReaderState#TERMINATED}, and nothing can be written any more. A
     * later owner may open the channel again, as after a kill. Any thread.
     */
    public void terminate()
    {
        requireNotClosed();
        channel.terminate();
    }

    /**
     * Leaves the channel: readers see that it is closed, everything is forced, another owner may go on. The second time
     * is a no-op.
     *
     * @throws IllegalStateException  while a claim is open; then nothing is closed.
     * @throws ChannelClosedException when the owner was fenced or a force failed, now or before, and no call has thrown
     *                                that yet; it is closed all the same.
     */
    @Override
    public void close()
    {
        if (closed)
        {
            return;
        }
        requireNoClaim();
        closed = true;
        tail.hold();
        try
        {
            if (channel.mayStillWrite() && !tail.isCloseNewest())
            {
                tail.publishWord(RecordWord.CLOSE);
            }
        }
        finally
        {
            try
            {
                channel.close(tail.segment(), tail.offset());
            }
            finally
            {
                onClose.run();
            }
        }
    }

    /** What there was to look at: throws if nothing may be written, false if the channel is full. */
    private boolean mayAppend()
    {
        requireOpen();
        return !full;
    }

    /** Whether a record of this length fits in the active segment; throws if it must not be written at all. */
    private boolean fits(final int length)
    {
        if (tail.mustLook(tail.offset()) && !mayAppend())
        {
            throw channelFull();
        }
        if (length > maxRecordLength)
        {
            throw tooLong(length);
        }
        return tail.hasRoom(length);
    }

    /** Publishes at the tail, whatever there is to look at. */
    private int publishHere(final int length)
    {
        final int offset = tail.offset();
        final boolean look = tail.mustLook(offset);
        final int taken = tail.publish(offset, length);
        if (look)
        {
            tail.published(offset);
        }
        return taken;
    }

    private int tryWriteInNextSegment(final T value, final int room, final int length)
    {
        if (room >= 0)
        {
            refuseMoreThan(room, length);
        }
        if (room == maxRecordLength)
        {
            throw tooLong(-1);
        }
        if (!channel.rolls())
        {
            return channelFullBy(value);
        }
        final SegmentFile next = nextSegment();
        if (next == null)
        {
            return WriteStatus.BACK_PRESSURED;
        }
        // Only its success rolls: until then the next segment stays what it was, unused.
        final int lengthInNext = format.encode(value, next.view(), tail.firstPayloadIndex(), maxRecordLength);
        refuseMoreThan(maxRecordLength, lengthInNext);
        if (lengthInNext < 0)
        {
            throw tooLong(-1);
        }
        tail.rollInto(next);
        return publishHere(lengthInNext);
    }

    private void refuseMoreThan(final int available, final int length)
    {
        if (length > available)
        {
            throw new IllegalStateException("format=" + format.mediaType() + " returned length=" + length +
                " with available=" + available + ": it must return a negative number when a value does not fit");
        }
    }

    /** A record that is too long for any segment leaves the channel usable, one that only came too late does not. */
    private int channelFullBy(final T value)
    {
        final ByteBuffer scratch = ByteBuffer.allocateDirect(maxRecordLength).order(ByteOrder.LITTLE_ENDIAN);
        if (format.encode(value, scratch, 0, maxRecordLength) < 0)
        {
            throw tooLong(-1);
        }
        full = true;
        tail.hold();
        return WriteStatus.FULL;
    }

    /** The prepared next segment, or null. */
    private SegmentFile nextSegment()
    {
        if (!channel.rolls())
        {
            full = true;
            tail.hold();
            throw channelFull();
        }
        tail.askForNextSegment();
        final SegmentFile next = channel.roll().prepared();
        if (next == null)
        {
            requireWritable();
            final StorageException failure = channel.roll().failure();
            if (failure != null)
            {
                throw failure;
            }
        }
        return next;
    }

    private SegmentFile awaitNextSegment()
    {
        SegmentFile next = nextSegment();
        if (next == null)
        {
            wait.begin();
            while (next == null)
            {
                wait.pause();
                next = nextSegment();
            }
        }
        return next;
    }

    private void requireOpen()
    {
        requireNotClosed();
        requireNoClaim();
        requireWritable();
    }

    private void requireNotClosed()
    {
        if (closed)
        {
            throw new IllegalStateException("the writer of " + channel.directory().path() + " is closed");
        }
    }

    private void requireNoClaim()
    {
        if (claim.isOpen())
        {
            throw new IllegalStateException("a claim of " + channel.directory().path() +
                " is open: commit or abort it first");
        }
    }

    private void requireWritable()
    {
        channel.throwIfStopped();
    }

    private ChannelFullException channelFull()
    {
        return new ChannelFullException(channel.directory().path(), position(),
            "the single segment of " + spec.segmentSize() + " bytes is full: create another channel");
    }

    private RecordTooLongException tooLong(final int length)
    {
        return new RecordTooLongException(channel.directory().path(), "the record" +
            (length < 0 ? "" : " of length " + length) + " is longer than the channel's maximum record length " +
            maxRecordLength + ", set when it was created; nothing was written");
    }

    private boolean comeIn()
    {
        final Thread other = (Thread)INSIDE.compareAndExchange(this, null, Thread.currentThread());
        if (other != null)
        {
            throw new IllegalStateException("thread=" + Thread.currentThread().getName() + " writes while thread=" +
                other.getName() + " does: a ShmWriter is for one thread at a time");
        }
        return true;
    }

    private boolean goOut()
    {
        INSIDE.setRelease(this, null);
        return true;
    }
}
