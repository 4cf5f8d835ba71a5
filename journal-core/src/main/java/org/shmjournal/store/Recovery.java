package org.shmjournal.store;

import static org.shmjournal.layout.RecordWord.*;

import java.nio.file.NoSuchFileException;
import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.error.JournalException;
import org.shmjournal.error.RecoveryRequiredException;
import org.shmjournal.layout.ChannelHeader;
import org.shmjournal.layout.IndexWord;
import org.shmjournal.layout.SegmentLayout;

/**
 * Finds the end of the stream, from the records alone. What the last owner left there is the truth on the boot that it
 * ran in, wherever it was killed: an index word only says where to begin, and is not believed unless the record that it
 * points to checks. Changes nothing; the next owner goes on at the end that is found.
 */
public final class Recovery
{
    /** Where the stream ends. */
    public static final class End
    {
        private final long segment;
        private final int offset;
        private final long sequence;
        private final long timestamp;
        private final int lastKind;
        private final long bytesWalked;

        private End(
            final long segment,
            final int offset,
            final long sequence,
            final long timestamp,
            final int lastKind,
            final long bytesWalked)
        {
            this.segment = segment;
            this.offset = offset;
            this.sequence = sequence;
            this.timestamp = timestamp;
            this.lastKind = lastKind;
            this.bytesWalked = bytesWalked;
        }

        /** The segment in which it ends. */
        public long segment()
        {
            return segment;
        }

        /** Where the next word goes. */
        public int offset()
        {
            return offset;
        }

        /** Number of records in the channel before it. */
        public long sequence()
        {
            return sequence;
        }

        /** The last timestamp, or -1 where there is none. */
        public long timestamp()
        {
            return timestamp;
        }

        /** The kind of the last word: CLOSE when the owner left, END when the stream is over, 0 when there is none. */
        public int lastKind()
        {
            return lastKind;
        }

        /** How much was walked to find it. */
        public long bytesWalked()
        {
            return bytesWalked;
        }
    }

    /** Number of records before a segment, and a timestamp that none in it is smaller than. */
    private record Base(long sequence, long timestamp)
    {
    }

    private final ChannelDirectory directory;
    private final ChannelHeader header;
    private long bytesWalked;

    private Recovery(final ChannelDirectory directory, final ChannelHeader header)
    {
        this.directory = directory;
        this.header = header;
    }

    /**
     * The end, on the boot that the last owner ran in, or as far as anyone can see who only reads.
     *
     * @throws CorruptChannelException when a word on the way is none that an owner published.
     */
    public static End find(final ChannelDirectory directory, final ChannelHeader header)
    {
        return new Recovery(directory, header).find();
    }

    /**
     * The end, after the machine went down: only that of a channel that was closed, whose close forced everything.
     *
     * @throws RecoveryRequiredException for any other.
     */
    static End findClosed(final ChannelDirectory directory, final ChannelHeader header, final long durablePosition)
    {
        return new Recovery(directory, header).findClosed(durablePosition);
    }

    private End find()
    {
        final long[] numbers = directory.segmentNumbers();
        long number = newestWithRecords(numbers);
        while (true)
        {
            try (SegmentFile segment = open(number))
            {
                final End end = endOf(segment);
                if (end.lastKind != ROLL)
                {
                    refuseSegmentsBehind(end, numbers[numbers.length - 1]);
                    return end;
                }
                if (directory.status(directory.segmentFile(number + 1)) == null)
                {
                    throw new CorruptChannelException(directory.segmentFile(number + 1), 0,
                        JournalException.NO_POSITION, "segment", "the one that the ROLL of segment " + number +
                            " leads to (restore it from a backup)",
                        "no file");
                }
                number++;
            }
        }
    }

    private End findClosed(final long durablePosition)
    {
        final long number = durablePosition / header.segmentSize();
        if (directory.status(directory.segmentFile(number)) != null)
        {
            try (SegmentFile segment = open(number))
            {
                final Base base = base(segment);
                final End end = walk(segment, 0, base.sequence, 0, base);
                final long[] numbers = directory.segmentNumbers();
                final boolean whole =
                    segment.position(end.offset) == durablePosition && numbers[numbers.length - 1] == number;
                if (whole && (end.lastKind == CLOSE || durablePosition == 0))
                {
                    return withTimestamp(segment, base, end);
                }
            }
        }
        throw new RecoveryRequiredException(directory.path(), "was not closed before the machine went down, and is " +
            "known to be whole only up to position " + durablePosition +
            ": this version reads it, but does not write to it any more");
    }

    /** The last segment in which anything was published; the one behind it may be prepared already. */
    private long newestWithRecords(final long[] numbers)
    {
        if (numbers.length == 0)
        {
            throw new CorruptChannelException(directory.path(), 0, JournalException.NO_POSITION, "channel",
                "at least one segment (restore them from a backup)", "none");
        }
        int i = numbers.length - 1;
        while (i > 0 && !hasRecords(numbers[i]))
        {
            i--;
        }
        return numbers[i];
    }

    private boolean hasRecords(final long number)
    {
        try (SegmentFile segment = open(number))
        {
            return segment.wordAcquire(0) != 0;
        }
        catch (final JournalException ex)
        {
            // An owner that leaves removes what it had prepared and did not use; the next may have made it again.
            if (ex.getCause() instanceof NoSuchFileException ||
                directory.status(directory.segmentFile(number)) == null)
            {
                return false;
            }
            throw ex;
        }
    }

