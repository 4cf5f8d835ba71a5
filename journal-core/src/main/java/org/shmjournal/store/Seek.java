package org.shmjournal.store;

import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.error.PositionUnavailableException;
import org.shmjournal.layout.RecordWord;
import org.shmjournal.layout.SegmentLayout;

/**
 * Finds places in a stream: a word's start, and the number of records before it. A place comes with its segment: the
 * one that the caller has already, or one that was opened and is then the caller's. One thread.
 */
public final class Seek
{
    /** A segment, an offset in it, and the number of records in the channel before that. */
    public record Place(SegmentFile segment, int offset, long sequence)
    {
    }

    private final ReadChannel channel;
    private final int segmentSize;
    private SegmentFile current;

    /** Seeks in a channel. */
    public Seek(final ReadChannel channel)
    {
        this.channel = channel;
        this.segmentSize = channel.header().segmentSize();
    }

    /** Which segment the caller has, and would like to keep if a place is in it. */
    public Seek from(final SegmentFile segment)
    {
        current = segment;
        return this;
    }

    private SegmentFile open(final long number)
    {
        return current != null && current.number() == number ? current : channel.open(number);
    }

    private void discard(final SegmentFile segment)
    {
        if (segment != current)
        {
            segment.close();
        }
    }

    /** The oldest word there is. */
    public Place start()
    {
        final SegmentFile segment = open(channel.numbers()[0]);
        checkBase(segment);
        final long base = channel.baseSequence(segment);
        if (base == SegmentLayout.UNKNOWN)
        {
            discard(segment);
            throw new CorruptChannelException(segment.file(), SegmentLayout.BASE_SEQUENCE, segment.position(0),
                "base sequence", "a number, since this is the oldest segment", "none");
        }
        return new Place(segment, 0, base);
    }

    /** Behind the newest word there is; in front of it if it is a CLOSE, so that its reader knows of that. */
    public Place end()
    {
        final Recovery.End end = channel.end();
        final boolean stopsHere = end.lastKind() == RecordWord.CLOSE;
        final SegmentFile segment = open(end.segment());
        checkBase(segment);
        return new Place(segment, stopsHere ? end.offset() - RecordWord.LENGTH : end.offset(), end.sequence());
    }

    /**
     * The word at a position.
     *
     * @throws IllegalArgumentException     when no word can start there.
     * @throws PositionUnavailableException when nothing is there yet, or any more.
     */
    public Place position(final long position)
    {
        if (position < 0 || position % RecordWord.LENGTH != 0)
        {
            throw new IllegalArgumentException("position=" + position + " is no start of a record: not a multiple of " +
                RecordWord.LENGTH);
        }
        final long number = position / segmentSize;
        final long oldest = channel.numbers()[0];
        if (number < oldest)
        {
            throw unavailable(position, "is before the oldest position " + oldest * segmentSize);
        }
        if (!channel.has(number))
        {
            throw unavailable(position, "is beyond the end");
        }

        if (channel.isPowerLost())
        {
            final Recovery.End end = channel.end();
            if (position >= end.position(segmentSize))
            {
                return endIf(position == end.position(segmentSize), position);
            }
        }

        final SegmentFile segment = open(number);
        Place place = null;
        try
        {
            final long base = channel.baseSequence(segment);
            if (base == SegmentLayout.UNKNOWN)
            {
                throw unavailable(position, "is beyond the end");
            }
            place = walkTo(segment, (int)(position % segmentSize), base);
            return place;
        }
        finally
        {
            if (place == null)
            {
                discard(segment);
            }
        }
    }

    /** After a power loss there may be records behind the end, which nobody will ever get. */
    private Place endIf(final boolean asked, final long position)
    {
        if (!asked)
        {
            throw unavailable(position, "is at or beyond the end that a power loss has left");
        }
        return end();
    }

