package org.shmjournal.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import org.shmjournal.error.JournalException;
import org.shmjournal.layout.ChannelHeader;
import org.shmjournal.layout.IndexWord;
import org.shmjournal.layout.Memory;
import org.shmjournal.layout.RecordWord;
import org.shmjournal.layout.SegmentLayout;

/**
 * The newest end of a stream, and how a record gets there. What a record holds is stored first, where nobody looks yet;
 * then a zero in the word behind it; then, with release, its own word, and from then on all of it is there. So whatever
 * an encoder that failed, an aborted claim or a dead writer left behind the newest record is never read.
 * <p>
 * One comparison stands on a record's way, that of the offset with the limit: the start of the next stride, where an
 * index word is due; or 0 when anything is to be looked at first.
 * <p>
 * For the writer's thread, or for several of them one at a time, but for {@link #stop}. At the other end is every
 * reader's acquire load of the word.
 */
public final class Publication
{
    private static final int LOOK_FIRST = 0;
    private static final int NO_OFFSET = -1;
    /** Leaves a word as it is. */
    private static final int NO_CHECKSUM = 0;
    private static final VarHandle LIMIT;

    static
    {
        try
        {
            LIMIT = MethodHandles.lookup().findVarHandle(Publication.class, "limit", int.class);
        }
        catch (final ReflectiveOperationException ex)
        {
            throw new ExceptionInInitializerError(ex);
        }
    }

    private final OwnedChannel channel;
    private final StreamClock clock;
    private final int headerLength;
    private final int maxRecordLength;
    private final int recordsEnd;
    private final int dataOffset;
    private final boolean timestamps;
    private final boolean checksums;
    /** Not zero when each record takes a timestamp or a checksum. */
    private final int stamped;
    private final long closedAt;

    private SegmentFile segment;
    private ByteBuffer memory;
    private ByteBuffer view;
    /** Null as long as nothing is claimed in the segment. */
    private ByteBuffer claimView;
    private RecordChecksum checksum;
    private long salt;
    private long segmentPosition;
    private int offset;
    private long sequence;
    private int lastOffset = NO_OFFSET;
    private long lastPositionBefore = JournalException.NO_POSITION;
    /**
     * Stored, opaque, by whoever stops the writer, too. Read plainly: the release store of each record keeps a compiler
     * from reading it once for many, and at the next stride the reason for the stop is looked at in any case.
     */
    private int limit;
    private int indexDue;
    private int halfFull;
    private boolean held;
    private boolean ended;

    /** Where the channel's stream ends. */
    public Publication(final OwnedChannel channel, final StreamClock clock)
    {
        final ChannelHeader header = channel.header();
        final Recovery.End end = channel.end();
        this.channel = channel;
        this.clock = clock;
        this.timestamps = header.timestamps();
        this.checksums = header.checksums();
        this.stamped = timestamps || checksums ? 1 : 0;
        this.headerLength = RecordWord.headerLength(timestamps);
        this.maxRecordLength = header.maxRecordLength();
        this.recordsEnd = SegmentLayout.recordsEnd(header.segmentSize());
        this.dataOffset = SegmentLayout.dataOffset(header.segmentSize());
        this.sequence = end.sequence();
        clock.startAt(end.timestamp());
        enter(channel.active(), end.offset());
        this.closedAt = end.lastKind() == RecordWord.CLOSE ? position() : JournalException.NO_POSITION;
    }

    /** Whether there is something to look at before a word is published at {@link #offset}, and after it. */
    public boolean mustLook(final int offset)
    {
        return offset >= limit;
    }

    /** How long a payload may be at {@link #offset}; negative when not even an empty one has room. */
    public int room(final int offset)
    {
        return Math.min(maxRecordLength, recordsEnd - offset - headerLength);
    }

    /** Whether a payload of this length has room here, if it is allowed at all. */
    public boolean hasRoom(final int length)
    {
        return RecordWord.align(headerLength + length) <= recordsEnd - offset;
    }

    /** Bytes left for records, their headers and padding included. */
    public int available()
    {
        return Math.max(0, recordsEnd - offset);
    }

    /** A view of the active segment, in which to encode. */
    public ByteBuffer view()
    {
        return view;
    }

    /** Another, for who holds a claim, and might move its limit. */
    public ByteBuffer claimView()
    {
        if (claimView == null)
        {
            claimView = segment.view();
            segment.lend();
        }
        return claimView;
    }

