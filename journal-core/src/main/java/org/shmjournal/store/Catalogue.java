package org.shmjournal.store;

import java.util.function.Predicate;
import org.agrona.collections.Long2LongHashMap;
import org.agrona.collections.Long2ObjectHashMap;
import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.error.JournalException;
import org.shmjournal.layout.RecordWord;
import org.shmjournal.layout.SegmentLayout;

/**
 * What a reader remembers of the channel's segments, so that it need not open them again to know where to look: which
 * there are, and with which sequence and time each begins. That a segment's base sequence is right is found out once.
 * Listed again when a segment was added or deleted since. One thread.
 */
final class Catalogue
{
    /**
     * With what a segment begins.
     *
     * @param sequence       number of records before it, as it says itself.
     * @param firstTimestamp of its first record; larger than any when nobody can tell.
     */
    record Bounds(long sequence, long firstTimestamp)
    {
    }

    private static final long NOT_LISTED = -1;
    private static final int MAX_PROVEN = 100_000;

    private final ReadChannel channel;
    private final Long2ObjectHashMap<Bounds> bounds = new Long2ObjectHashMap<>();
    private final Long2LongHashMap proven = new Long2LongHashMap(0);
    private final Long2LongHashMap checked = new Long2LongHashMap(SegmentLayout.UNKNOWN);
    private long oldest;
    private long newest;
    private long listedEpoch = NOT_LISTED;
    private long listedActive = NOT_LISTED;
    private long listedRetained = NOT_LISTED;

    Catalogue(final ReadChannel channel)
    {
        this.channel = channel;
    }

    /** The number of the oldest segment. */
    long oldest()
    {
        refresh();
        return oldest;
    }

    /** The same as of the last question. */
    long oldestListed()
    {
        return oldest;
    }

    /** The index of a segment before which the channel holds {@code base} records. */
    Strides strides(final SegmentFile segment, final long base)
    {
        if (proven.size() > MAX_PROVEN)
        {
            proven.clear();
        }
        return new Strides(segment, base, proven);
    }

    /** Lists the segments again at the next question. */
    void forget()
    {
        listedActive = NOT_LISTED;
    }

    private void refresh()
    {
        // Before the listing: what happens meanwhile makes for another one.
        final long epoch = channel.control().epoch();
        if (epoch != listedEpoch)
        {
            // Another owner may have cut the stream.
            bounds.clear();
            checked.clear();
            proven.clear();
            forget();
        }
        final long active = channel.control().activeSegment();
        final long retained = channel.control().retainedFrom();
        if (listedActive == NOT_LISTED || active != listedActive || retained != listedRetained)
        {
            final long[] numbers = channel.numbers();
            oldest = numbers[0];
            newest = numbers[numbers.length - 1];
            listedEpoch = epoch;
            listedActive = active;
            listedRetained = retained;
        }
    }

    /**
     * The number of the last segment that the stream has come to whose bounds are on this side of what is sought; -1
     * when not even the oldest is.
     *
     * @param isNotBehind true for some segments, and false for all later ones.
     */
    long last(final Predicate<Bounds> isNotBehind)
    {
        refresh();
        long low = oldest;
        long high = newest;
        long found = -1;
        while (low <= high)
        {
            final long middle = (low + high) >>> 1;
            final Bounds here = bounds(middle);
            if (here != null && isNotBehind.test(here))
            {
                found = middle;
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }
        return found;
    }

    /** Null where the stream has not come yet, or the roll into it is only just being made. */
    private Bounds bounds(final long number)
    {
        Bounds known = bounds.get(number);
        if (known == null)
        {
            try (SegmentFile segment = channel.openBriefly(number))
            {
                known = read(segment);
            }
            catch (final JournalException ex)
            {
                // What an owner had prepared and did not use, it removes when it leaves.
                if (channel.has(number))
                {
                    throw ex;
                }
            }
        }
        return known;
    }

    private Bounds read(final SegmentFile segment)
    {
        final long sequence = segment.baseSequence();
        if (sequence == SegmentLayout.UNKNOWN)
        {
            return null;
        }
        final Bounds read = new Bounds(sequence, firstTimestamp(segment));
        // Without a record yet there may be one the next time.
        if (!segment.header().timestamps() || read.firstTimestamp != Long.MAX_VALUE)
        {
            bounds.put(segment.number(), read);
        }
        return read;
    }

    private static long firstTimestamp(final SegmentFile segment)
    {
        if (!segment.header().timestamps())
        {
            return Long.MAX_VALUE;
        }
        final SegmentWalk walk = new SegmentWalk(segment, 0, 0);
        try
        {
            int kind = walk.step();
            while (kind != RecordWord.DATA && !SegmentWalk.isLast(kind))
            {
                kind = walk.step();
            }
        }
        catch (final CorruptChannelException ex)
        {
            // Told to whoever reads there; who seeks comes from before it.
            return Long.MAX_VALUE;
        }
        return walk.lastTimestamp() < 0 ? Long.MAX_VALUE : walk.lastTimestamp();
    }

    /**
     * The base sequence of a segment, held once against the segment before it.
     *
     * @see ReadChannel#baseSequence
     */
    long checkedBase(final SegmentFile segment)
    {
        final long base = segment.baseSequence();
        if (base != SegmentLayout.UNKNOWN && base == checked.get(segment.number()))
        {
            return base;
        }
        final long found = channel.baseSequence(segment);
        if (found != SegmentLayout.UNKNOWN)
        {
            checked.put(segment.number(), found);
        }
        return found;
    }
}
