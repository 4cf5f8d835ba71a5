package org.shmjournal.store;

import java.util.ArrayList;
import java.util.List;
import org.agrona.collections.Long2LongHashMap;
import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.error.JournalException;
import org.shmjournal.layout.ControlLayout;
import org.shmjournal.layout.IndexWord;
import org.shmjournal.layout.Memory;
import org.shmjournal.layout.RecordWord;
import org.shmjournal.layout.SegmentLayout;

/**
 * Walks one segment whole, goes on behind damage where the index knows of a record that checks, and holds the mutable
 * words against the stream. Good for a channel that is being written: what appears meanwhile is no damage.
 * One thread a segment.
 */
public final class Verification
{
    private final SegmentFile segment;
    private final List<CorruptChannelException> findings = new ArrayList<>();
    private final long durablePosition;
    private final boolean shared;
    private long base;
    private long records;
    private long timestamp = -1;
    private int end;
    private int endKind = SegmentWalk.NOTHING;
    private boolean durableFits;
    private boolean whole = true;
    private int indexed = -1;

    private Verification(final SegmentFile segment, final long durablePosition, final boolean shared)
    {
        this.segment = segment;
        this.durablePosition = durablePosition;
        this.shared = shared;
    }

    /**
     * Verifies a segment.
     *
     * @param durablePosition of the channel, read before the segment.
     * @param shared          whether several threads wrote it, whose timestamps may go back.
     */
    public static Verification of(final SegmentFile segment, final long durablePosition, final boolean shared)
    {
        final Verification verification = new Verification(segment, durablePosition, shared);
        verification.run();
        return verification;
    }

    private void run()
    {
        // The first record is stored after the base sequence, so look at it first.
        final boolean begun = segment.wordAcquire(0) != 0;
        base = segment.baseSequence();
        if (begun && base == SegmentLayout.UNKNOWN)
        {
            found(SegmentLayout.BASE_SEQUENCE, "base sequence", "a number, since the segment has records", "none");
        }
        if (segment.number() == 0 && base != 0)
        {
            found(SegmentLayout.BASE_SEQUENCE, "base sequence", "0, in the first segment", "" + base);
        }
        walk();
        if (whole)
        {
            checkIndexBehindEnd();
        }
        if (whole && isDurableHere() && !durableFits)
        {
            findings.add(segment.corruptAt((int)(durablePosition - segment.position(0)), "durable position",
                "the start of a record, or the end", "position " + durablePosition));
        }
    }

    private void walk()
    {
        int from = 0;
        long sequence = Math.max(base, 0);
        while (from >= 0)
        {
            final SegmentWalk walk = new SegmentWalk(segment, from, sequence);
            long resume = 0;
            try
            {
                walk(walk);
            }
            catch (final CorruptChannelException ex)
            {
                whole = false;
                findings.add(ex);
                resume = new Strides(segment, Math.max(base, 0), new Long2LongHashMap(0)).firstBehind(walk.offset());
            }
            records += walk.sequence() - sequence;
            end = walk.offset();
            if (resume != 0)
            {
                sequence = Math.max(base, 0) + IndexWord.records(resume);
                from = (int)IndexWord.offset(resume);
            }
            else
            {
                from = -1;
            }
        }
    }

    private void walk(final SegmentWalk walk)
    {
        while (true)
        {
            final int kind = walk.step();
            final int offset = walk.offset();
            durableFits |= segment.position(offset) == durablePosition;
            endKind = kind;
            if (kind == SegmentWalk.NOTHING || kind == RecordWord.ROLL || kind == RecordWord.END ||
                kind == RecordWord.CLAIMED)
            {
                return;
            }
            final int stride = offset / IndexWord.STRIDE;
            // What is left of a claim may begin a stride, and has no index word.
            if (stride != indexed && kind != RecordWord.PADDING)
            {
                indexed = stride;
                checkIndex(stride, offset, walk.sequence());
            }
            if (kind == RecordWord.DATA)
            {
                checkTimestamp(offset);
            }
        }
    }

    /** Zero is good: a dead writer may have come no further. */
    private void checkIndex(final int stride, final int offset, final long sequence)
    {
        final long word = segment.indexWord(stride);
        final long expected = IndexWord.of(offset, sequence - Math.max(base, 0));
        if (word != 0 && word != expected)
        {
            found(SegmentLayout.INDEX + stride * IndexWord.LENGTH, "index word", SegmentFile.hex(expected) + " or 0",
                SegmentFile.hex(word));
        }
    }

