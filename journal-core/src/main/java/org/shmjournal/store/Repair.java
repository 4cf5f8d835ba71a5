package org.shmjournal.store;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.shmjournal.layout.ChannelHeader;
import org.shmjournal.layout.IndexWord;
import org.shmjournal.layout.RecordWord;
import org.shmjournal.layout.SegmentLayout;

/**
 * Makes the files say what {@link Recovery} found; the owner's, before it writes. What stands behind the end, left by a
 * power loss or cut off on request, goes to quarantine and is then zeroed, so that no record of it is ever taken for a
 * later one. Index words and base sequences whose pages were lost are written again.
 * <p>
 * Until the boot id is stored, behind all of this, a crash leaves it to the next owner to do it again, and each step
 * leaves the end where it is. One thread.
 */
final class Repair
{
    /** No number that a segment has. */
    private static final long NO_SEGMENT = -1;

    private final ChannelDirectory directory;
    private final ChannelHeader header;
    private final Recovery recovery;
    private final Recovery.End end;
    private final Quarantine quarantine;

    Repair(
        final ChannelDirectory directory,
        final ChannelHeader header,
        final Recovery recovery,
        final Quarantine quarantine)
    {
        this.directory = directory;
        this.header = header;
        this.recovery = recovery;
        this.end = recovery.end();
        this.quarantine = quarantine;
    }

    /** On the boot that the last owner ran in, nothing is lost: only claims that died with it are resolved. */
    void resolveDeadClaims()
    {
        for (final Recovery.DeadClaim claim : recovery.deadClaims())
        {
            try (SegmentFile segment = open(claim.segment()))
            {
                segment.putWordRelease(claim.offset(), RecordWord.VOID, claim.length());
            }
        }
    }

    /**
     * After a power loss, or when the stream is cut: puts all behind the end in quarantine, and forces everything from
     * the segment where the walk began.
     */
    void run(final long durablePosition) throws IOException
    {
        final long[] numbers = directory.segmentNumbers();
        final long last = numbers[numbers.length - 1];
        quarantineBehindEnd(last);
        fillHoles(numbers[0], durablePosition);
        resolveDeadClaims();
        resetBehindEnd(last);
        forceBefore(recovery.firstWalked(), durablePosition);
        for (long number = recovery.firstWalked(); number <= end.segment(); number++)
        {
            restore(number, durablePosition);
        }
    }

    /** Forces what is not durable of segments that need no more than that. */
    void forceBefore(final long endNumber, final long durablePosition) throws IOException
    {
        final long oldest = directory.segmentNumbers()[0];
        for (long number = Math.max(oldest, durablePosition / header.segmentSize()); number < endNumber; number++)
        {
            try (SegmentFile segment = open(number))
            {
                forceFrom(durablePosition, segment);
            }
        }
    }

    private void forceFrom(final long durablePosition, final SegmentFile segment) throws IOException
    {
        // A force that failed has left pages that the kernel takes for clean; so all are stored once more.
        final long durable = durablePosition - segment.position(0);
        segment.storeAgain((int)Math.max(0, Math.min(segment.size(), durable)));
        segment.force(0, segment.size());
    }

    private void quarantineBehindEnd(final long last) throws IOException
    {
        quarantine.discardTemporaries();
        for (final long number : numbersFromEnd(last))
        {
            try (SegmentFile segment = open(number))
            {
                final int from = number == end.segment() ? end.limit() : 0;
                final int to = directory.isRing() ? endOfRecords(segment, from) : segment.endOfBytes(from);
                if (to > from)
                {
                    quarantine.keep(segment, from, to);
                }
            }
        }
        quarantine.force();
    }

    /** Of a ring also of segments behind one whose number has not come to the disk. */
    private long[] numbersFromEnd(final long last)
    {
        return directory.isRing() ?
            LongStream.of(directory.numbersInAllSlots()).filter(number -> number >= end.segment()).sorted().toArray() :
            LongStream.rangeClosed(end.segment(), last).toArray();
    }

    /** In a ring much of what is there is an earlier segment's; this one's words are told by their check. */
    private static int endOfRecords(final SegmentFile segment, final int from)
    {
        final RecordCheck check = new RecordCheck(segment);
        int to = from;
        for (int offset = from; offset < segment.size(); offset += RecordWord.LENGTH)
        {
            to = Math.max(to, check.endOfPublished(offset));
        }
        return to;
    }

