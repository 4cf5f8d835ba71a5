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
import org.shmjournal.layout.ControlLayout;
import org.shmjournal.layout.RecordWord;
import org.shmjournal.store.OwnedChannel;
import org.shmjournal.store.Publication;
import org.shmjournal.store.SegmentFile;

/**
 * The single owner's way of appending records: encodes straight into the map and publishes with one store.
 * <p>
 * For one thread at a time; with assertions on, a second thread inside at the same time gets an
 * {@link IllegalStateException}. Any thread may {@link #flush} and {@link #terminate}, and {@link #close} while the
 * writer's thread waits for a segment. At the other end are any number of {@link ShmReader}s in this and other
 * processes. The {@link Conductor} prepares segments beside it.
 * <p>
 * When somebody asks for the end of the stream, by {@link ShmChannel#drain} or the command line, the next call that
 * writes or closes, or the one that waits for a segment, drains the channel, and then fails as after {@link #drain}. A
 * writer whose thread makes no call is not interfered with: one thread writes the stream, its end, too.
 *
 * @param <T> what the channel's format encodes.
 */
public final class ShmWriter<T> implements AutoCloseable
{
    private static final int DOES_NOT_FIT = -1;
    /** Less than any room. */
    private static final int LOOK_FIRST = Integer.MIN_VALUE;
    /** Whether a second thread inside is noticed: where assertions are on. */
    private static final boolean CHECK_THREADS = ShmWriter.class.desiredAssertionStatus();
    private static final VarHandle INSIDE;
    private static final VarHandle CLOSED;

