package org.shmjournal.store;

import static org.shmjournal.layout.RecordWord.*;

import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.error.JournalException;
import org.shmjournal.layout.ChannelHeader;
import org.shmjournal.layout.ControlLayout;
import org.shmjournal.layout.IndexWord;
import org.shmjournal.layout.SegmentLayout;

/**
 * Finds the end of the stream, from the records alone. What the last owner left there is the truth on the boot that it
 * ran in, wherever it was killed: an index word only says where to begin, and is not believed unless it and the record
 * that it points to check. After another boot any page may be an old one, so all is walked from the durable position
 * on, and the first hole is the end. Changes nothing: {@link Repair} does what an owner has to, and goes on at the end
 * that is found here.
 * <p>
 * Claims that died may stand anywhere from where the control file says that some may be open, with records behind
 * them; so where it says that, the walk begins there. That word follows the first open claim at each beat, and so
 * bounds the walk: by what was written within one, and behind the claim that was open for longest. On the boot that
 * their owner ran in they become VOID. After another boot an open claim is a hole like any other: nobody can tell it
 * from a record whose page is an old one, and no record may stay behind a record that was lost.
 */
public final class Recovery
{
    private static final int LAST_STRIDE = Integer.MAX_VALUE;
    private static final int NO_STRIDE = -1;

    /** A claim that nobody will resolve any more. */
    record DeadClaim(long segment, int offset, int length)
    {
    }

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