    /** The segment behind the end is reset in place, to be the next one; any behind it go, the last one first. */
    private void resetBehindEnd(final long last) throws IOException
    {
        final long[] numbers = numbersFromEnd(last);
        for (int i = numbers.length - 1; i >= 0 && numbers[i] > end.segment() + 1; i--)
        {
            if (directory.isRing())
            {
                emptySlot(numbers[i]);
                continue;
            }
            directory.files().delete(directory.segmentFile(numbers[i]));
            directory.files().forceDirectory(directory.path());
        }
        if (Arrays.stream(numbers).anyMatch(number -> number == end.segment() + 1))
        {
            reset(end.segment() + 1);
        }
    }

    /** A slot stays, since others have mapped it; but there is one segment at most behind the end. */
    private void emptySlot(final long number) throws IOException
    {
        try (SegmentFile segment = SegmentFile.openSlot(directory, header, number, true, true))
        {
            segment.recycle(NO_SEGMENT, segment.epoch());
            segment.forceHeader();
        }
    }

    private void reset(final long number) throws IOException
    {
        try (SegmentFile segment = open(number))
        {
            segment.clear(0);
            segment.putBase(SegmentLayout.UNKNOWN, SegmentLayout.UNKNOWN);
            segment.force(0, segment.size());
        }
    }

    /** Makes sure that there is room for all that is stored from here on: the slots of a ring have it. */
    private void fillHoles(final long oldest, final long durablePosition) throws IOException
    {
        if (directory.isRing())
        {
            return;
        }
        final long first = Math.min(recovery.firstWalked(), durablePosition / header.segmentSize());
        for (long number = Math.max(oldest, first); number <= end.segment() + 1; number++)
        {
            if (directory.hasSegment(number))
            {
                directory.files().fillHoles(directory.segmentFile(number));
            }
        }
    }

    /**
     * Of a ring of which nothing is known: empties every slot, and makes that of the end the end's segment, so that it
     * is the only one with a base.
     */
    void emptyAll(final Recovery.End where, final long epoch, final Preparation preparation) throws IOException
    {
        // The end's segment comes first: who is killed in the midst leaves the next one its number and sequence to
        // begin above. It takes the place of the oldest one.
        if (directory.status(directory.segmentFile(where.segment())) == null)
        {
            preparation.segment(header, where.segment(), epoch);
        }
        try (SegmentFile segment = SegmentFile.openSlot(directory, header, where.segment(), true, true))
        {
            segment.recycle(where.segment(), epoch).putBase(where.timestamp(), where.sequence());
            segment.force(0, RecordWord.LENGTH);
        }
        for (final long number : directory.numbersInAllSlots())
        {
            if (number != where.segment())
            {
                emptySlot(number);
            }
        }
    }

    /** A segment of the stream as it should be. */
    private void restore(final long number, final long durablePosition) throws IOException
    {
        try (SegmentFile segment = open(number))
        {
            if (number == end.segment())
            {
                segment.clear(end.limit());
            }
            final Recovery.Base base = recovery.base(number);
            if (segment.baseSequence() != base.sequence())
            {
                segment.putBase(base.timestamp(), base.sequence());
            }
            index(segment, 0, 0);
            forceFrom(durablePosition, segment);
        }
    }

    /**
     * On the boot that the last owner ran in: writes the index words of strides that it began and died before it said
     * so. From then on a word that is missing in the last stride says that nothing began there.
     */
    void indexNewest()
    {
        if (end.offset() > 0)
        {
            try (SegmentFile segment = open(end.segment()))
            {
                final long word = Recovery.believableWord(segment, new RecordCheck(segment),
                    (end.offset() - 1) / IndexWord.STRIDE);
                index(segment, word == 0 ? 0 : (int)IndexWord.offset(word), IndexWord.records(word));
            }
        }
    }

    private static void index(final SegmentFile segment, final int from, final long records)
    {
        final SegmentWalk walk = new SegmentWalk(segment, from, segment.baseSequence() + records);
        int indexed = -1;
        int kind = walk.step();
        while (kind != SegmentWalk.NOTHING && kind != RecordWord.ROLL && kind != RecordWord.END)
        {
            final int stride = walk.offset() / IndexWord.STRIDE;
            // As the owner did: what is left of a claim was not there when it was claimed.
            if (stride != indexed && kind != RecordWord.PADDING)
            {
                indexed = stride;
                segment.putIndexWord(walk.offset(), walk.sequence());
            }
            kind = walk.step();
        }
    }

    private SegmentFile open(final long number)
    {
        return SegmentFile.open(directory, header, number, true, true);
    }
}
