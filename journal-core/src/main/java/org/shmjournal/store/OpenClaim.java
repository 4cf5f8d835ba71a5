package org.shmjournal.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import org.agrona.concurrent.EpochNanoClock;
import org.shmjournal.error.ChannelClosedException;
import org.shmjournal.layout.ChannelHeader;
import org.shmjournal.layout.Memory;
import org.shmjournal.layout.RecordWord;
import org.shmjournal.layout.SegmentLayout;

/**
 * A place for one open claim at a time: what {@link SharedTail} has claimed for a thread, to be filled beside all
 * others, and then to become a record or VOID by a compare-and-set of its word. Whoever finds another word there than
 * that of the claim was taken over: a later owner has made it VOID.
 * <p>
 * Opened by one thread; filled and resolved by one, that or another one, to which it was handed over safely. At the
 * other end are readers, who stop at the word until it is resolved, and {@link OpenClaims}.
 */
public final class OpenClaim
{
    /** Larger than any position. */
    static final long NOT_OPEN = Long.MAX_VALUE;

    private static final VarHandle POSITION;
    private static final VarHandle RESOLVED;

    static
    {
        try
        {
            POSITION = MethodHandles.lookup().findVarHandle(OpenClaim.class, "position", long.class);
            RESOLVED = MethodHandles.lookup().findVarHandle(OpenClaim.class, "resolvedBefore", long.class);
        }
        catch (final ReflectiveOperationException ex)
        {
            throw new ExceptionInInitializerError(ex);
        }
    }

    private final OwnedChannel channel;
    private final EpochNanoClock clock;
    private final boolean timestamps;
    private final boolean checksums;
    private final int headerLength;
    private final int dataOffset;

    private SegmentFile segment;
    private SegmentFile entered;
    private ByteBuffer memory;
    private ByteBuffer view;
    private RecordChecksum checksum;
    private long salt;
    private long baseTimestamp;
    private int offset;
    private int claimedLength;
    private long position = NOT_OPEN;
    private long resolvedBefore;

    /**
     * One that is not open.
     *
     * @param clock of the timestamps; asked by many threads.
     */
    public OpenClaim(final OwnedChannel channel, final EpochNanoClock clock)
    {
        final ChannelHeader header = channel.header();
        this.channel = channel;
        this.clock = clock;
        this.timestamps = header.timestamps();
        this.checksums = header.checksums();
        this.headerLength = RecordWord.headerLength(timestamps);
        this.dataOffset = SegmentLayout.dataOffset(header.segmentSize());
        channel.claims().add(this);
    }

    /** Before its word is in the stream. */
    void open(final SegmentFile target, final int startOffset, final int length)
    {
        // References change with the segment alone: to store one costs more than to look at it.
        if (segment != target)
        {
            segment = target;
        }
        offset = startOffset;
        claimedLength = length;
        // Seen by whoever has seen the claim's word, or any that was stored after it.
        POSITION.setRelease(this, target.position(startOffset));
    }

    /** What filling and resolving it need of its segment; not under anyone's lock. */
    void enter()
    {
        if (entered != segment)
        {
            memory = segment.memory();
            view = segment.view();
            checksum = checksums ? new RecordChecksum(segment) : null;
            salt = segment.salt();
            baseTimestamp = segment.baseTimestamp();
            entered = segment;
        }
    }

    /** Whether it waits to be resolved. */
    public boolean isOpen()
    {
        return position() != NOT_OPEN;
    }

    /** Where in the stream it is open; larger than any position when it is not. */
    public long position()
    {
        return (long)POSITION.getAcquire(this);
    }

    /** Its thread has written a record, up to this position, that needed no claim. */
    void wroteTo(final long end)
    {
        RESOLVED.setOpaque(this, end);
    }

    /** Behind the record or VOID that it became last, or one before; or behind a record that needed no claim. */
    long resolvedBefore()
    {
        return (long)RESOLVED.getOpaque(this);
    }

    /** A view of the segment that holds it, in which to fill it. */
    public ByteBuffer view()
    {
        return view;
    }

    /** The same, for somebody who may keep it. */
    public ByteBuffer lentView()
    {
        segment.lend();
        return view;
    }

    /** Where in {@link #view} its payload goes. */
    public int payloadIndex()
    {
        return dataOffset + offset + headerLength;
    }

    /** Copies a payload to its place. */
    public void put(final ByteBuffer source, final int index, final int length)
    {
        Memory.putBytes(memory, payloadIndex(), source, index, length);
    }

    /**
     * Makes it a record with the first {@code length} bytes of the payload.
     *
     * @return the record's position.
     * @throws ChannelClosedException when the owner writes no more; the claim is not open any more, and no record.
     */
    public long commit(final int length)
    {
        if (channel.stopped() != null)
        {
            release();
            channel.throwIfStopped();
        }
        final ByteBuffer memory = this.memory;
        final int offset = this.offset;
        final int end = offset + RecordWord.align(headerLength + length);
        final int rest = offset + claimedLength - end;
        final long word = finish(memory, offset, length);
        if (rest > 0)
        {
            Memory.putLong(memory, dataOffset + end, RecordWord.of(salt, end,
                RecordWord.low(RecordWord.PADDING, rest - RecordWord.LENGTH)));
        }
        final long committed = position;
        if (!resolve(memory, offset, word))
        {
            release();
            channel.mayStillWrite();
            channel.throwIfStopped();
            throw new ChannelClosedException(channel.directory().path(), "the claim at position " + committed +
                " was resolved by somebody else: another owner has taken the channel");
        }
        release();
        return committed;
    }

    /** Makes it a VOID, which no handler sees; or leaves that to the next owner, when this one writes no more. */
    public void abort()
    {
        if (channel.stopped() == null)
        {
            resolve(segment.memory(), offset, RecordWord.of(segment.salt(), offset,
                RecordWord.low(RecordWord.VOID, claimedLength - RecordWord.LENGTH)));
        }
        release();
    }

    /** Pairs with the readers' acquire load of the word: from here on they see all that was stored before. */
    private boolean resolve(final ByteBuffer memory, final int offset, final long word)
    {
        final long claimed = RecordWord.of(segment.salt(), offset,
            RecordWord.low(RecordWord.CLAIMED, claimedLength - RecordWord.LENGTH));
        return Memory.compareAndSetLong(memory, dataOffset + offset, claimed, word);
    }

    private void release()
    {
        RESOLVED.setOpaque(this, position + claimedLength);
        // Seen by whoever may force or unmap the segment: then so is the word.
        POSITION.setRelease(this, NOT_OPEN);
    }

    /** Padding, timestamp and checksum, where there are such; returns the word. */
    private long finish(final ByteBuffer memory, final int offset, final int length)
    {
        final int payload = dataOffset + offset + headerLength;
        final int bits = (length & RecordWord.LENGTH - 1) * Byte.SIZE;
        if (bits != 0)
        {
            final int lastWord = payload + (length & -RecordWord.LENGTH);
            Memory.putLong(memory, lastWord, Memory.longAt(memory, lastWord) & (1L << bits) - 1);
        }
        if (timestamps)
        {
            Memory.putLong(memory, dataOffset + offset + RecordWord.LENGTH,
                Math.max(baseTimestamp, clock.nanoTime()));
        }
        final long word = RecordWord.of(salt, offset, RecordWord.low(RecordWord.DATA, length));
        return checksums ? RecordWord.withChecksum(word, checksum.of(offset, length)) : word;
    }
}