        /** The same without its last word. */
        private End before()
        {
            return new End(segment, offset, sequence, timestamp, SegmentWalk.NOTHING, bytesWalked);
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

        /** Behind its last word, which may be an END: whatever stands there does not count. */
        public int limit()
        {
            return lastKind == END ? offset + LENGTH : offset;
        }

        /** Where in the stream the next word goes. */
        public long position(final int segmentSize)
        {
            return segment * segmentSize + offset;
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
    record Base(long sequence, long timestamp)
    {
        /** As counted; but no timestamp in the segment is smaller than the one that its roll has stored. */
        private Base orStored(final SegmentFile segment)
        {
            return segment.baseSequence() == sequence ?
                new Base(sequence, Math.max(timestamp, segment.baseTimestamp())) : this;
        }
    }

    private final ChannelDirectory directory;
    private final ControlFile control;
    private final ChannelHeader header;
    private final boolean passClaims;
    private final List<DeadClaim> deadClaims = new ArrayList<>();
    private final List<Base> bases = new ArrayList<>();
    private End end;
    private long firstWalked;
    private long bytesWalked;

    private Recovery(final ChannelDirectory directory, final ControlFile control, final boolean passClaims)
    {
        this.directory = directory;
        this.control = control;
        this.header = control.header();
        this.passClaims = passClaims;
    }

    /**
     * The end, as far as anyone can see who only reads: an open claim is one.
     *
     * @throws CorruptChannelException when a word on the way is none that an owner published.
     */
    public static End find(final ChannelDirectory directory, final ControlFile control)
    {
        return new Recovery(directory, control, false).find();
    }

    /** The end that {@link #afterPowerLoss} finds, for those who only read. */
    static End findAfterPowerLoss(final ChannelDirectory directory, final ControlFile control)
    {
        return afterPowerLoss(directory, control).end;
    }

    /** For the next owner, on the boot that the last one ran in: the end, behind claims that are dead now. */
    static Recovery onSameBoot(final ChannelDirectory directory, final ControlFile control)
    {
        final Recovery recovery = new Recovery(directory, control, true);
        recovery.end = recovery.find();
        return recovery;
    }

    /**
     * For the next owner, after a power loss: walks from the start of the segment that holds the durable position. A
     * word that no owner published is the end when it stands behind that position: there its page was lost.
     */
    static Recovery afterPowerLoss(final ChannelDirectory directory, final ControlFile control)
    {
        final Recovery recovery = new Recovery(directory, control, false);
        recovery.end = recovery.findFrom(recovery.segmentOfDurable(), control.durablePosition(),
            recovery.endWithoutChecksums());
        return recovery;
    }

    /**
     * For what a tool has copied from a live channel: the control file may be older or younger than the segments, so
     * that all is walked, and the first hole is the end wherever it is.
     */
    static Recovery ofCopy(final ChannelDirectory directory, final ControlFile control)
    {
        final Recovery recovery = new Recovery(directory, control, false);
        final long[] numbers = directory.segmentNumbers();
        if (numbers.length == 0)
        {
            throw noSegments(directory);
        }
        recovery.end = recovery.findFrom(numbers[0], 0, recovery.endWithoutChecksums());
        return recovery;
    }

    /**
     * Without checksums nothing tells an old page from a new one: nothing behind the durable position counts. But for
     * an END, behind whose force DRAINED was stored, which says so of all that stands in front of it.
     */
    private long endWithoutChecksums()
    {
        return header.checksums() || control.state() == ControlLayout.DRAINED ? Long.MAX_VALUE :
            control.durablePosition();
    }

    /**
     * For an owner who knows better: the end is at a position, whatever stands behind it.
     *
     * @throws CorruptChannelException  when the stream is damaged before it, in its segment.
     * @throws IllegalArgumentException when no record starts there.
     */
    static Recovery cutAt(final ChannelDirectory directory, final ControlFile control, final long position)
    {
        final Recovery recovery = new Recovery(directory, control, true);
        recovery.end = recovery.findCut(position);
        return recovery;
    }

    /** For the next owner of a ring of which nothing is known: an end above all that can be seen in its slots. */
    static Recovery above(final ChannelDirectory directory, final ChannelHeader header, final ControlFile control)
    {
        final Recovery recovery = new Recovery(directory, control, true);
        final long size = header.segmentSize();
        long last = Math.max(Math.max(control.activeSegment(), control.durablePosition() / size),
            control.retainedFrom() / size);
        long sequence = 0;
        long timestamp = SegmentLayout.UNKNOWN;
        for (final long number : directory.numbersInAllSlots())
        {
            last = Math.max(last, number);
            try (SegmentFile segment = SegmentFile.openSlot(directory, header, number, false, true))
            {
                // No more records than words, in this segment and in those behind it whose base is not known.
                sequence =
                    Math.max(sequence, Math.max(0, segment.baseSequence()) + directory.slots() * (size / LENGTH));
                timestamp = Math.max(timestamp, segment.baseTimestamp());
            }
        }
        recovery.end = new End(last + 1, 0, sequence, timestamp, SegmentWalk.NOTHING, 0);
        recovery.firstWalked = last + 1;
        return recovery;
    }

    /** Where the stream ends. */
    End end()
    {
        return end;
    }

    /** The first segment that was walked; what the control file says durable is durable before it. */
    long firstWalked()
    {
        return firstWalked;
    }

    /** What comes before a segment that was walked. */
    Base base(final long number)
    {
        return bases.get((int)(number - firstWalked));
    }

    /** Claims on the way that are to become VOID. */
    List<DeadClaim> deadClaims()
    {
        return deadClaims;
    }

    private End find()
    {
        final long[] numbers = directory.segmentNumbers();
        final long newest = newestWithRecords(numbers);
        final long claims = control.claimsFrom();
        final boolean shared = claims != ControlFile.NO_CLAIMS && claims / header.segmentSize() <= newest;
        long number = shared ? Math.max(numbers[0], claims / header.segmentSize()) : newest;
        int lastStride = shared ? strideBefore(number, claims) : LAST_STRIDE;
        while (true)
        {
            try (SegmentFile segment = open(number))
            {
                firstWalked = number;
                final End end = endOf(segment, lastStride);
                if (end.lastKind != ROLL)
                {
                    refuseSegmentsBehind(end, numbers[numbers.length - 1]);
                    return end;
                }
                number = nextOf(segment);
                lastStride = shared ? NO_STRIDE : LAST_STRIDE;
            }
        }
    }

    /** The last stride of a segment whose first record certainly is in front of the claims. */
    private int strideBefore(final long number, final long claims)
    {
        return (int)(Math.max(0, claims - number * header.segmentSize()) / IndexWord.STRIDE) - 1;
    }

    /** The segment that a ROLL leads to: prepared, with its name forced, before there was a ROLL. */
    private long nextOf(final SegmentFile segment)
    {
        final long next = segment.number() + 1;
        if (!has(next))
        {
            throw new CorruptChannelException(directory.segmentFile(next), 0, next * header.segmentSize(), "segment",
                "the one that the ROLL of segment " + segment.number() + " leads to",
                "no file", "restore it from a backup");
        }
        return next;
    }

    private boolean has(final long number)
    {
        return directory.hasSegment(number);
    }

    /** The segment with which a walk after a power loss begins. */
    private long segmentOfDurable()
    {
        final long[] numbers = directory.segmentNumbers();
        final long durable = control.durablePosition();
        final long number = durable / header.segmentSize();
        if (numbers.length == 0 || durable < 0 || number < numbers[0] || number > numbers[numbers.length - 1])
        {
            throw new CorruptChannelException(control.file(), ControlLayout.DURABLE_POSITION, durable,
                "durable position", numbers.length == 0 ? "a segment" : "one in segments " + numbers[0] + " to " +
                    numbers[numbers.length - 1],
                "" + durable);
        }
        return number;
    }

    /**
     * Walks over segments.
     *
     * @param floor before it, whatever no owner published is damage; behind it, the end. When 0, of a copy, the segment
     *              behind a ROLL may be missing.
     * @param stop  the end in any case.
     */
    private End findFrom(final long first, final long floor, final long stop)
    {
        firstWalked = first;
        long number = first;
        Base base = null;
        while (true)
        {
            try (SegmentFile segment = open(number))
            {
                base = base == null ? base(segment) : base.orStored(segment);
                bases.add(base);
                final End found = walkOverHoles(segment, base, floor, stop);
                if (found.lastKind != ROLL)
                {
                    return found;
                }
                // Of a ring the next segment's number may not have come to the disk, where its ROLL has.
                if ((floor == 0 || directory.isRing() && segment.position(found.offset) >= floor) && !has(number + 1))
                {
                    return found.before();
                }
                base = new Base(found.sequence, found.timestamp);
                number = nextOf(segment);
            }
        }
    }

    private End walkOverHoles(final SegmentFile segment, final Base base, final long floor, final long stop)
    {
        final SegmentWalk walk = new SegmentWalk(segment, 0, base.sequence);
        int kind;
        do
        {
            kind = stepOverHoles(segment, walk, floor, stop);
            note(segment, walk, kind);
        }
        while (!isLast(kind));

        bytesWalked += walk.offset();
        final long position = segment.position(walk.offset());
        if (position < floor && kind != ROLL || position > stop)
        {
            throw segment.corruptAt(walk.offset(), "end of the stream", position > stop ?
                "at the durable position " + stop : "at or behind the durable position " + floor,
                "position " + position);
        }
        return new End(segment.number(), walk.offset(), walk.sequence(),
            walk.lastTimestamp() < 0 ? base.timestamp : walk.lastTimestamp(),
            kind == SegmentWalk.NOTHING ? walk.kindBefore() : kind, bytesWalked);
    }

    private int stepOverHoles(
        final SegmentFile segment, final SegmentWalk walk, final long floor, final long stop)
    {
        if (segment.position(walk.next()) >= stop)
        {
            walk.cutHere();
            return SegmentWalk.NOTHING;
        }
        try
        {
            return walk.step();
        }
        catch (final CorruptChannelException ex)
        {
            if (segment.position(walk.offset()) < floor)
            {
                throw ex;
            }
            return SegmentWalk.NOTHING;
        }
    }

    private End findCut(final long position)
    {
        final long[] numbers = directory.segmentNumbers();
        final long number = Math.floorDiv(position, (long)header.segmentSize());
        if (numbers.length == 0 || number < numbers[0] || number > numbers[numbers.length - 1])
        {
            throw notThere(position);
        }
        noteClaimsBefore(number, numbers[0]);
        firstWalked = number;
        try (SegmentFile segment = open(number))
        {
            if (number > numbers[0] && segment.baseSequence() == SegmentLayout.UNKNOWN && !isRolledInto(number))
            {
                throw notThere(position);
            }
            final Base base = base(segment);
            bases.add(base);
            final SegmentWalk walk = new SegmentWalk(segment, 0, base.sequence);
            final int cut = (int)(position - segment.position(0));
            while (walk.next() < cut)
            {
                final int kind = walk.step();
                note(segment, walk, kind);
                if (isLast(kind))
                {
                    throw notThere(position);
                }
            }
            if (walk.next() != cut)
            {
                throw notThere(position);
            }
            walk.cutHere();
            bytesWalked += cut;
            return new End(number, cut, walk.sequence(), walk.lastTimestamp() < 0 ? base.timestamp :
                walk.lastTimestamp(), walk.kindBefore(), bytesWalked);
        }
    }

    /** Those that died in segments that are not looked at otherwise, up to where one is damaged. */
    private void noteClaimsBefore(final long end, final long oldest)
    {
        final long claims = control.claimsFrom();
        final long first =
            claims == ControlFile.NO_CLAIMS ? end : Math.max(oldest, claims / header.segmentSize());
        for (long number = first; number < end; number++)
        {
            try (SegmentFile segment = open(number))
            {
                final SegmentWalk walk = new SegmentWalk(segment, 0, 0);
                int kind;
                do
                {
                    kind = walk.step();
                    note(segment, walk, kind);
                }
                while (!isLast(kind));
            }
            catch (final CorruptChannelException ex)
            {
                // Told to whoever reads there.
            }
        }
    }

    /** Else it was only prepared, and what is written there nobody would ever come to. */
    private boolean isRolledInto(final long number)
    {
        try (SegmentFile previous = open(number - 1))
        {
            return endOf(previous, LAST_STRIDE).lastKind == ROLL;
        }
    }

    private IllegalArgumentException notThere(final long position)
    {
        return new IllegalArgumentException("position=" + position + " is not the start of a record of " +
            directory.path() + ", nor its end: verify prints the position of what is damaged");
    }

    private boolean isLast(final int kind)
    {
        return kind == SegmentWalk.NOTHING || kind == ROLL || kind == END || kind == CLAIMED && !passClaims;
    }

    private void note(final SegmentFile segment, final SegmentWalk walk, final int kind)
    {
        if (kind == CLAIMED && passClaims)
        {
            deadClaims.add(new DeadClaim(segment.number(), walk.offset(), walk.length()));
            walk.passClaim();
        }
    }

    /** The last segment in which anything was published; the one behind it may be prepared already. */
    private long newestWithRecords(final long[] numbers)
    {
        if (numbers.length == 0)
        {
            throw noSegments(directory);
        }
        int i = numbers.length - 1;
        while (i > 0 && !hasRecords(numbers[i]))
        {
            i--;
        }
        return numbers[i];
    }

    static CorruptChannelException noSegments(final ChannelDirectory directory)
    {
        return new CorruptChannelException(directory.path(), 0, JournalException.NO_POSITION, "channel",
            "at least one segment", "none", "restore them from a backup");
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
                !directory.hasSegment(number))
            {
                return false;
            }
            throw ex;
        }
    }

