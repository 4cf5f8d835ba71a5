package org.shmjournal.store;

import java.nio.ByteBuffer;
import org.shmjournal.error.ChannelClosedException;
import org.shmjournal.layout.ChannelHeader;
import org.shmjournal.layout.RecordWord;

/**
 * The newest end of a stream that several threads append to: under a short lock, which nobody holds while he encodes or
 * waits, a thread claims space there, and a roll goes on in the next segment. What is claimed is filled and resolved by
 * its {@link OpenClaim}, beside the others. A short record that is encoded already is copied under the lock and is
 * there at once: a claim would take a second atomic operation, and longer than that.
 * <p>
 * Any thread. At the other end is every reader's acquire load of the word.
 */
public final class SharedTail
{
    /** The claim is open. */
    public static final int CLAIMED = 0;
    /** The next segment is needed and not ready. */
    public static final int NOT_READY = -1;
    /** A single-segment channel has no room; it never will. */
    public static final int FULL = -2;
    /** The stream is being ended, once the claims that are open are resolved. */
    public static final int DRAINING = -3;
    /** The owner leaves, or has left. */
    public static final int CLOSED = -4;

    /** Who is let in. */
    private enum Gate
    {
        OPEN, DRAINING, CLOSING, CLOSED
    }

    /** Copied within some nanoseconds. */
    private static final int SHORT = 256;

    private final OwnedChannel channel;
    private final Publication tail;
    private final int headerLength;
    /** Length of the longest payload that is copied under the lock; negative when all are claimed. */
    private final int longestCopied;
    private final SpinLock lock = new SpinLock();
    private Gate gate = Gate.OPEN;
    private boolean full;

    /** Where the channel's stream ends; from now on claims may be open behind that. */
    public SharedTail(final OwnedChannel channel, final StreamClock clock)
    {
        this.channel = channel;
        this.tail = new Publication(channel, clock);
        final ChannelHeader header = channel.header();
        this.headerLength = RecordWord.headerLength(header.timestamps());
        // A checksum, or a look at the clock, is too much under a lock.
        this.longestCopied = header.timestamps() || header.checksums() ? -1 : SHORT;
        channel.share(this::position);
    }

    /** Whether {@link #tryAppend} takes a payload of this length. */
    public boolean copies(final int length)
    {
        return length <= longestCopied;
    }

    /**
     * Appends a record without a claim, if it has room at the tail, or in the prepared next segment.
     *
     * @param claim  of the thread; not open, and stays so.
     * @param source that holds the payload from {@code index} on.
     * @param length of it, of which {@link #copies} says that it may be.
     * @return the record's position; or {@link #NOT_READY} or one of the others, then nothing has changed.
     * @throws ChannelClosedException when nothing may be written any more.
     */
    public long tryAppend(final OpenClaim claim, final ByteBuffer source, final int index, final int length)
    {
        final long position;
        lock.acquire();
        try
        {
            final int offset = tail.offset();
            if (tail.mustLook(offset) || !tail.hasRoom(length))
            {
                position = appendAfterALook(source, index, length);
            }
            else
            {
                position = tail.position();
                tail.copy(source, index, length);
                tail.publish(offset, length);
            }
        }
        finally
        {
            lock.release();
        }
        if (position >= 0)
        {
            claim.wroteTo(position + RecordWord.align(headerLength + length));
        }
        return position;
    }

    /** With everything that may be due. */
    private long appendAfterALook(final ByteBuffer source, final int index, final int length)
    {
        final int status = makeRoom(length);
        if (status != CLAIMED)
        {
            return status;
        }
        final long position = tail.position();
        final int offset = tail.offset();
        tail.copy(source, index, length);
        tail.publish(offset, length);
        tail.published(offset);
        return position;
    }

    /**
     * Opens a claim at the tail if it has room there, or in the prepared next segment.
     *
     * @param claim  that is not open.
     * @param length of the payload at most; no more than the maximum record length.
     * @return {@link #CLAIMED}; or one of the others, then nothing has changed.
     * @throws ChannelClosedException when nothing may be written any more.
     */
    public int tryClaim(final OpenClaim claim, final int length)
    {
        final int claimedLength = RecordWord.align(headerLength + length);
        lock.acquire();
        try
        {
            final int offset = tail.offset();
            if (tail.mustLook(offset) || !tail.hasRoom(length))
            {
                final int status = claimAfterALook(claim, length, claimedLength);
                if (status != CLAIMED)
                {
                    return status;
                }
            }
            else
            {
                claim.open(tail.segment(), offset, claimedLength);
                tail.publishClaimed(offset, claimedLength);
            }
        }
        finally
        {
            lock.release();
        }
        boolean entered = false;
        try
        {
            claim.enter();
            entered = true;
        }
        finally
        {
            if (!entered)
            {
                claim.abort();
            }
        }
        return CLAIMED;
    }