    /** A record's word comes before the index word that points to it, so none points to nothing. */
    private void checkIndexBehindEnd()
    {
        for (int stride = indexed + 1; stride < IndexWord.count(segment.size()); stride++)
        {
            final long word = segment.indexWord(stride);
            final long offset = IndexWord.offset(word);
            if (word != 0 && (!IndexWord.isIntact(word) || offset / IndexWord.STRIDE != stride ||
                offset % RecordWord.LENGTH != 0 || offset >= end && segment.wordAcquire((int)offset) == 0))
            {
                found(SegmentLayout.INDEX + stride * IndexWord.LENGTH, "index word",
                    "0, or one that points to a record",
                    SegmentFile.hex(word));
            }
        }
    }

    private void checkTimestamp(final int offset)
    {
        if (segment.header().timestamps() && !shared)
        {
            final long before = timestamp < 0 ? segment.baseTimestamp() : timestamp;
            timestamp = Memory.longAt(segment.memory(), segment.dataOffset() + offset + RecordWord.LENGTH);
            if (timestamp < before)
            {
                findings.add(segment.corruptAt(offset + RecordWord.LENGTH, "timestamp", before + " or later",
                    "" + timestamp));
            }
        }
    }

    private boolean isDurableHere()
    {
        final long first = segment.position(0);
        return durablePosition > first && durablePosition < first + segment.size();
    }

    private void found(final long fileOffset, final String what, final String expected, final String found)
    {
        findings.add(new CorruptChannelException(segment.file(), fileOffset, segment.position(0), what, expected,
            found));
    }

    /** What is wrong in the segment. */
    public List<CorruptChannelException> findings()
    {
        return findings;
    }

    /** Its base sequence as stored, or -1. */
    public long base()
    {
        return base;
    }

    /** How many records were walked: not a damaged one, and not those behind it up to the next index word. */
    public long records()
    {
        return records;
    }

    /** Where its records end. */
    public int end()
    {
        return end;
    }

    /** The kind of the word at which the walk ended. */
    public int endKind()
    {
        return endKind;
    }

    /** Whether the chain of words was walked without a break. */
    public boolean isWhole()
    {
        return whole;
    }

    /**
     * What is wrong with the mutable words of a control file, given where the stream ends.
     *
     * @param control         to look at now, after the stream was walked; unless it is a copy of before.
     * @param durablePosition read before.
     * @param activeSegment   read before.
     * @param retainedFrom    read before.
     * @param oldestSegment   there was.
     * @param endSegment      in which the stream ended.
     * @param endPosition     where.
     * @param newestEpoch     of all segments.
     */
    public static List<CorruptChannelException> ofControl(
        final ControlFile control,
        final long durablePosition,
        final long activeSegment,
        final long retainedFrom,
        final long oldestSegment,
        final long endSegment,
        final long endPosition,
        final long newestEpoch)
    {
        final List<CorruptChannelException> findings = new ArrayList<>();
        final long state = control.state();
        check(findings, control, state >= ControlLayout.ACTIVE && state <= ControlLayout.TERMINATED,
            ControlLayout.STATE, "state", "0 to 2", state);
        check(findings, control, control.epoch() >= newestEpoch, ControlLayout.EPOCH, "owner epoch",
            newestEpoch + " or more", control.epoch());
        final boolean hasFollowed = control.isCopy() || control.activeSegment() >= endSegment - 1;
        check(findings, control, activeSegment >= 0 && activeSegment <= endSegment && hasFollowed,
            ControlLayout.ACTIVE_SEGMENT, "active segment number", (endSegment - 1) + " or " + endSegment,
            control.activeSegment());
        check(findings, control, durablePosition >= 0 && durablePosition <= endPosition,
            ControlLayout.DURABLE_POSITION, "durable position", "0 to " + endPosition, durablePosition);
        check(findings, control, control.hasIntactClaims(), ControlLayout.OPEN_CLAIMS, "open claims",
            "0, or a word that checks", control.word(ControlLayout.OPEN_CLAIMS));
        // It moves by one segment, which then is deleted.
        final long size = control.header().segmentSize();
        final long most = Math.min(endPosition, (oldestSegment + 1) * size);
        check(findings, control, retainedFrom >= 0 && retainedFrom <= most && retainedFrom % size == 0,
            ControlLayout.RETAINED_FROM, "retained-from position", "the start of a segment, 0 to " + most,
            retainedFrom);
        return findings;
    }

    private static void check(
        final List<CorruptChannelException> findings,
        final ControlFile control,
        final boolean good,
        final int fileOffset,
        final String what,
        final String expected,
        final long found)
    {
        if (!good)
        {
            findings.add(new CorruptChannelException(control.file(), fileOffset, JournalException.NO_POSITION, what,
                expected, "" + found));
        }
    }
}
