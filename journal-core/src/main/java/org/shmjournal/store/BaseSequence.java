package org.shmjournal.store;

import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.layout.IndexWord;
import org.shmjournal.layout.RecordWord;
import org.shmjournal.layout.SegmentLayout;

/**
 * The base sequence of a segment, held against the segment before it if that is there: no check covers the word, and
 * whoever begins to count in the middle of a stream builds on it. Costs the walk of a stride.
 */
final class BaseSequence
{
    private BaseSequence()
    {
    }

    /**
     * Of the first segment.
     *
     * @throws CorruptChannelException when it is not 0.
     */
    static long ofFirst(final SegmentFile segment)
    {
        if (segment.baseSequence() != 0)
        {
            throw corrupt(segment, "0, in the first segment", segment.baseSequence());
        }
        return 0;
    }

    /**
     * Of a segment that is not the first; counted in the one before while the roll into this one is being made.
     *
     * @return {@link SegmentLayout#UNKNOWN} when the stream has not come to this segment.
     * @throws CorruptChannelException when it is not what the one before says.
     */
    static long of(final SegmentFile before, final SegmentFile segment)
    {
        final long found = segment.baseSequence();
        final long base = before.baseSequence();
        if (base == SegmentLayout.UNKNOWN)
        {
            return found;
        }
        final long last = recordsFromIndex(before);
        if (found == SegmentLayout.UNKNOWN)
        {
            // A roll that was finished meanwhile has stored it by now.
            return last < 0 || segment.baseSequence() != found ? segment.baseSequence() : base + last;
        }
        // An index word may count wrongly; the words of the records do not.
        final long records = found == base + last ? last : recordsFrom(before, 0, 0);
        if (records >= 0 && found != base + records)
        {
            throw corrupt(segment, (base + records) + ", as counted in the segment before", found);
        }
        return found;
    }

    /** How many records a full segment has, counted from its last index word; -1 when nobody can say. */
    private static long recordsFromIndex(final SegmentFile segment)
    {
        final RecordCheck check = new RecordCheck(segment);
        for (int stride = IndexWord.count(segment.size()) - 1; stride > 0; stride--)
        {
            // Loaded once: the slot of a ring may be recycled meanwhile.
            final long word = segment.indexWord(stride);
            if (word != 0 && Recovery.isBelievable(segment, check, stride, word))
            {
                return recordsFrom(segment, (int)IndexWord.offset(word), IndexWord.records(word));
            }
        }
        return recordsFrom(segment, 0, 0);
    }

    private static long recordsFrom(final SegmentFile segment, final int offset, final long recordsBefore)
    {
        final SegmentWalk walk = new SegmentWalk(segment, offset, recordsBefore);
        try
        {
            int kind = walk.step();
            while (!SegmentWalk.isLast(kind))
            {
                kind = walk.step();
            }
            return kind == RecordWord.ROLL ? walk.sequence() : -1;
        }
        catch (final CorruptChannelException ex)
        {
            // Told to whoever reads there.
            return -1;
        }
    }

    private static CorruptChannelException corrupt(
        final SegmentFile segment, final String expected, final long found)
    {
        return new CorruptChannelException(segment.file(), SegmentLayout.BASE_SEQUENCE, segment.position(0),
            "base sequence", expected, "" + found);
    }
}