    /** With everything that may be due. */
    private int claimAfterALook(final OpenClaim claim, final int length, final int claimedLength)
    {
        final int status = makeRoom(length);
        if (status == CLAIMED)
        {
            final int offset = tail.offset();
            claim.open(tail.segment(), offset, claimedLength);
            tail.publishClaimed(offset, claimedLength);
            tail.published(offset);
        }
        return status;
    }

    private int makeRoom(final int length)
    {
        final int refusal = refusal();
        return refusal != CLAIMED ? refusal : tail.hasRoom(length) ? CLAIMED : rollOver();
    }

    /**
     * Publishes a HEARTBEAT.
     *
     * @return {@link #CLAIMED}; or one of the others, then nothing has changed.
     * @throws ChannelClosedException when nothing may be written any more.
     */
    public int tryHeartbeat()
    {
        lock.acquire();
        try
        {
            final int refusal = refusal();
            final int status =
                refusal != CLAIMED ? refusal : tail.available() < RecordWord.LENGTH ? rollOver() : CLAIMED;
            if (status == CLAIMED)
            {
                tail.publishWord(RecordWord.HEARTBEAT);
            }
            return status;
        }
        finally
        {
            lock.release();
        }
    }

    private int rollOver()
    {
        if (!channel.rolls())
        {
            full = true;
            tail.hold();
            return FULL;
        }
        tail.askForNextSegment();
        final SegmentFile next = channel.roll().prepared();
        if (next == null)
        {
            return NOT_READY;
        }
        tail.rollInto(next);
        return CLAIMED;
    }

    /** Why nobody may claim at all; or {@link #CLAIMED}. */
    private int refusal()
    {
        if (gate == Gate.CLOSING || gate == Gate.CLOSED)
        {
            return CLOSED;
        }
        channel.throwIfStopped();
        return gate == Gate.DRAINING ? DRAINING : full ? FULL : CLAIMED;
    }

    /**
     * Counts that the next segment is not ready, once for each, as long as the counters are mapped.
     *
     * @param dropped whether a record is dropped for that.
     */
    public void countNotReady(final boolean dropped)
    {
        lock.acquire();
        try
        {
            if (gate != Gate.CLOSED)
            {
                channel.countRollWait();
                if (dropped)
                {
                    channel.countDrop();
                }
            }
        }
        finally
        {
            lock.release();
        }
    }

    /** Lets nobody claim until {@link #admit}, or for ever. */
    public void refuse(final boolean closing)
    {
        lock.acquire();
        try
        {
            gate = closing ? Gate.CLOSING : Gate.DRAINING;
            tail.pause();
        }
        finally
        {
            lock.release();
        }
    }

    /** Who was refused may claim again. */
    public void admit()
    {
        lock.acquire();
        try
        {
            gate = Gate.OPEN;
            tail.resume();
        }
        finally
        {
            lock.release();
        }
    }

    /**
     * The last word of a stream that nobody may claim any more, and has no open claim: END.
     *
     * @return its offset in {@link #segment}.
     */
    public int publishEnd()
    {
        lock.acquire();
        try
        {
            tail.hold();
            tail.publishEnd();
            return tail.offset();
        }
        finally
        {
            lock.release();
        }
    }

    /** The last word of an owner who leaves, unless it would be the only one. */
    public void publishClose()
    {
        lock.acquire();
        try
        {
            // Before the word, behind which there would be something to claim again.
            tail.hold();
            if (!tail.isCloseNewest() && !tail.isEnded())
            {
                tail.publishWord(RecordWord.CLOSE);
            }
        }
        finally
        {
            // Also where the file was truncated under its map.
            lock.release();
        }
    }

    /** For ever, before the maps go. */
    public void close()
    {
        lock.acquire();
        try
        {
            gate = Gate.CLOSED;
            tail.hold();
        }
        finally
        {
            lock.release();
        }
    }

    /** Any thread's, after it has set the reason for which the channel is stopped. */
    public void stop()
    {
        tail.stop();
    }

    /** The segment in which the stream ends; for whoever has refused all others. */
    public SegmentFile segment()
    {
        return tail.segment();
    }

    /** Where in it the next word goes; for whoever has refused all others. */
    public int offset()
    {
        return tail.offset();
    }

    /** Where in the stream the next word goes. */
    public long position()
    {
        lock.acquire();
        final long position = tail.position();
        lock.release();
        return position;
    }

    /** Number of records before that, those among them whose claims are open. */
    public long sequence()
    {
        lock.acquire();
        final long sequence = tail.sequence();
        lock.release();
        return sequence;
    }

    /** What is said to be durable, as long as that is mapped. */
    public long durablePosition()
    {
        lock.acquire();
        try
        {
            if (gate == Gate.CLOSED)
            {
                throw new IllegalStateException("the writer of " + channel.directory().path() + " is closed");
            }
            return channel.control().durablePosition();
        }
        finally
        {
            lock.release();
        }
    }
}
