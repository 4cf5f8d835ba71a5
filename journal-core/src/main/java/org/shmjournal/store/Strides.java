package org.shmjournal.store;

import org.agrona.collections.Long2LongHashMap;
import org.shmjournal.layout.IndexWord;

/**
 * The index of one segment, as a way to begin a walk close to what is sought. No word is followed unless the record
 * that it points to checks, and none is believed for how many records are before it unless the records since the word
 * before it, or else since the start of the segment, are as many: so damage to a word costs a longer walk, and never a
 * wrong answer. Two words that were made wrong by the same count would bear each other out. What was found right once
 * is remembered, so that from then on about a stride is walked at most. One thread.
 */
final class Strides
{
    /** Says of places that come in order whether they are before what is sought: first all are, then none. */
    interface Goal
    {
        /** Whether it looks at the record at a place, and not only at its offset and sequence. */
        default boolean looksAtRecords()
        {
            return false;
        }

        /**
         * Whether a place certainly is before what is sought, or is it.
         *
         * @param segment  that holds it.
         * @param offset   of a word that checks, where the goal looks at records.
         * @param sequence number of records in the channel before it, as far as the index can tell.
         */
        boolean isNotBehind(SegmentFile segment, int offset, long sequence);
    }

    /** Whether a stride's word is to be followed. */
    private interface Belief
    {
        boolean isGiven(int stride, long word);
    }

    private final SegmentFile segment;
    private final RecordCheck check;
    private final long base;
    private final Long2LongHashMap proven;

    /**
     * Of a segment before which the channel holds {@code base} records.
     *
     * @param proven words whose count was found right, by the position that they point to; more are added.
     */
    Strides(final SegmentFile segment, final long base, final Long2LongHashMap proven)
    {
        this.proven = proven;
        this.segment = segment;
        this.base = base;
        this.check = new RecordCheck(segment);
    }

    /** A walk that begins at most about a stride before what is sought, or at the start of the segment. */
    SegmentWalk walk(final Goal goal)
    {
        final long word = search(goal);
        if (word != 0)
        {
            final int offset = (int)IndexWord.offset(word);
            final long records = count(word, offset);
            // Asked again: a word that says too few may have led behind what is sought.
            if (records >= 0 && goal.isNotBehind(segment, offset, base + records))
            {
                return new SegmentWalk(segment, offset, base + records);
            }
        }
        return new SegmentWalk(segment, 0, base);
    }

    /** The first word that points behind an offset, into a later stride; 0 when there is none. */
    long firstBehind(final int offset)
    {
        for (int stride = offset / IndexWord.STRIDE; stride < IndexWord.count(segment.size()); stride++)
        {
            final long word = segment.indexWord(stride);
            if (word != 0 && IndexWord.offset(word) > offset && isBelievable(stride, word))
            {
                return word;
            }
        }
        return 0;
    }

    /**
     * The last word that leads to a place that is not behind what is sought. Where that is told by the words alone, no
     * record but the one that is found is looked at: each stands on a page of its own.
     */
    private long search(final Goal goal)
    {
        if (!goal.looksAtRecords())
        {
            final long word = search(goal, Recovery::isPlausible);
            if (word != 0 && isBelievable((int)(IndexWord.offset(word) / IndexWord.STRIDE), word))
            {
                return word;
            }
        }
        return search(goal, this::isBelievable);
    }

    private boolean isBelievable(final int stride, final long word)
    {
        return Recovery.isBelievable(segment, check, stride, word);
    }

    private long search(final Goal goal, final Belief belief)
    {
        long best = 0;
        int low = 0;
        int high = IndexWord.count(segment.size()) - 1;
        while (low <= high)
        {
            final int middle = (low + high) >>> 1;
            final long word = believable(middle, low, belief);
            if (word == 0)
            {
                low = middle + 1;
            }
            else if (goal.isNotBehind(segment, (int)IndexWord.offset(word), base + IndexWord.records(word)))
            {
                best = word;
                low = middle + 1;
            }
            else
            {
                high = (int)(IndexWord.offset(word) / IndexWord.STRIDE) - 1;
            }
        }
        return best;
    }

    private long believable(final int last, final int first, final Belief belief)
    {
        for (int stride = last; stride >= first; stride--)
        {
            final long word = segment.indexWord(stride);
            if (word != 0 && belief.isGiven(stride, word))
            {
                return word;
            }
        }
        return 0;
    }

    /** How many records of the segment are before the one that a word points to; -1 when no walk comes to it. */
    private long count(final long word, final int offset)
    {
        final long position = segment.position(offset);
        if (proven.get(position) == word)
        {
            return IndexWord.records(word);
        }
        final long counted = recount(word, offset);
        if (counted == IndexWord.records(word))
        {
            proven.put(position, word);
        }
        return counted;
    }

    private long recount(final long word, final int offset)
    {
        final long before = believable(offset / IndexWord.STRIDE - 1, 0, this::isBelievable);
        if (before != 0)
        {
            final long counted = count((int)IndexWord.offset(before), IndexWord.records(before), offset);
            if (counted == IndexWord.records(word))
            {
                return counted;
            }
        }
        return count(0, 0, offset);
    }

    private long count(final int from, final long records, final int to)
    {
        final SegmentWalk walk = new SegmentWalk(segment, from, records);
        while (walk.next() < to)
        {
            final int kind = walk.step();
            if (SegmentWalk.isLast(kind))
            {
                return -1;
            }
        }
        if (walk.next() != to)
        {
            return -1;
        }
        walk.cutHere();
        return walk.sequence();
    }
}