    private void refuseSegmentsBehind(final End end, final long last)
    {
        if (last > end.segment + 1 && end.lastKind != CLAIMED)
        {
            throw new CorruptChannelException(directory.segmentFile(end.segment), 0,
                end.position(header.segmentSize()), "stream", "to lead to segment " + last,
                "its end at offset " + end.offset + " of segment " +
                    end.segment);
        }
    }

    /**
     * Walks from the last index word on: less than a stride, but for a long record.
     *
     * @param lastStride or from the last one up to this stride's.
     */
    private End endOf(final SegmentFile segment, final int lastStride)
    {
        final Base base = base(segment);
        final RecordCheck check = new RecordCheck(segment);
        final long word =
            believableWord(segment, check, Math.min(lastStride, IndexWord.count(segment.size()) - 1));
        final int from = word == 0 ? 0 : (int)IndexWord.offset(word);
        final SegmentWalk walk = new SegmentWalk(segment, from, base.sequence + IndexWord.records(word));
        int kind;
        do
        {
            kind = walk.step();
            note(segment, walk, kind);
        }
        while (!isLast(kind));

        bytesWalked += walk.offset() - from;
        final long timestamp = !header.timestamps() || walk.lastTimestamp() >= 0 ? walk.lastTimestamp() :
            lastTimestampBefore(segment, check, from, base);
        return new End(segment.number(), walk.offset(), walk.sequence(), timestamp,
            kind == SegmentWalk.NOTHING ? walk.kindBefore() : kind, bytesWalked);
    }

