package org.shmjournal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.shmjournal.error.ChannelClosedException;
import org.shmjournal.error.ChannelFullException;
import org.shmjournal.error.JournalException;
import org.shmjournal.error.RecordTooLongException;
import org.shmjournal.error.StorageFullException;
import org.shmjournal.layout.ChannelHeader;
import org.shmjournal.layout.IndexWord;
import org.shmjournal.layout.Memory;
import org.shmjournal.layout.RecordWord;
import org.shmjournal.layout.SegmentLayout;
import org.shmjournal.store.OwnedChannel;
import org.shmjournal.store.RecordChecksum;
import org.shmjournal.store.SegmentFile;

/**
 * The single owner's way of appending records: encodes straight into the map and publishes with one store.
 * <p>
 * For one thread at a time; with assertions on, a second thread inside at the same time gets an
 * {@link IllegalStateException}. At the other end are any number of {@link ShmReader}s in this and other processes. The
 * {@link Conductor} prepares segments beside it.
 * <p>
 * A record is published in three steps, and nothing of it is visible before the last: its timestamp, payload and
 * padding; a zero in the word behind it; its own word, with release. So whatever an encoder that failed, an aborted
 * claim or a dead writer left behind the newest record is never read.
 * <p>
 * One comparison stands on a record's way, that of the offset with {@code limit}: the start of the next stride, where
 * an index word is due; or 0 when anything is to be looked at first, an open claim, an end, a failure.
 *
 * @param <T> what the channel's format encodes.
 */
public final class ShmWriter<T> implements AutoCloseable
{
    private static final VarHandle LIMIT;
    private static final VarHandle INSIDE;
    private static final int LOOK_FIRST = 0;
    private static final int DOES_NOT_FIT = -1;

    static
    {
        try
        {
            final MethodHandles.Lookup lookup = MethodHandles.lookup();
            LIMIT = lookup.findVarHandle(ShmWriter.class, "limit", int.class);
            INSIDE = lookup.findVarHandle(ShmWriter.class, "inside", Thread.class);
        }
        catch (final ReflectiveOperationException ex)
        {
            throw new ExceptionInInitializerError(ex);
        }
    }

    private final DataFormat<? super T> format;
    private final OwnedChannel channel;
    private final Wait wait;
    private final WriterClock clock;
    private final RecordClaim claim;
    private final ChannelSpec spec;
    private final Runnable onClose;
    private final int headerLength;
    private final int maxRecordLength;
    private final int recordsEnd;
    private final int dataOffset;
    private final boolean plain;
    private final boolean checksums;

    private SegmentFile segment;
    private ByteBuffer memory;
    private ByteBuffer view;
    private RecordChecksum checksum;
    private long salt;
    private long segmentPosition;
    private int offset;
    /** Stored by whoever stops the writer, too; so always with {@link #LIMIT}, opaque. */
    private int limit;
    private int indexDue;
    private int halfFull;
    private long sequence;
    private long lastPosition = JournalException.NO_POSITION;
    private boolean closeIsNewest;
    private boolean full;
    private boolean closed;
    private Thread inside;

