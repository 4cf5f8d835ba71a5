package org.shmjournal.store;

import java.util.function.Supplier;
import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.error.PositionUnavailableException;
import org.shmjournal.error.RecycledException;
import org.shmjournal.layout.IndexWord;
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
    private final Catalogue catalogue;
    private SegmentFile current;

    /** Seeks in a channel. */
    public Seek(final ReadChannel channel)
    {
        this.channel = channel;
        this.catalogue = new Catalogue(channel);
        this.segmentSize = channel.header().segmentSize();
    }

    /** Which segment the caller has, and would like to keep if a place is in it. */
    public Seek from(final SegmentFile segment)
    {
        current = segment;
        return this;
    }

    /** Looks until what was found stands in a segment that was kept all the while. */
    private Place settle(final ReadChannel.Look<Place> look)
    {
        return channel.whileKept(() -> {
            try
            {
                final Place place = look.look();
                if (channel.isPassed(place.segment().number()))
                {
                    if (place.segment() != current)
                    {
                        place.segment().close();
                    }
                    throw recycled(place.segment().position(0));
                }
                return place;
            }
            catch (final PositionUnavailableException ex)
            {
                // Unless it was known from the start, what stands there may have been another segment's already.
                final long number = ex.position() / segmentSize;
                throw number >= catalogue.oldestListed() && channel.isPassed(number) ? recycled(ex.position()) : ex;
            }
        }, catalogue::forget);
    }

    private RecycledException recycled(final long position)
    {
        return new RecycledException(channel.directory().segmentFile(position / segmentSize), position);
    }

    /** The oldest word there is. */
    public Place start()
    {
        return settle(() -> findStart(catalogue.oldest()));
    }

    /**
     * The oldest word that a cursor can hold back: not one of a segment that only waits to be deleted, as an owner who
     * was killed may leave it.
     */
    public Place kept()
    {
        return settle(() -> findStart(Math.max(catalogue.oldest(),
            channel.isRing() ? 0 : channel.control().retainedFrom() / segmentSize)));
    }

    private Place findStart(final long number)
    {
        final SegmentFile segment = open(number);
        return placeIn(segment, () -> {
            final long base = catalogue.checkedBase(segment);
            if (base == SegmentLayout.UNKNOWN)
            {
                throw new CorruptChannelException(segment.file(), SegmentLayout.BASE_SEQUENCE, segment.position(0),
                    "base sequence", "a number, since this is the oldest segment", "none");
            }
            return new Place(segment, 0, base);
        });
    }

    /** Behind the newest word there is; in front of it if it is a CLOSE, so that its reader knows of that. */
    public Place end()
    {
        return settle(() -> findEnd());
    }

    private Place findEnd()
    {
        final Recovery.End end = channel.end();
        final boolean stopsHere = end.lastKind() == RecordWord.CLOSE;
        final SegmentFile segment = open(end.segment());
        return placeIn(segment, () -> {
            catalogue.checkedBase(segment);
            return new Place(segment, stopsHere ? end.offset() - RecordWord.LENGTH : end.offset(), end.sequence());
        });
    }

    private SegmentFile open(final long number)
    {
        return current != null && current.number() == number ? current : channel.open(number);
    }

    /** Lets go of a segment in which no place was found. */
    private Place placeIn(final SegmentFile segment, final Supplier<Place> look)
    {
        Place place = null;
        try
        {
            place = look.get();
            return place;
        }
        finally
        {
            if (place == null && segment != current)
            {
                segment.close();
            }
        }
    }

    /**
     * The word at a position.
     *
     * @throws IllegalArgumentException     when no word can start there.
     * @throws PositionUnavailableException when nothing is there yet, or any more.
     */
    public Place position(final long position)
    {
        return settle(() -> findPosition(position));
    }

    private Place findPosition(final long position)
    {
        if (position < 0 || position % RecordWord.LENGTH != 0)
        {
            throw new IllegalArgumentException("position=" + position + " is no start of a record: not a multiple of " +
                RecordWord.LENGTH);
        }
        final long number = position / segmentSize;
        final long oldest = catalogue.oldest();
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

        final int offset = (int)(position % segmentSize);
        try (StreamWalk walk = walk(number, (segment, start, before) -> start <= offset))
        {
            int kind = walk.step();
            while (walk.offset() < offset && !SegmentWalk.isLast(kind))
            {
                kind = walk.step();
            }
            if (walk.offset() > offset && channel.isPassed(number))
            {
                throw recycled(position);
            }
            if (walk.offset() > offset)
            {
                throw new IllegalArgumentException("position=" + position +
                    " is no start of a record: inside the one that ends at position " + walk.position());
            }
            if (walk.offset() < offset)
            {
                throw unavailable(position, "is beyond the end of " +
                    (kind == RecordWord.ROLL ? "its segment's records" : "the stream") + " at position " +
                    walk.position());
            }
            return walk.place(kind);
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

    /**
     * The record with a sequence, or the end if that is the next one's.
     *
     * @throws PositionUnavailableException when it is not there yet, or any more.
     */
    public Place sequence(final long sequence)
    {
        return settle(() -> findSequence(sequence));
    }

    private Place findSequence(final long sequence)
    {
        if (channel.isPowerLost())
        {
            final Recovery.End end = channel.end();
            if (sequence >= end.sequence())
            {
                return endIf(sequence == end.sequence(), end.position(segmentSize));
            }
        }
        final long number = catalogue.last(bounds -> bounds.sequence() <= sequence);
        if (number < 0)
        {
            throw unavailable(catalogue.oldest() * segmentSize, "is the oldest position; sequence " + sequence +
                " is before it");
        }
        try (StreamWalk walk = walk(number, (segment, offset, before) -> before <= sequence))
        {
            final int kind = walk.stepTo((at, found) -> at.sequence() >= sequence && isRecord(found));
            if (walk.sequence() < sequence)
            {
                throw unavailable(walk.position(), "is the end, with sequence " + walk.sequence() + "; sequence " +
                    sequence + " is beyond it");
            }
            return walk.place(kind);
        }
    }

    /**
     * The first record whose timestamp is not before a time, or the end if there is none; of a stream whose timestamps
     * never go back. Where they do, as several threads' may, it is only near that: what the index leads to may stand
     * behind a record that is not before the time.
     */
    public Place time(final long epochNanos)
    {
        return settle(() -> findTime(epochNanos));
    }

    private Place findTime(final long epochNanos)
    {
        final long end = channel.isPowerLost() ? channel.end().position(segmentSize) : Long.MAX_VALUE;
        final long number =
            Math.max(catalogue.oldest(), catalogue.last(bounds -> bounds.firstTimestamp() < epochNanos));
        try (StreamWalk walk = walk(number, new Before(epochNanos, end)))
        {
            final int kind = walk.stepTo((at, found) -> at.position() >= end ||
                found == RecordWord.DATA && at.timestamp() >= epochNanos);
            if (walk.position() < end)
            {
                return walk.place(kind);
            }
        }
        return end();
    }

    /**
     * The first record behind an offset of the current segment that the index, or a later segment, tells of, whatever
     * stands between.
     *
     * @throws PositionUnavailableException when there is none.
     */
    public Place behind(final int offset)
    {
        return settle(() -> findBehind(offset));
    }

    private Place findBehind(final int offset)
    {
        final long base = current.baseSequence();
        final long word = base == SegmentLayout.UNKNOWN ? 0 : catalogue.strides(current, base).firstBehind(offset);
        if (word != 0)
        {
            return new Place(current, (int)IndexWord.offset(word), base + IndexWord.records(word));
        }
        for (final long number : channel.numbers(gap -> {
        }))
        {
            final Place place = number > current.number() ? startOf(number) : null;
            if (place != null)
            {
                return place;
            }
        }
        throw unavailable(current.position(offset), "has damage behind it, and behind that nothing is known of");
    }

    /** Null where nothing begins that can be read. */
    private Place startOf(final long number)
    {
        SegmentFile segment = null;
        Place place = null;
        try
        {
            segment = channel.open(number);
            final long base = segment.baseSequence();
            place = base == SegmentLayout.UNKNOWN ? null : new Place(segment, 0, base);
            return place;
        }
        catch (final CorruptChannelException ex)
        {
            return null;
        }
        finally
        {
            if (place == null && segment != null)
            {
                segment.close();
            }
        }
    }

    /** A time: only a record's timestamp tells whether it is before it. */
    private record Before(long epochNanos, long end) implements Strides.Goal
    {
        @Override
        public boolean looksAtRecords()
        {
            return true;
        }

        @Override
        public boolean isNotBehind(final SegmentFile segment, final int offset, final long sequence)
        {
            return segment.position(offset) < end &&
                RecordWord.kind(segment.wordAcquire(offset)) == RecordWord.DATA &&
                segment.timestamp(offset) < epochNanos;
        }
    }

    /** A walk in a segment, from close before what is sought. */
    private StreamWalk walk(final long number, final Strides.Goal goal)
    {
        final SegmentFile segment = open(number);
        StreamWalk walk = null;
        try
        {
            final long base = catalogue.checkedBase(segment);
            if (base == SegmentLayout.UNKNOWN)
            {
                throw unavailable(segment.position(0), "is beyond the end");
            }
            walk = new StreamWalk(channel, current, segment, catalogue.strides(segment, base).walk(goal));
            return walk;
        }
        finally
        {
            if (walk == null && segment != current)
            {
                segment.close();
            }
        }
    }

    private static boolean isRecord(final int kind)
    {
        return kind == RecordWord.DATA || kind == RecordWord.VOID;
    }

    private PositionUnavailableException unavailable(final long position, final String reason)
    {
        return new PositionUnavailableException(channel.directory().path(), position, reason);
    }
}