    /** The last index word of this stride or one before it that points to a record; 0 when there is none. */
    static long believableWord(final SegmentFile segment, final RecordCheck check, final int lastStride)
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

    /** Whether an index word points into its stride, as far as it can tell by itself. */
    static boolean isPlausible(final int stride, final long word)
    {
        final long offset = IndexWord.offset(word);
        return IndexWord.isIntact(word) && offset / IndexWord.STRIDE == stride && offset % LENGTH == 0 &&
            IndexWord.records(word) <= offset / LENGTH;
    }

    /** Whether an index word points into its stride, at a record that checks. */
    static boolean isBelievable(
        final SegmentFile segment, final RecordCheck check, final int stride, final long word)
    {
        if (!isPlausible(stride, word))
        {
            return false;
        }
        final long offset = IndexWord.offset(word);
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

    /** Looks further back, stride by stride, if none lay on the way. */
    private static long lastTimestampBefore(
        final SegmentFile segment, final RecordCheck check, final int offset, final Base base)
    {
        int to = offset;
        while (to > 0)
        {
            final long word = believableWord(segment, check, (to - 1) / IndexWord.STRIDE);
            final int from = word == 0 || IndexWord.offset(word) >= to ? 0 : (int)IndexWord.offset(word);
            final SegmentWalk walk = new SegmentWalk(segment, from, 0);
            int kind = SegmentWalk.NOTHING;
            do
            {
                kind = walk.step();
                if (kind == CLAIMED)
                {
                    walk.passClaim();
                }
            }
            while (kind != SegmentWalk.NOTHING && kind != ROLL && kind != END && walk.next() < to);
            if (walk.lastTimestamp() >= 0)
            {
                return walk.lastTimestamp();
            }
            to = from;
        }
        return base.timestamp;
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
            checkAgainstTheOneBefore(segment);
            return new Base(sequence, segment.baseTimestamp());
        }
        final long before = segment.number() - 1;
        if (before < 0 || !has(before))
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
            final End end = endOf(previous, LAST_STRIDE);
            if (end.lastKind != ROLL && end.lastKind != CLAIMED && segment.wordAcquire(0) != 0)
            {
                throw segment.corruptAt(0, "first word", "zero, since no ROLL leads to this segment",
                    SegmentFile.hex(segment.wordAcquire(0)));
            }
            return new Base(end.sequence, end.timestamp);
        }
    }

    /** No check covers the word, and the next owner counts on from it. */
    private void checkAgainstTheOneBefore(final SegmentFile segment)
    {
        final long before = segment.number() - 1;
        if (before >= 0 && has(before))
        {
            try (SegmentFile previous = open(before))
            {
                BaseSequence.of(previous, segment);
            }
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