    /** Where in {@link #view} the payload of a record at {@link #offset} goes. */
    public int payloadIndex(final int offset)
    {
        return dataOffset + offset + headerLength;
    }

    /** Where in any segment's view the payload of its first record goes. */
    public int firstPayloadIndex()
    {
        return dataOffset + headerLength;
    }

    /** The active segment. */
    public SegmentFile segment()
    {
        return segment;
    }

    /** Where in it the next word goes. */
    public int offset()
    {
        return offset;
    }

    /** Where in the stream the next word goes. */
    public long position()
    {
        return segmentPosition + offset;
    }

    /** Number of records before that. */
    public long sequence()
    {
        return sequence;
    }

    /** The position of the last record published here, or -1. */
    public long lastPosition()
    {
        return lastOffset == NO_OFFSET ? lastPositionBefore : segmentPosition + lastOffset;
    }

    /** Whether the newest word is a CLOSE, so that none is needed to leave. */
    public boolean isCloseNewest()
    {
        return position() == closedAt;
    }

    /** Copies a payload to where the next one goes; it has room. */
    public void put(final ByteBuffer source)
    {
        put(0, source);
    }

    /** Copies the part of a payload that begins at so many bytes of it to where the next one goes; it has room. */
    public void put(final int at, final ByteBuffer source)
    {
        Memory.putBytes(memory, payloadIndex(offset) + at, source, source.position(), source.remaining());
    }

    /** Copies a payload of {@code length} bytes, from {@code index} on, to where the next one goes; it has room. */
    void copy(final ByteBuffer source, final int index, final int length)
    {
        Memory.putBytes(memory, payloadIndex(offset), source, index, length);
    }

    /** Publishes a record whose payload was not encoded through the view. */
    public int publish(final int offset, final int length)
    {
        return publish(memory, offset, length);
    }

    /**
     * Publishes the record whose payload of {@code length} bytes was stored at {@link #payloadIndex}. Where there was
     * something to look at before, {@link #published} follows.
     *
     * @param view   what {@link #view} says, which the payload was stored through: what the compiler has found out of
     *               it holds for the word, too.
     * @param offset what {@link #offset} says.
     * @param length of the payload.
     * @return bytes taken.
     */
    public int publish(final ByteBuffer view, final int offset, final int length)
    {
        // First: all that is known before the call that a checksum is, has to be put aside for it.
        final int checksum =
            (length & RecordWord.LENGTH - 1 | stamped) != 0 ? finish(view, offset, length) : NO_CHECKSUM;
        final int start = dataOffset + offset;
        final int alignedLength = RecordWord.align(headerLength + length);
        final long sequence = this.sequence;
        final long word = RecordWord.withChecksum(
            RecordWord.of(salt, offset, RecordWord.low(RecordWord.DATA, length)), checksum);
        // In this order: the zero behind is what keeps a reader from going on into what was never published.
        Memory.putLong(view, start + alignedLength, 0L);
        Memory.putLongRelease(view, start, word);

        this.offset = offset + alignedLength;
        this.sequence = sequence + 1;
        lastOffset = offset;
        return alignedLength;
    }

    /**
     * Publishes an open claim, and counts it as a record. Where there was something to look at before,
     * {@link #published(int)} follows.
     *
     * @param offset        what {@link #offset} says.
     * @param claimedLength of all that is claimed, the word included; a multiple of 8 that has room.
     */
    void publishClaimed(final int offset, final int claimedLength)
    {
        final ByteBuffer memory = this.memory;
        final int start = dataOffset + offset;
        final long word =
            RecordWord.of(salt, offset, RecordWord.low(RecordWord.CLAIMED, claimedLength - RecordWord.LENGTH));
        Memory.putLong(memory, start + claimedLength, 0L);
        Memory.putLongRelease(memory, start, word);

        this.offset = offset + claimedLength;
        sequence++;
        lastOffset = offset;
    }

    /** Publishes a word of eight bytes that is no record: HEARTBEAT or CLOSE. */
    public void publishWord(final int kind)
    {
        final int offset = this.offset;
        segment.putZero(offset + RecordWord.LENGTH);
        segment.putWordRelease(offset, kind, 0);
        this.offset = offset + RecordWord.LENGTH;
        published(offset, sequence);
    }

    /** Publishes END, behind which there never is a word. */
    public void publishEnd()
    {
        ended = true;
        hold();
        segment.putWordRelease(offset, RecordWord.END, 0);
    }

    /** Whether END is there, or was about to be when something failed. */
    public boolean isEnded()
    {
        return ended;
    }

