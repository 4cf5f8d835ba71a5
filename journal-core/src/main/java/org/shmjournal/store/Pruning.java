package org.shmjournal.store;

import java.io.IOException;
import java.util.function.LongSupplier;
import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.layout.ChannelHeader;
import org.shmjournal.layout.HeaderLayout;
import org.shmjournal.layout.RecordWord;
import org.shmjournal.layout.SegmentLayout;

/**
 * Deletes segments that the channel's policy no longer keeps: of those in front of the one with the durable position
 * the oldest, one at a time. First retained-from is moved and forced, so that whoever finds the segment gone knows why;
 * the directory is forced before the next one goes, so that no crash leaves a gap. The owner's; one thread.
 */
final class Pruning
{
    /** What to keep: one of the policies of {@link HeaderLayout}, and how much. */
    record Policy(int kind, long value)
    {
        static Policy of(final ChannelHeader header)
        {
            return new Policy(header.retention(), header.retentionValue());
        }

        boolean deletes()
        {
            return kind == HeaderLayout.KEEP_SEGMENTS || kind == HeaderLayout.KEEP_BYTES ||
                kind == HeaderLayout.KEEP_FOR;
        }
    }

    private static final long NOT_KNOWN = -1;

    private final ChannelDirectory directory;
    private final ChannelHeader header;
    private final Policy policy;
    private long oldest;
    /** A time behind the oldest segment, which no record in it is later than. */
    private long youngest = NOT_KNOWN;

    Pruning(final ChannelDirectory directory, final ChannelHeader header, final Policy policy)
    {
        this.directory = directory;
        this.header = header;
        this.policy = policy;
        final long[] numbers = directory.segmentNumbers();
        if (numbers.length == 0)
        {
            throw Recovery.noSegments(directory);
        }
        this.oldest = numbers[0];
    }

    /** The number of the oldest segment. */
    long oldest()
    {
        return oldest;
    }

    /**
     * Whether the policy does not keep the oldest segment.
     *
     * @param firstNeeded the first that may not be deleted in any case.
     * @param active      the one that is written.
     * @param next        behind the last there is, or is about to be prepared.
     * @param epochClock  the time, which only a policy that counts in time asks for.
     */
    boolean isDue(final long firstNeeded, final long active, final long next, final LongSupplier epochClock)
    {
        return oldest < firstNeeded && switch (policy.kind)
        {
            case HeaderLayout.KEEP_SEGMENTS -> active - oldest >= policy.value;
            case HeaderLayout.KEEP_BYTES -> isOver(next);
            case HeaderLayout.KEEP_FOR -> isOlderThan(epochClock.getAsLong() - policy.value);
            default -> false;
        };
    }

    /** Whether the segments from the oldest to the one before {@code next} take more bytes than are kept. */
    boolean isOver(final long next)
    {
        return policy.kind == HeaderLayout.KEEP_BYTES &&
            next - oldest > policy.value / SegmentLayout.fileLength(header.segmentSize());
    }

    /** By what two fields say that may be damaged, since what is deleted is gone. */
    private boolean isOlderThan(final long epochNanos)
    {
        if (youngest == NOT_KNOWN)
        {
            youngest = firstTimestamp(oldest + 1);
        }
        return youngest != NOT_KNOWN && youngest < epochNanos;
    }

    private long firstTimestamp(final long number)
    {
        try (SegmentFile segment = SegmentFile.open(directory, header, number, false, true))
        {
            final SegmentWalk walk = new SegmentWalk(segment, 0, 0);
            int kind = walk.step();
            while (kind != RecordWord.DATA && !SegmentWalk.isLast(kind))
            {
                kind = walk.step();
            }
            return kind == RecordWord.DATA && header.timestamps() ?
                Math.max(segment.baseTimestamp(), walk.lastTimestamp()) : NOT_KNOWN;
        }
        catch (final CorruptChannelException ex)
        {
            // Told to whoever reads there, who may want to look at what is before it.
            return NOT_KNOWN;
        }
    }

    /**
     * Moves retained-from behind the oldest segment, as the first half of its deletion. The base sequence of the next
     * one, which nobody could count any more, is on the disk before.
     */
    void retain(final ControlFile control) throws IOException
    {
        final long from = (oldest + 1) * header.segmentSize();
        if (control.retainedFrom() < from)
        {
            if (control.durablePosition() < from + header.segmentSize())
            {
                forceHeader(oldest + 1);
            }
            control.putRetainedFrom(from);
            control.force();
        }
    }

    private void forceHeader(final long number) throws IOException
    {
        try (SegmentFile segment = SegmentFile.open(directory, header, number, true, true))
        {
            segment.forceHeader();
        }
    }

    /** Takes the oldest segment for deleted. */
    void skipOldest()
    {
        oldest++;
        youngest = NOT_KNOWN;
    }

    /** Deletes the oldest segment; the second half. */
    void deleteOldest() throws IOException
    {
        if (directory.status(directory.segmentFile(oldest)) != null)
        {
            directory.files().delete(directory.segmentFile(oldest));
        }
        directory.files().forceDirectory(directory.path());
        skipOldest();
    }
}
