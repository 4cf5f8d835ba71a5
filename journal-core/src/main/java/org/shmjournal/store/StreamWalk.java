package org.shmjournal.store;

import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.layout.RecordWord;

/**
 * Walks the words of a stream from a place on, over ROLLs into later segments. Holds one segment at a time; those that
 * it opened are closed when it leaves them, and with it, unless {@link #place} has handed the last one over. One
 * thread.
 */
final class StreamWalk implements AutoCloseable
{
    /** Says of words that come in order which is the one that is sought. */
    interface Target
    {
        /** Whether the word that the walk has come to is it. */
        boolean isReached(StreamWalk walk, int kind);
    }

    private final ReadChannel channel;
    private final SegmentFile kept;
    private SegmentFile segment;
    private SegmentWalk walk;
    private boolean handedOver;

    /**
     * A walk that has not looked at any word yet.
     *
     * @param kept    a segment that is open, and stays so; or null.
     * @param segment in which to begin.
     * @param walk    in that segment.
     */
    StreamWalk(final ReadChannel channel, final SegmentFile kept, final SegmentFile segment, final SegmentWalk walk)
    {
        this.channel = channel;
        this.kept = kept;
        this.segment = segment;
        this.walk = walk;
    }

    /** Goes to the next word in the segment; see {@link SegmentWalk#step}. */
    int step()
    {
        return walk.step();
    }

    /**
     * Goes on, over ROLLs, until a word is the one that is sought, or the last.
     *
     * @return its kind.
     * @throws CorruptChannelException when a word on the way is none that an owner published.
     */
    int stepTo(final Target target)
    {
        int kind = walk.step();
        while (!target.isReached(this, kind) && (kind == RecordWord.ROLL || !SegmentWalk.isLast(kind)))
        {
            if (kind == RecordWord.ROLL)
            {
                enter(segment.number() + 1);
            }
            kind = walk.step();
        }
        return kind;
    }

    private void enter(final long number)
    {
        final SegmentFile next = kept != null && kept.number() == number ? kept : channel.open(number);
        letGo();
        segment = next;
        walk = new SegmentWalk(next, 0, walk.sequence());
    }

    /** The segment that the walk is in. */
    SegmentFile segment()
    {
        return segment;
    }

    /** The offset of the word that was looked at last. */
    int offset()
    {
        return walk.offset();
    }

    /** The position of that word. */
    long position()
    {
        return segment.position(walk.offset());
    }

    /** The number of records in the channel before that word. */
    long sequence()
    {
        return walk.sequence();
    }

    /** The timestamp of the last record that was looked at, or -1. */
    long timestamp()
    {
        return walk.lastTimestamp();
    }

    /**
     * The place of that word, with its segment, which is the caller's from now on. Behind a CLOSE with nothing behind
     * it counts as in front of it, so that a reader knows of that.
     */
    Seek.Place place(final int kind)
    {
        final boolean closed = kind == SegmentWalk.NOTHING && walk.kindBefore() == RecordWord.CLOSE;
        handedOver = true;
        return new Seek.Place(segment, closed ? walk.offset() - RecordWord.LENGTH : walk.offset(), walk.sequence());
    }

    private void letGo()
    {
        if (segment != kept)
        {
            segment.close();
        }
    }

    @Override
    public void close()
    {
        if (!handedOver)
        {
            letGo();
        }
    }
}