    /** Goes on in another segment. No system call: ROLL in the full one, the other's base, the active number. */
    public void rollInto(final SegmentFile next)
    {
        final SegmentFile full = segment;
        // Before anything is stored: the clock is the user's, and may throw.
        final long timestamp = timestamps ? clock.next() : SegmentLayout.UNKNOWN;
        full.putWordRelease(offset, RecordWord.ROLL, 0);
        next.putBase(timestamp, sequence);
        channel.control().putActiveSegment(next.number());
        enter(next, 0);
        channel.roll().rolled(full);
    }

    /** Asks the conductor to prepare the next segment if it has not. */
    public void askForNextSegment()
    {
        if (channel.rolls())
        {
            channel.roll().want();
        }
        halfFull = Integer.MAX_VALUE;
    }

    /** Makes {@link #mustLook} true for ever. */
    public void hold()
    {
        held = true;
        // Release: who sees this, and resets it with its fence, sees that it is held.
        LIMIT.setRelease(this, LOOK_FIRST);
    }

    /** Makes {@link #mustLook} true until {@link #resume}. */
    public void pause()
    {
        LIMIT.setOpaque(this, LOOK_FIRST);
    }

    /**
     * Lets the next record go without a look, for its writer has looked; {@link #published} or {@link #look} follows.
     */
    public void pass()
    {
        LIMIT.setOpaque(this, recordsEnd - headerLength + 1);
    }

    /** Has the next word looked at where there is something to look at. */
    public void look()
    {
        resetLimit();
    }

    /** Ends a pause; without a fence: a stop at this very moment is noticed in the next stride at last. */
    public void resume()
    {
        LIMIT.setOpaque(this, held || channel.mustLook() ? LOOK_FIRST : nextLook());
    }

    /** Any thread's, after it has set what the writer is to look at in the channel: why it is stopped, for example. */
    public void stop()
    {
        LIMIT.setOpaque(this, LOOK_FIRST);
    }

    /** Keeps the bytes of the last word that belong to the payload, and clears those behind them. */
    private static void clearPadding(final ByteBuffer memory, final int lastWord, final int length)
    {
        final int bits = (length & RecordWord.LENGTH - 1) * Byte.SIZE;
        Memory.putLong(memory, lastWord, Memory.longAt(memory, lastWord) & (1L << bits) - 1);
    }

    /** Padding, timestamp and checksum, where there are such; returns the checksum. */
    private int finish(final ByteBuffer memory, final int offset, final int length)
    {
        if ((length & RecordWord.LENGTH - 1) != 0)
        {
            clearPadding(memory, dataOffset + offset + headerLength + (length & -RecordWord.LENGTH), length);
        }
        if (timestamps)
        {
            Memory.putLong(memory, dataOffset + offset + RecordWord.LENGTH, clock.next());
        }
        return checksums ? checksum.of(offset, length) : NO_CHECKSUM;
    }

    /** After a record before which there was something to look at, such as the first one of a stride. */
    public void published(final int offset)
    {
        published(offset, sequence - 1);
    }

    private void published(final int offset, final long sequenceBefore)
    {
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

    /** Where there is something to look at next; at the latest where not even an empty record has room. */
    private int nextLook()
    {
        return Math.min(Math.min(indexDue, halfFull), recordsEnd - headerLength + 1);
    }

    /** Whoever calls the writer sets the reason first and the limit then; so look at the reason behind the limit. */
    private void resetLimit()
    {
        LIMIT.setOpaque(this, nextLook());
        VarHandle.fullFence();
        if (held || channel.mustLook())
        {
            LIMIT.setOpaque(this, LOOK_FIRST);
        }
    }

    private void enter(final SegmentFile next, final int startOffset)
    {
        lastPositionBefore = lastPosition();
        lastOffset = NO_OFFSET;
        segment = next;
        memory = next.memory();
        view = next.view();
        claimView = null;
        checksum = checksums ? new RecordChecksum(next) : null;
        salt = next.salt();
        segmentPosition = next.position(0);
        offset = startOffset;
        final boolean strideBegun = startOffset % IndexWord.STRIDE != 0 &&
            next.indexWord(startOffset / IndexWord.STRIDE) != 0;
        indexDue = strideBegun ? IndexWord.nextStride(startOffset) : startOffset;
        halfFull = next.size() / 2;
        if (startOffset >= halfFull)
        {
            askForNextSegment();
        }
        resetLimit();
    }
}