    static
    {
        try
        {
            INSIDE = MethodHandles.lookup().findVarHandle(ShmWriter.class, "inside", Thread.class);
            CLOSED = MethodHandles.lookup().findVarHandle(ShmWriter.class, "closed", boolean.class);
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
    private final Parking parking = new Parking();
    private final Draining draining = new Draining();
    private final boolean drops;
    private final RecordClaim claim;
    private final ChannelSpec spec;
    private final int maxRecordLength;
    private final Runnable onClose;

    private boolean full;
    /** Whether a record that had to look first is on its way by the hot path, and has looked. */
    private boolean passing;
    private boolean leavesDrain;
    /** Whether this thread's call has waited for the next segment. */
    private boolean isWaiting;
    private boolean claimedInWait;
    /** What a claim fills whose record is dropped; made when it is needed first. */
    private ByteBuffer scratch;
    private volatile boolean closed;
    private Thread inside;

    ShmWriter(
        final OwnedChannel channel,
        final Publication tail,
        final DataFormat<? super T> format,
        final Wait wait,
        final boolean drops,
        final Runnable onClose)
    {
        this.format = format;
        this.channel = channel;
        this.tail = tail;
        this.wait = wait;
        this.drops = drops;
        this.claim = new RecordClaim(this);
        this.spec = ChannelSpec.of(channel.header());
        this.maxRecordLength = spec.maxRecordLength();
        this.onClose = onClose;
    }

    /**
     * Appends a record: encodes {@code value} into the map and publishes it. Waits while the next segment is needed and
     * not ready, unless it drops then. An empty record is one like any other, and waits where not even its header has
     * room.
     *
     * @param value that the format encodes, maybe twice: at the end of a segment once more in the next one.
     * @return bytes taken: header, payload and padding; or {@link WriteStatus#DROPPED} with {@link Backpressure#DROP}.
     * @throws RecordTooLongException when the format does not get by with the channel's maximum record length.
     * @throws ChannelFullException   when a single-segment channel has no room.
     * @throws StorageFullException   when the next segment is needed and the disk has no room for it.
     * @throws StorageException       when it is needed and could not be made for another reason.
     * @throws ChannelClosedException when the owner was fenced, a force failed, or the channel was drained or
     *                                terminated.
     */
    public int write(final T value)
    {
        return CHECK_THREADS ? appendChecked(value, true) : append(value, true);
    }

    /**
     * Like {@link #write}, but neither waits nor drops, and says by a status what is no error.
     *
     * @return bytes taken, or one of {@link WriteStatus} but DROPPED; then nothing was written.
     * @throws RecordTooLongException when the format does not get by with the channel's maximum record length.
     * @throws StorageException       when the next segment is needed and could not be made.
     * @throws ChannelClosedException when the owner was fenced or a force failed.
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
     * The hot path: encode, publish. Two comparisons, and everything rare elsewhere: with a small encoder in it, it is
     * less than the 2500 bytes of compiled code (InlineSmallCode) that the JIT still puts into its callers.
     */
    private int append(final T value, final boolean waits)
    {
        final Publication tail = this.tail;
        final int offset = tail.offset();
        if (tail.mustLook(offset))
        {
            return appendRarely(value, LOOK_FIRST, 0, waits);
        }

        final ByteBuffer view = tail.view();
        final int room = tail.room(offset);
        final int length = format.encode(value, view, tail.payloadIndex(offset), room);
        // Unsigned, so that what did not fit is more than the room, too.
        return Integer.compareUnsigned(length, room) > 0 ? appendRarely(value, room, length, waits) :
            tail.publish(view, offset, length);
    }

    /**
     * Looks at what may be due at an offset; goes on in the next segment. Of one piece, and so of more than the 325
     * bytes (FreqInlineSize) from which on the JIT puts no method into its callers, whatever it has counted: often what
     * is called once in a stride passes for hot, and the hot path with all of this in it is not put into its callers
     * any more. That takes a third longer a record, or not, by chance.
     *
     * @param roomFound   what the record did not fit into, or LOOK_FIRST.
     * @param lengthFound what its encoder said to that.
     */
    private int appendRarely(final T value, final int roomFound, final int lengthFound, final boolean waits)
    {
        // On its way by the hot path somebody has asked for another look.
        endPass();
        int room = roomFound;
        int length = lengthFound;
        if (roomFound == LOOK_FIRST)
        {
            final int refused = refusal();
            if (refused != 0)
            {
                return refuse(refused, waits);
            }

            final int offset = tail.offset();
            room = tail.room(offset);
            length = DOES_NOT_FIT;
            if (room >= 0)
            {
                // By the hot path, which is compiled: an encoder that was called from here alone took a microsecond.
                tail.pass();
                passing = true;
                try
                {
                    final int taken = append(value, waits);
                    if (passing)
                    {
                        passing = false;
                        tail.published(offset);
                    }
                    return taken;
                }
                finally
                {
                    // By an encoder that has thrown.
                    endPass();
                }
            }
        }

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
            // Only what has come too late ends the channel, and not what is too long for any segment.
            final ByteBuffer scratch = ByteBuffer.allocateDirect(maxRecordLength).order(ByteOrder.LITTLE_ENDIAN);
            if (format.encode(value, scratch, 0, maxRecordLength) < 0)
            {
                throw tooLong(-1);
            }
            full = true;
            tail.hold();
            return refuse(WriteStatus.FULL, waits);
        }
        SegmentFile next = nextSegment();
        if (next == null && waits)
        {
            next = awaitNextSegment();
            if (next == null)
            {
                return drop();
            }
        }
        if (next == null)
        {
            return refuse(reasonToWait(), false);
        }

        try
        {
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
        finally
        {
            leaveWait();
        }
    }

    /**
     * Before anything else is done than to publish here, since that may wait, and while it waits another thread may
     * close the writer: then nothing of the stream may be touched any more.
     */
    private void endPass()
    {
        if (passing)
        {
            passing = false;
            tail.look();
        }
    }

    /**
     * Appends a record of the bytes between the position and the limit of {@code source}, whatever the format. Both
     * stay where they are. Waits or drops like {@link #write}.
     *
     * @return bytes taken: header, payload and padding; or {@link WriteStatus#DROPPED} with {@link Backpressure#DROP}.
     */
    public int writeBytes(final ByteBuffer source)
    {
        assert comeIn();
        try
        {
            final int length = source.remaining();
            return fits(length) ? putHere(source, length) : putInNextSegment(source, length);
        }
        finally
        {
            assert goOut();
        }
    }

    private int putHere(final ByteBuffer source, final int length)
    {
        tail.put(source);
        return publishHere(length);
    }

    private int putInNextSegment(final ByteBuffer source, final int length)
    {
        final SegmentFile next = awaitNextSegment();
        if (next == null)
        {
            return drop();
        }
        try
        {
            tail.rollInto(next);
            return putHere(source, length);
        }
        finally
        {
            leaveWait();
        }
    }

    /**
     * Appends one record of the bytes of all sources, in their order, each from its position to its limit; without any
     * it is an empty one. Positions and limits stay where they are. Neither waits nor drops, like {@link #tryWrite}.
     *
     * @return bytes taken, or one of {@link WriteStatus} but DROPPED; then nothing was written.
     */
    public int tryWriteBytes(final ByteBuffer... sources)
    {
        assert comeIn();
        try
        {
            final int refused = tail.mustLook(tail.offset()) ? refusal() : 0;
            if (refused != 0)
            {
                return refuse(refused, false);
            }
            final int length = length(sources);
            if (!tail.hasRoom(length))
            {
                final int status = tryRoll();
                if (status != 0)
                {
                    return refuse(status, false);
                }
            }
            int at = 0;
            for (final ByteBuffer source : sources)
            {
                tail.put(at, source);
                at += source.remaining();
            }
            return publishHere(length);
        }
        finally
        {
            assert goOut();
        }
    }

    /** Of all together; throws if it must not be written at all. */
    private int length(final ByteBuffer... sources)
    {
        long length = 0;
        for (final ByteBuffer source : sources)
        {
            length += source.remaining();
        }
        if (length > maxRecordLength)
        {
            throw tooLong(length);
        }
        return (int)length;
    }

    /** Goes on in the next segment; or the status for which it does not. */
    private int tryRoll()
    {
        if (!channel.rolls())
        {
            full = true;
            tail.hold();
            return WriteStatus.FULL;
        }
        final SegmentFile next = nextSegment();
        if (next == null)
        {
            return reasonToWait();
        }
        tail.rollInto(next);
        return 0;
    }

    /**
     * Claims space for a record of at most {@code maxLength} bytes, to be filled in place, then committed or aborted.
     * One claim may be open at a time, and until it is resolved nothing else may be written. The same object is handed
     * out each time. Waits like {@link #write}; with {@link Backpressure#DROP} a claim that would have to wait is of
     * memory that no reader sees, and committing it drops the record.
     */
    public RecordClaim claim(final int maxLength)
    {
        return claim(maxLength, true);
    }

    /** Like {@link #claim}, but neither waits nor drops: null when the next segment is needed and not ready. */
    public RecordClaim tryClaim(final int maxLength)
    {
        return claim(maxLength, false);
    }

    private RecordClaim claim(final int maxLength, final boolean waits)
    {
        assert comeIn();
        try
        {
            if (maxLength < 0)
            {
                throw new IllegalArgumentException("maxLength=" + maxLength + " is negative");
            }
            if (fits(maxLength))
            {
                claim.open(tail.segment(), tail.claimView(), tail.payloadIndex(tail.offset()), maxLength);
            }
            else if (!claimInNextSegment(maxLength, waits))
            {
                return null;
            }
            tail.pause();
            return claim;
        }
        finally
        {
            assert goOut();
        }
    }

    /** Like {@link #claimVectored(int, int)}, for as much as a record can have here. */
    public VectoredWrite claimVectored(final int minLength)
    {
        return claimVectored(minLength, Math.max(minLength, maxRecordLength), true);
    }

    /**
     * Claims space for a record that several may fill at once, by slices: as much as there is in the segment, but at
     * least {@code minLength} bytes and at most {@code limit}. Waits like {@link #claim}, for the next segment when the
     * least has no room in this one; and like with that, nothing else may be written until it is resolved. Each is an
     * object of its own.
     *
     * @throws IllegalArgumentException when the least is negative, or more than the limit.
     * @throws RecordTooLongException   when the limit is more than the channel's maximum record length; nothing is
     *                                  claimed then.
     */
    public VectoredWrite claimVectored(final int minLength, final int limit)
    {
        return claimVectored(minLength, limit, true);
    }

    /**
     * Like {@link #claimVectored(int, int)}, but neither waits nor drops: null when the next segment is needed and not
     * ready.
     */
    public VectoredWrite tryClaimVectored(final int minLength, final int limit)
    {
        return claimVectored(minLength, limit, false);
    }

    private VectoredWrite claimVectored(final int minLength, final int limit, final boolean waits)
    {
        assert comeIn();
        try
        {
            if (minLength < 0 || minLength > limit)
            {
                throw new IllegalArgumentException("minLength=" + minLength + " is not from 0 to limit=" + limit);
            }
            final boolean fits = fits(minLength);
            if (limit > maxRecordLength)
            {
                throw tooLong(limit);
            }
            if (fits)
            {
                final int offset = tail.offset();
                claim.open(tail.segment(), tail.claimView(), tail.payloadIndex(offset),
                    Math.min(limit, tail.room(offset)));
            }
            else if (!claimInNextSegment(limit, waits))
            {
                return null;
            }
            tail.pause();
            return new VectoredWrite(claim);
        }
        finally
        {
            assert goOut();
        }
    }

    private boolean claimInNextSegment(final int maxLength, final boolean waits)
    {
        SegmentFile next = nextSegment();
        if (next == null)
        {
            if (!waits)
            {
                requireBackPressure();
                return false;
            }
            next = awaitNextSegment();
        }
        if (next == null)
        {
            claim.openUnseen(scratch(), maxLength);
        }
        else
        {
            claimIn(next, maxLength);
        }
        return true;
    }

    /** Unless somebody closes, who must not find a claim open that its holder knows nothing of. */
    private void claimIn(final SegmentFile next, final int maxLength)
    {
        boolean claimed = false;
        try
        {
            next.lend();
            claim.open(next, next.view(), tail.firstPayloadIndex(), maxLength);
            claimedInWait = parking.leaveWithClaim();
            claimed = claimedInWait || !isWaiting;
        }
        finally
        {
            if (!claimed)
            {
                claim.forget();
                leaveWait();
            }
            isWaiting = false;
        }
        if (!claimed)
        {
            throw writerClosed();
        }
    }

    /** The claim's: publishes what was filled, rolling first if it lies in the next segment; drops what is in none. */
    int commit(final SegmentFile target, final int length)
    {
        try
        {
            requireWritable();
            tail.resume();
            if (target == null)
            {
                return drop();
            }
            if (target != tail.segment())
            {
                tail.rollInto(target);
            }
            return publishHere(length);
        }
        finally
        {
            claimResolved();
        }
    }

    /** The claim's: nothing was published, so there is nothing to undo. */
    void abort()
    {
        tail.resume();
        claimResolved();
    }

    private void claimResolved()
    {
        if (claimedInWait)
        {
            claimedInWait = false;
            parking.resolve();
        }
    }

    /**
     * Appends a heartbeat, which tells readers that the application lives; no handler sees it. Never waits, since it
     * holds nothing that would be lost.
     *
     * @return bytes taken: 8; or {@link WriteStatus#BACK_PRESSURED} when the next segment is needed and not ready.
     */
    public int heartbeat()
    {
        assert comeIn();
        try
        {
            throwIfRefused(refusal());
            if (tail.available() < RecordWord.LENGTH)
            {
                final SegmentFile next = nextSegment();
                if (next == null)
                {
                    requireBackPressure();
                    return WriteStatus.BACK_PRESSURED;
                }
                tail.rollInto(next);
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
     * is open. Since any thread may flush, a flush does not drain a channel whose end is asked for.
     *
     * @throws ChannelClosedException   when that fails, now or before: then the durable position stays where it is, and
     *                                  this writer writes no more.
     * @throws InterruptedWaitException when the thread was interrupted while another's force ran.
     * @throws IllegalStateException    in a listener, while another thread forces.
     */
    public void flush()
    {
        requireNotClosed();
        requireWritable();
        if (!channel.flush(ListenerEvents::isTelling))
        {
            throw ListenerEvents.doesNotWait(channel.directory().path(), "forces it");
        }
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
     * refused from now on. Forces everything. Nothing can be written any more; close this writer. A listener that is
     * told of something by this may close it: that is done behind the end.
     *
     * @throws IllegalStateException while a claim is open.
     */
    public void drain()
    {
        requireNotClosed();
        requireNoClaim();
        // Where it was closed by now, that was a listener; and when somebody had asked for the end, behind that.
        if (!drainNow(false) && !(closed && channel.endState() == ControlLayout.DRAINED))
        {
            requireWritable();
            requireNotClosed();
        }
    }

    /**
     * From now on, when somebody asks for the end of the stream, no call but {@link #drain} and {@link #close} drains
     * it, which works on files and may block: {@link #tryWrite} and the others that do not wait return
     * {@link WriteStatus#DRAIN_REQUESTED} instead and write nothing. For who calls nothing but those, on threads that
     * must not block, and drains on another one.
     */
    public void leaveDrain()
    {
        leavesDrain = true;
    }

    /** Whether somebody asks for the end of the stream, which has not come yet. Any thread. */
    public boolean isDrainRequested()
    {
        return channel.isDrainRequested();
    }

    /**
     * Whether the record for which {@link #tryWrite}, or another call that does not wait, has returned
     * {@link WriteStatus#BACK_PRESSURED} would come to that again: so who waits by himself need not encode it in vain.
     * Any thread.
     */
    public boolean isBackPressured()
    {
        return channel.roll().isAwaited() && !channel.mustLook() && !closed && !parking.isAsked();
    }

    /** False when nothing may be written any more, or somebody else closes. */
    private boolean drainNow(final boolean closes)
    {
        tail.hold();
        if (!channel.mayStillWrite())
        {
            return false;
        }
        // A close that was left to a drain which failed begins it once more.
        if (draining.begin() || closes)
        {
            try
            {
                if (closed && !closes)
                {
                    return false;
                }
                final int offset = tail.offset();
                tail.publishEnd();
                channel.drained(tail.segment(), offset);
            }
            finally
            {
                if (draining.end() && !closes)
                {
                    closed = true;
                    letGo();
                }
            }
        }
        return true;
    }

    /**
     * Aborts everyone, at once: readers see {@link ReaderState#TERMINATED}, and nothing can be written any more. A
     * later owner may open the channel again, as after a kill. After {@link #drain} those who still read are aborted,
     * and the stream stays at its end for ever. The second time is a no-op. Any thread.
     */
    public void terminate()
    {
        if (closed || !channel.terminate())
        {
            throw writerClosed();
        }
    }

    /**
     * Leaves the channel: readers see that it is closed, everything is forced, another owner may go on; or, when the
     * end of the stream was asked for, drains it first. The second time is a no-op. While the writer's thread is in a
     * call that waits for a segment, and begins no other one, another thread may close: the wait ends with an
     * {@link IllegalStateException}, or, when the segment has just come, with what it waited for, and then this closes.
     * While the stream is being drained a listener may close: it returns at once, and whoever drains closes when the
     * end is there.
     *
     * @throws IllegalStateException  while a claim is open; then nothing is closed.
     * @throws ChannelClosedException when the owner was fenced, a force failed, or another process has terminated the
     *                                channel, now or before, and no call has told that yet; it is closed all the same.
     */
    @Override
    public void close()
    {
        if (closed || draining.closeBehind())
        {
            return;
        }
        requireNoClaim();
        while (!parking.end())
        {
            // What the waiting thread has seen when it looked may be that the stream is to be drained.
            if (closed || draining.closeBehind())
            {
                return;
            }
            if (parking.holdsClaim())
            {
                throw claimOpen();
            }
            Thread.yield();
        }
        // One of all who close.
        if (CLOSED.compareAndSet(this, false, true) && !draining.closeBehind())
        {
            tail.hold();
            letGo();
        }
    }

    private void letGo()
    {
        try
        {
            putLastWord();
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

    private void putLastWord()
    {
        if (channel.mayStillWrite())
        {
            if (channel.isDrainRequested())
            {
                drainNow(true);
            }
            else if (!tail.isCloseNewest() && !tail.isEnded())
            {
                tail.publishWord(RecordWord.CLOSE);
            }
        }
    }

    /** What there was to look at: 0, or the status for which nothing is written; throws what is none. */
    private int refusal()
    {
        if (closed || parking.isEnded())
        {
            return WriteStatus.CLOSED;
        }
        requireNoClaim();
        final int end = end();
        return end == 0 && full ? WriteStatus.FULL : end;
    }

    /** The status of an end that the channel has come to, by now if that was asked for; or 0. */
    private int end()
    {
        if (draining.isRunning())
        {
            return WriteStatus.DRAINED;
        }
        if (channel.isDrainRequested())
        {
            if (leavesDrain)
            {
                return WriteStatus.DRAIN_REQUESTED;
            }
            drainNow(false);
        }
        final long state = channel.endState();
        if (state == ControlLayout.ACTIVE)
        {
            requireWritable();
            return tail.isEnded() ? WriteStatus.DRAINED : 0;
        }
        return state == ControlLayout.DRAINED ? WriteStatus.DRAINED : WriteStatus.TERMINATED;
    }

    /** A call that waits throws what to others is a status. */
    private int refuse(final int status, final boolean waits)
    {
        if (waits)
        {
            throwIfRefused(status);
        }
        else if ((status == WriteStatus.DRAINED || status == WriteStatus.TERMINATED) &&
            channel.endState() != ControlLayout.ACTIVE)
        {
            channel.told();
        }
        return status;
    }

    private void throwIfRefused(final int status)
    {
        if (status == WriteStatus.CLOSED)
        {
            throw writerClosed();
        }
        if (status == WriteStatus.FULL)
        {
            throw channelFull();
        }
        if (status == WriteStatus.DRAIN_REQUESTED)
        {
            throw new ChannelClosedException(channel.directory().path(),
                "is to be drained, as somebody asks for; nothing more is written");
        }
        requireWritable();
        if (draining.isRunning() || tail.isEnded())
        {
            throw new ChannelClosedException(channel.directory().path(), "is being drained: nothing more is written");
        }
    }

    private int drop()
    {
        channel.countDrop();
        return WriteStatus.DROPPED;
    }

    private ByteBuffer scratch()
    {
        if (scratch == null)
        {
            scratch = ByteBuffer.allocateDirect(maxRecordLength).order(ByteOrder.LITTLE_ENDIAN);
        }
        return scratch;
    }

    /** Whether a record of this length fits in the active segment; throws if it must not be written at all. */
    private boolean fits(final int length)
    {
        if (tail.mustLook(tail.offset()))
        {
            throwIfRefused(refusal());
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

    private void refuseMoreThan(final int available, final int length)
    {
        if (length > available)
        {
            throw new IllegalStateException("format=" + format.mediaType() + " returned length=" + length +
                " with available=" + available + ": it must return a negative number when a value does not fit");
        }
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
        return channel.roll().prepared();
    }

    /** Why the next segment is not there: BACK_PRESSURED, or the status of an end; throws what it failed for. */
    private int reasonToWait()
    {
        final int end = end();
        if (end != 0)
        {
            return end;
        }
        channel.countRollWait();
        final StorageException failure = channel.roll().failure();
        if (failure != null && !drops)
        {
            throw failure;
        }
        return WriteStatus.BACK_PRESSURED;
    }

    /** Throws for whatever else than that the next segment is not there yet. */
    private void requireBackPressure()
    {
        throwIfRefused(reasonToWait());
    }

    /**
     * The next segment, once it is ready; null when the record is to be dropped instead. What is to be done with it is
     * done before {@link #leaveWait}: until then whoever closes waits.
     */
    private SegmentFile awaitNextSegment()
    {
        final SegmentFile next = nextSegment();
        if (next == null && drops)
        {
            requireBackPressure();
        }
        return next == null && !drops ? lookUntilItIsThere() : next;
    }

    private SegmentFile lookUntilItIsThere()
    {
        if (!parking.begin())
        {
            throw writerClosed();
        }
        isWaiting = true;
        boolean there = false;
        try
        {
            requireBackPressure();
            wait.begin();
            SegmentFile next = null;
            while (next == null)
            {
                park();
                // Also when the segment has come: meanwhile the writer may have been stopped.
                throwIfRefused(end());
                if (parking.isAsked())
                {
                    throw writerClosed();
                }
                next = nextSegment();
                if (next == null)
                {
                    requireBackPressure();
                }
            }
            there = true;
            return next;
        }
        finally
        {
            if (!there)
            {
                leaveWait();
            }
        }
    }

    /** From here on the writer may be somebody else's, who closes. */
    private void leaveWait()
    {
        isWaiting = false;
        if (!parking.leave())
        {
            tail.hold();
        }
    }

    /** Until there is something to look at; meanwhile, another thread may close this writer. */
    private void park()
    {
        parking.park();
        try
        {
            do
            {
                wait.pause();
                // The conductor may be busy for long with just what this thread waits for.
                channel.heedEnds();
            }
            while (!parking.isEnded() && channel.roll().isAwaited() && !channel.mustLook());
        }
        catch (final RuntimeException | Error ex)
        {
            parking.look();
            throw ex;
        }
        if (!parking.look())
        {
            throw writerClosed();
        }
    }

    private void requireNotClosed()
    {
        if (closed)
        {
            throw writerClosed();
        }
    }

    private IllegalStateException writerClosed()
    {
        return new IllegalStateException("the writer of " + channel.directory().path() + " is closed");
    }

    private void requireNoClaim()
    {
        if (claim.isOpen())
        {
            throw claimOpen();
        }
    }

    private IllegalStateException claimOpen()
    {
        return new IllegalStateException("a claim of " + channel.directory().path() +
            " is open: commit or abort it first");
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

    private RecordTooLongException tooLong(final long length)
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