    private Place walkTo(final SegmentFile segment, final int offset, final long base)
    {
        final SegmentWalk walk = new SegmentWalk(segment, 0, base);
        while (true)
        {
            final int kind = walk.step();
            if (walk.offset() == offset)
            {
                return place(segment, walk, kind);
            }
            if (walk.offset() > offset)
            {
                throw new IllegalArgumentException("position=" + segment.position(offset) +
                    " is no start of a record: inside the one that ends at position " +
                    segment.position(walk.offset()));
            }
            if (isLast(kind))
            {
                throw unavailable(segment.position(offset), "is beyond the end of " +
                    (kind == RecordWord.ROLL ? "its segment's records" : "the stream") + " at position " +
                    segment.position(walk.offset()));
            }
        }
    }

    /**
     * The record with a sequence, or the end if that is the next one's.
     *
     * @throws PositionUnavailableException when it is not there yet, or any more.
     */
    public Place sequence(final long sequence)
    {
        if (channel.isPowerLost())
        {
            final Recovery.End end = channel.end();
            if (sequence >= end.sequence())
            {
                return endIf(sequence == end.sequence(), end.position(segmentSize));
            }
        }
        final long[] numbers = channel.numbers();
        for (int i = numbers.length - 1; i >= 0; i--)
        {
            // Checked only in the segment that is chosen: a wrong one elsewhere can but lead to the wrong segment.
            final long base = storedBase(numbers[i]);
            if (base != SegmentLayout.UNKNOWN && base <= sequence)
            {
                return sequence(numbers[i], base, sequence);
            }
        }
        throw unavailable(numbers[0] * segmentSize, "is the oldest position; sequence " + sequence + " is before it");
    }

    private long storedBase(final long number)
    {
        try (SegmentFile segment = channel.openBriefly(number))
        {
            final long base = segment.baseSequence();
            return base == SegmentLayout.UNKNOWN ? channel.baseSequence(segment) : base;
        }
    }

    private void checkBase(final SegmentFile segment)
    {
        boolean good = false;
        try
        {
            channel.baseSequence(segment);
            good = true;
        }
        finally
        {
            if (!good)
            {
                discard(segment);
            }
        }
    }

    private Place sequence(final long number, final long base, final long sequence)
    {
        final SegmentFile segment = open(number);
        checkBase(segment);
        Place place = null;
        try
        {
            place = walkToSequence(segment, base, sequence);
            return place;
        }
        finally
        {
            if (place == null)
            {
                discard(segment);
            }
        }
    }

    private Place walkToSequence(final SegmentFile segment, final long base, final long sequence)
    {
        final SegmentWalk walk = new SegmentWalk(segment, 0, base);
        int kind = walk.step();
        while (!isLast(kind) && (walk.sequence() < sequence || !isRecord(kind)))
        {
            kind = walk.step();
        }
        if (walk.sequence() < sequence)
        {
            throw unavailable(segment.position(walk.offset()), "is the end, with sequence " + walk.sequence() +
                "; sequence " + sequence + " is beyond it");
        }
        return place(segment, walk, kind);
    }

    /** Behind a CLOSE with nothing behind it counts as in front of it, so that a reader knows of that. */
    private static Place place(final SegmentFile segment, final SegmentWalk walk, final int kind)
    {
        final boolean closed = kind == SegmentWalk.NOTHING && walk.kindBefore() == RecordWord.CLOSE;
        return new Place(segment, closed ? walk.offset() - RecordWord.LENGTH : walk.offset(), walk.sequence());
    }

    private static boolean isRecord(final int kind)
    {
        return kind == RecordWord.DATA || kind == RecordWord.VOID;
    }

    private static boolean isLast(final int kind)
    {
        return kind == SegmentWalk.NOTHING || kind == RecordWord.ROLL || kind == RecordWord.END ||
            kind == RecordWord.CLAIMED;
    }

    private PositionUnavailableException unavailable(final long position, final String reason)
    {
        return new PositionUnavailableException(channel.directory().path(), position, reason);
    }
}