    ShmWriter(
        final OwnedChannel channel,
        final DataFormat<? super T> format,
        final Wait wait,
        final WriterClock clock,
        final Runnable onClose)
    {
        final ChannelHeader header = channel.header();
        this.format = format;
        this.channel = channel;
        this.wait = wait;
        this.clock = clock;
        this.claim = new RecordClaim(this);
        this.spec = ChannelSpec.of(header);
        this.onClose = onClose;
        this.headerLength = RecordWord.headerLength(header.timestamps());
        this.maxRecordLength = header.maxRecordLength();
        this.recordsEnd = SegmentLayout.recordsEnd(header.segmentSize());
        this.dataOffset = SegmentLayout.dataOffset(header.segmentSize());
        this.checksums = header.checksums();
        this.plain = !checksums && !header.timestamps();
        this.sequence = channel.end().sequence();
        this.closeIsNewest = channel.end().lastKind() == RecordWord.CLOSE;
        clock.startAt(channel.end().timestamp());
        enter(channel.active(), channel.end().offset());
        LIMIT.setOpaque(this, LOOK_FIRST);
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
     * @throws ChannelClosedException when the owner was fenced or a force failed.
     */
    public int write(final T value)
    {
        final int taken = tryWrite(value);
        return taken >= 0 ? taken : writeWhenThereIsRoom(value, taken);
    }

    /**
     * Like {@link #write}, but does not wait.
     *
     * @return bytes taken, or one of {@link WriteStatus}; then nothing was written.
     */
    public int tryWrite(final T value)
    {
        assert comeIn();
        try
        {
            final int offset = this.offset;
            if (offset >= (int)LIMIT.getOpaque(this) && !mayAppend())
            {
                return WriteStatus.FULL;
            }

            final int available = Math.min(maxRecordLength, recordsEnd - offset - headerLength);
            final int length = available < 0 ? DOES_NOT_FIT :
                format.encode(value, view, dataOffset + offset + headerLength, available);
            if (length < 0 || length > available)
            {
                return tryWriteInNextSegment(value, available, length);
            }

            return publish(offset, length);
        }
        finally
        {
            assert goOut();
        }
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
                rollInto(awaitNextSegment());
            }
            Memory.putBytes(memory, dataOffset + offset + headerLength, source, source.position(), length);
            return publish(offset, length);
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
                claim.open(next, next.view(), dataOffset + headerLength, maxLength);
            }
            else
            {
                claim.open(segment, view, dataOffset + offset + headerLength, maxLength);
            }
            LIMIT.setOpaque(this, LOOK_FIRST);
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
        resetLimit();
        requireWritable();
        if (target != segment)
        {
            rollInto(target);
        }
        return publish(offset, length);
    }

    /** The claim's: nothing was published, so there is nothing to undo. */
    void abort()
    {
        resetLimit();
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
            if (offset + RecordWord.LENGTH > recordsEnd)
            {
                rollInto(awaitNextSegment());
            }
            publishControl(RecordWord.HEARTBEAT);
            return RecordWord.LENGTH;
        }
        finally
        {
            assert goOut();
        }
    }

    /**
     * Forces everything written so far to the disk, and moves the durable position there.
     *
     * @throws ChannelClosedException when that fails, now or before: then the durable position stays where it is, and
     *                                this writer writes no more.
     */
    public void flush()
    {
        requireOpen();
        channel.flush(segment, offset);
    }

    /** Bytes left for records in the active segment, their headers and padding included. */
    public int available()
    {
        return Math.max(0, recordsEnd - offset);
    }

    /** The position that the next record will have if it fits in the active segment. */
    public long position()
    {
        return segmentPosition + offset;
    }

    /** The position of the last record that this writer wrote, or -1. */
    public long lastPosition()
    {
        return lastPosition;
    }

    /** The sequence of the last record in the channel, or -1. */
    public long lastSequence()
    {
        return sequence - 1;
    }

    /** Everything before this position is known to have been forced to the disk. */
    public long durablePosition()
    {
        requireOpen();
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
     * Leaves the channel: readers see that it is closed, everything is forced, another owner may go on. The second time
     * is a no-op.
     *
     * @throws IllegalStateException while a claim is open.
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
        LIMIT.setOpaque(this, LOOK_FIRST);
        try
        {
            if (channel.stopped() == null && !closeIsNewest)
            {
                publishControl(RecordWord.CLOSE);
            }
        }
        finally
        {
            try
            {
                channel.close(segment, offset);
            }
            finally
            {
                onClose.run();
            }
        }
    }

    /** Another thread's: makes the next write look why, before it does anything. */
    void stop()
    {
        LIMIT.setOpaque(this, LOOK_FIRST);
    }

    private int publish(final int offset, final int length)
    {
        final ByteBuffer memory = this.memory;
        final int start = dataOffset + offset;
        final int alignedLength = RecordWord.align(headerLength + length);
        final int next = offset + alignedLength;
        long word = RecordWord.of(salt, offset, RecordWord.low(RecordWord.DATA, length));
        if ((length & RecordWord.LENGTH - 1) != 0)
        {
            clearPadding(memory, start + alignedLength - RecordWord.LENGTH, length);
        }
        if (!plain)
        {
            word = stamp(memory, offset, length, word);
        }
        // In this order: the zero behind is what keeps a reader from going on into what was never published.
        Memory.putLong(memory, dataOffset + next, 0L);
        Memory.putLongRelease(memory, start, word);

        this.offset = next;
        lastPosition = segmentPosition + offset;
        sequence++;
        if (offset >= (int)LIMIT.getOpaque(this))
        {
            published(offset, sequence - 1);
        }
        return alignedLength;
    }

    private void publishControl(final int kind)
    {
        final int offset = this.offset;
        segment.putZero(offset + RecordWord.LENGTH);
        segment.putWordRelease(offset, kind, 0);
        this.offset = offset + RecordWord.LENGTH;
        if (offset >= (int)LIMIT.getOpaque(this))
        {
            published(offset, sequence);
        }
    }

    /** Keeps the bytes of the last word that belong to the payload, and clears those behind them. */
    private static void clearPadding(final ByteBuffer memory, final int lastWord, final int length)
    {
        final int bits = (length & RecordWord.LENGTH - 1) * Byte.SIZE;
        Memory.putLong(memory, lastWord, Memory.longAt(memory, lastWord) & (1L << bits) - 1);
    }

    private long stamp(final ByteBuffer memory, final int offset, final int length, final long word)
    {
        if (headerLength > RecordWord.LENGTH)
        {
            Memory.putLong(memory, dataOffset + offset + RecordWord.LENGTH, clock.next());
        }
        return checksums ? RecordWord.withChecksum(word, checksum.of(offset, length)) : word;
    }

    /** After the first word of a stride, or of whatever comes after something that had to be looked at. */
    private void published(final int offset, final long sequenceBefore)
    {
        closeIsNewest = false;
        if (offset >= indexDue)
        {
            segment.putIndexWord(offset, sequenceBefore);
            indexDue = IndexWord.nextStride(offset);
        }
        if (offset >= halfFull)
        {
            askForNextSegment();
        }
        resetLimit();
    }

    private void askForNextSegment()
    {
        if (channel.rolls())
        {
            channel.roll().want();
        }
        halfFull = Integer.MAX_VALUE;
    }

    /** Whoever stops the writer sets its reason first and the limit then; so look at the reason behind the limit. */
    private void resetLimit()
    {
        LIMIT.setOpaque(this, Math.min(indexDue, halfFull));
        VarHandle.fullFence();
        if (closed || full || channel.stopped() != null)
        {
            LIMIT.setOpaque(this, LOOK_FIRST);
        }
    }

    /** What lies behind the limit: throws if nothing may be written, false if the channel is full. */
    private boolean mayAppend()
    {
        requireOpen();
        return !full;
    }

    /** Whether a record of this length fits in the active segment; throws if it must not be written at all. */
    private boolean fits(final int length)
    {
        if (offset >= (int)LIMIT.getOpaque(this) && !mayAppend())
        {
            throw channelFull();
        }
        if (length > maxRecordLength)
        {
            throw tooLong(length);
        }
        return RecordWord.align(headerLength + length) <= recordsEnd - offset;
    }

    private int tryWriteInNextSegment(final T value, final int available, final int length)
    {
        if (length > available && available >= 0)
        {
            throw new IllegalStateException("format=" + format.mediaType() + " returned length=" + length +
                " with available=" + available + ": it must return a negative number when a value does not fit");
        }
        if (available == maxRecordLength)
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
        final int lengthInNext = format.encode(value, next.view(), dataOffset + headerLength, maxRecordLength);
        if (lengthInNext < 0)
        {
            throw tooLong(-1);
        }
        rollInto(next);
        return publish(offset, lengthInNext);
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
        LIMIT.setOpaque(this, LOOK_FIRST);
        return WriteStatus.FULL;
    }

    /** The prepared next segment, or null. */
    private SegmentFile nextSegment()
    {
        if (!channel.rolls())
        {
            full = true;
            LIMIT.setOpaque(this, LOOK_FIRST);
            throw channelFull();
        }
        askForNextSegment();
        final SegmentFile next = channel.roll().prepared();
        if (next == null)
        {
            requireWritable();
            if (channel.roll().failure() instanceof StorageFullException noSpace)
            {
                throw noSpace;
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

    private int writeWhenThereIsRoom(final T value, final int status)
    {
        wait.begin();
        int taken = status;
        while (taken < 0)
        {
            if (taken == WriteStatus.FULL)
            {
                throw channelFull();
            }
            wait.pause();
            taken = tryWrite(value);
        }
        return taken;
    }

    /** No system call: ROLL in the old segment, the new one's base, then the active number, each with release. */
    private void rollInto(final SegmentFile next)
    {
        final SegmentFile old = segment;
        old.putWordRelease(offset, RecordWord.ROLL, 0);
        closeIsNewest = false;
        next.putBase(spec.timestamps() ? clock.next() : SegmentLayout.UNKNOWN, sequence);
        channel.control().putActiveSegment(next.number());
        enter(next, 0);
        channel.roll().rolled(old);
    }

    private void enter(final SegmentFile next, final int startOffset)
    {
        segment = next;
        memory = next.memory();
        view = next.view();
        checksum = checksums ? new RecordChecksum(next) : null;
        salt = next.salt();
        segmentPosition = next.position(0);
        offset = startOffset;
        final boolean strideBegun = startOffset % IndexWord.STRIDE != 0;
        indexDue = strideBegun ? IndexWord.nextStride(startOffset) : startOffset;
        halfFull = next.size() / 2;
        resetLimit();
    }

    private void requireOpen()
    {
        if (closed)
        {
            throw new IllegalStateException("the writer of " + channel.directory().path() + " is closed");
        }
        requireNoClaim();
        requireWritable();
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
        final JournalException reason = channel.stopped();
        if (reason != null)
        {
            throw new ChannelClosedException(channel.directory().path(), "writes no more: " + reason.getMessage(),
                reason);
        }
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