    private void refuseSegmentsBehind(final End end, final long last)
    {
        if (last > end.segment + 1)
        {
            throw new CorruptChannelException(directory.segmentFile(end.segment), 0, JournalException.NO_POSITION,
                "stream", "to lead to segment " + last, "its end at offset " + end.offset + " of segment " +
                    end.segment);
        }
    }

    /**
     * Walks from the last index word but one, so that what the last one counts is counted once more on the way: nothing
     * but another index word knows how many records stand before one.
     */
    private End endOf(final SegmentFile segment)
    {
        final Base base = base(segment);
        final RecordCheck check = new RecordCheck(segment);
        final long last = believableWord(segment, check, IndexWord.count(segment.size()) - 1);
        End end = null;
        if (last != 0)
        {
            final int stride = (int)IndexWord.offset(last) / IndexWord.STRIDE;
            final long before = believableWord(segment, check, stride - 1);
            final int from = before == 0 ? 0 : (int)IndexWord.offset(before);
            end = walk(segment, from, base.sequence + IndexWord.records(before), last, base);
        }
        return withTimestamp(segment, base, end == null ? walk(segment, 0, base.sequence, 0, base) : end);
    }

    /** The last index word of this stride or one before it that points to a record; 0 when there is none. */
    private static long believableWord(final SegmentFile segment, final RecordCheck check, final int lastStride)
    {
        for (int stride = lastStride; stride >= 0; stride--)
        {
            final long word = segment.indexWord(stride);
            if (word != 0 && isBelievable(segment, check, stride, word))
            {
                return word;
            }
        }
        return 0;
    }

    /** Whether an index word points into its stride, at a record that checks. */
    static boolean isBelievable(
        final SegmentFile segment, final RecordCheck check, final int stride, final long word)
    {
        final long offset = IndexWord.offset(word);
        if (offset / IndexWord.STRIDE != stride || offset % LENGTH != 0 || IndexWord.records(word) > offset / LENGTH)
        {
            return false;
        }
        final long target = segment.wordAcquire((int)offset);
        if (target == 0)
        {
            return false;
        }
        try
        {
            check.next((int)offset, target);
            return true;
        }
        catch (final CorruptChannelException ex)
        {
            return false;
        }
    }

    /**
     * Walks to the end.
     *
     * @param toConfirm an index word on the way, or 0.
     * @return null when that is not on the way, or counts differently.
     */
    private End walk(
        final SegmentFile segment, final int from, final long sequence, final long toConfirm, final Base base)
    {
        final SegmentWalk walk = new SegmentWalk(segment, from, sequence);
        boolean confirmed = toConfirm == 0;
        int kind = walk.step();
        while (kind != SegmentWalk.NOTHING && kind != ROLL && kind != END && kind != CLAIMED)
        {
            confirmed |= IndexWord.of(walk.offset(), walk.sequence() - base.sequence) == toConfirm;
            kind = walk.step();
        }
        bytesWalked += walk.offset() - from;
        final int lastKind = kind == SegmentWalk.NOTHING ? walk.kindBefore() : kind;
        return confirmed ? new End(segment.number(), walk.offset(), walk.sequence(), walk.lastTimestamp(), lastKind,
            bytesWalked) : null;
    }

    /** Looks further back for the last timestamp if none lay on the way. */
    private End withTimestamp(final SegmentFile segment, final Base base, final End end)
    {
        if (!header.timestamps() || end.timestamp >= 0)
        {
            return end;
        }
        final long timestamp =
            end.sequence > base.sequence ? lastTimestampBefore(segment, end.offset) : base.timestamp;
        return new End(end.segment, end.offset, end.sequence, timestamp, end.lastKind, end.bytesWalked);
    }

    private static long lastTimestampBefore(final SegmentFile segment, final int offset)
    {
        final SegmentWalk walk = new SegmentWalk(segment, 0, 0);
        int kind = walk.step();
        while (kind != SegmentWalk.NOTHING && walk.offset() < offset)
        {
            kind = walk.step();
        }
        return walk.lastTimestamp();
    }

    /** What a roll says of a segment; taken from the one before while a roll has not said it. */
    private Base base(final SegmentFile segment)
    {
        final long sequence = segment.baseSequence();
        if (segment.number() == 0 && sequence != 0)
        {
            throw noBase(segment, "0, in the first segment", Long.toString(sequence));
        }
        if (sequence != SegmentLayout.UNKNOWN)
        {
            return new Base(sequence, segment.baseTimestamp());
        }
        final long before = segment.number() - 1;
        if (before < 0 || directory.status(directory.segmentFile(before)) == null)
        {
            throw noBase(segment, "a number, since no segment is before this one", "none");
        }
        try (SegmentFile previous = open(before))
        {
            if (previous.baseSequence() == SegmentLayout.UNKNOWN)
            {
                // A kill can leave one without, never two.
                throw noBase(previous, "a number, since segment " + segment.number() + " is behind it", "none");
            }
            final End end = endOf(previous);
            return new Base(end.sequence, end.timestamp);
        }
    }

    private static CorruptChannelException noBase(
        final SegmentFile segment, final String expected, final String found)
    {
        return new CorruptChannelException(segment.file(), SegmentLayout.BASE_SEQUENCE, segment.position(0),
            "base sequence", expected, found);
    }

    /** For a short look, and by nobody else: so it can be unmapped at once on every JDK. */
    private SegmentFile open(final long number)
    {
        return SegmentFile.open(directory, header, number, false, true);
    }
}
