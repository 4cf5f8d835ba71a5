package org.shmjournal.store;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.util.function.LongSupplier;
import org.shmjournal.layout.ChannelHeader;
import org.shmjournal.layout.ControlLayout;

/** Deletes what is not kept of a channel without an owner, as its owner's conductor would. One thread. */
public final class Prune
{
    /**
     * What was deleted, or would be.
     *
     * @param oldestBefore   number of the oldest segment before.
     * @param oldest         number of the oldest segment that is kept.
     * @param records        in those that are not.
     * @param oldestSequence of the records that are kept.
     */
    public record Outcome(long oldestBefore, long oldest, long records, long oldestSequence)
    {
    }

    private final ChannelDirectory directory;
    private final ControlFile control;
    private final ChannelHeader header;
    private final Pruning pruning;
    private final LongSupplier epochClock;
    private final long next;

    private Prune(
        final OwnedChannel.Opening opening, final ControlFile control, final int kind, final long value)
    {
        this.directory = control.directory();
        this.control = control;
        this.header = control.header();
        this.pruning = new Pruning(directory, header, new Pruning.Policy(kind, value));
        // What an owner that was killed had prepared takes its place, too.
        final long[] numbers = directory.segmentNumbers();
        this.next = numbers[numbers.length - 1] + 1;
        // One time for all, so that a preview says what is done.
        final long now = opening.epochClock().getAsLong();
        this.epochClock = () -> now;
    }

    /**
     * Deletes, as the owner for that while.
     *
     * @param kind  one of the policies of {@link org.shmjournal.layout.HeaderLayout}.
     * @param value how much to keep.
     */
    public static Outcome run(final OwnedChannel.Opening opening, final int kind, final long value)
    {
        return Takeover.asOwner(opening, "delete what is not kept of it", ownership -> {
            if (ownership.control().state() != ControlLayout.DRAINED)
            {
                Takeover.settle(ownership, Takeover.Wish.GO_ON);
            }
            return new Prune(opening, ownership.control(), kind, value).delete();
        });
    }

    /** What would be deleted, without a lock and without a change. */
    public static Outcome preview(final OwnedChannel.Opening opening, final int kind, final long value)
    {
        try (ControlFile control = ControlFile.open(opening.directory(), false, true))
        {
            return new Prune(opening, control, kind, value).look();
        }
    }

    private Outcome delete() throws IOException
    {
        final long before = pruning.oldest();
        final long sequenceBefore = baseSequence(before);
        while (isDue())
        {
            pruning.retain(control);
            VarHandle.fullFence();
            if (firstHeld() <= pruning.oldest())
            {
                // By a reader that has come meanwhile.
                break;
            }
            pruning.deleteOldest();
        }
        return outcome(before, sequenceBefore);
    }

    private Outcome look()
    {
        final long before = pruning.oldest();
        final long sequenceBefore = baseSequence(before);
        while (isDue())
        {
            pruning.skipOldest();
        }
        return outcome(before, sequenceBefore);
    }

    private Outcome outcome(final long before, final long sequenceBefore)
    {
        final long sequence = baseSequence(pruning.oldest());
        return new Outcome(before, pruning.oldest(), sequence - sequenceBefore, sequence);
    }

    private boolean isDue()
    {
        return pruning.isDue(Math.min(control.durablePosition() / header.segmentSize(), firstHeld()),
            control.activeSegment(), next, epochClock);
    }

    private long firstHeld()
    {
        return CursorSnapshot.firstHeld(directory, header, control.retainedFrom());
    }

    private long baseSequence(final long number)
    {
        try (SegmentFile segment = SegmentFile.open(directory, header, number, false, true))
        {
            return segment.baseSequence();
        }
    }
}
