package org.shmjournal.store;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.error.JournalException;
import org.shmjournal.error.PositionUnavailableException;
import org.shmjournal.error.RecycledException;
import org.shmjournal.layout.ChannelHeader;
import org.shmjournal.layout.ControlLayout;
import org.shmjournal.layout.RecordWord;

/** What somebody who only reads has of a channel: its control file, and the way to its segments. One thread. */
public final class ReadChannel implements AutoCloseable
{
    private final ChannelDirectory directory;
    private final ControlFile control;
    private final boolean briefly;
    private final long bootId;
    /** Null where segments are not recycled, or are copied each time that they are opened. */
    private final Slots slots;

    /**
     * Opens a channel that is there.
     *
     * @param briefly whether for a short look, by nobody else.
     */
    public ReadChannel(final ChannelDirectory directory, final boolean briefly, final long bootId)
    {
        this.bootId = bootId;
        this.briefly = briefly;
        this.control = ControlFile.open(directory, false, briefly);
        control.setBoot(bootId);
        this.directory = control.directory();
        this.slots = this.directory.isRing() && !control.isCopy() ?
            new Slots(this.directory, header(), false, briefly) : null;
    }

    /** The channel's directory. */
    public ChannelDirectory directory()
    {
        return directory;
    }

    /** The control file. */
    public ControlFile control()
    {
        return control;
    }

    /** What the channel was created with. */
    public ChannelHeader header()
    {
        return control.header();
    }

    /** Opens a segment. */
    public SegmentFile open(final long number)
    {
        return slots == null ? SegmentFile.open(directory, header(), number, false, briefly) :
            slots.open(number);
    }

    /** Whether a segment is opened by memory alone: that of a slot that is mapped. */
    public boolean isAtHand(final long number)
    {
        return slots != null && slots.isMapped(number);
    }

    /** Opens a segment for a short look by nobody else, so that it can be unmapped at once on every JDK. */
    SegmentFile openBriefly(final long number)
    {
        return slots == null ? SegmentFile.open(directory, header(), number, false, true) : slots.open(number);
    }

    /** Whether a segment is there. */
    public boolean has(final long number)
    {
        return slots == null ? directory.hasSegment(number) :
            !isPassed(number) && slots.numberIn((int)Math.floorMod(number, (long)directory.slots())) == number;
    }

    /**
     * The numbers of the segments; at least one, and none is missing in between.
     *
     * @throws RecycledException when they go faster than they can be looked at.
     */
    public long[] numbers()
    {
        return numbers(gap -> {
            throw gap;
        });
    }

    /** The numbers of the segments that are there, at least one; those who tell what is missing in between do so. */
    public long[] numbers(final Consumer<CorruptChannelException> gaps)
    {
        final List<CorruptChannelException> found = new ArrayList<>();
        long[] numbers = listed(found);
        for (int looks = 1; !found.isEmpty() && !has(numbers[0]); looks++)
        {
            // A listing is no snapshot: it showed some of those that were deleted while it was made.
            Looks.requireMore(directory.path(), looks);
            found.clear();
            numbers = listed(found);
        }
        if (control.isRingLost())
        {
            throw lostRing();
        }
        found.forEach(gaps);
        if (numbers.length == 0)
        {
            throw new CorruptChannelException(directory.path(), 0, JournalException.NO_POSITION, "channel",
                "at least one segment", "none", "restore them from a backup");
        }
        return numbers;
    }

    private long[] listed(final List<CorruptChannelException> gaps)
    {
        return slots == null ? directory.segmentNumbers(gaps::add) :
            directory.segmentNumbers(slots::numberIn, gaps::add);
    }

    /** Something that reads segments, and begins anew when it is called again. */
    interface Look<T>
    {
        T look();
    }

    /**
     * Looks again when a segment that was there at first was deleted meanwhile, as one that is not kept.
     *
     * @throws RecycledException when that goes on and on.
     */
    <T> T whileKept(final Look<T> look, final Runnable beforeNext)
    {
        long retained = Long.MIN_VALUE;
        for (int looks = 1;; looks++)
        {
            try
            {
                return look.look();
            }
            catch (final JournalException ex)
            {
                // In a ring nothing is passed twice without a word: what says so all the time is damaged.
                final long before = retained;
                retained = control.retainedFrom();
                if (!isDeleted(ex) || directory.isRing() && retained == before)
                {
                    throw ex;
                }
                Looks.requireMore(directory.path(), looks);
                beforeNext.run();
            }
        }
    }

    /**
     * Whether an error comes from a segment that is not there because it is not kept any more: then none before it is
     * there, and some behind it, whatever a damaged retained-from says.
     */
    public boolean isDeleted(final JournalException error)
    {
        if (directory.isRing())
        {
            return !(error instanceof PositionUnavailableException) && error.position() >= 0 &&
                isPassed(error.position() / header().segmentSize());
        }
        final long number = directory.segmentNumber(error.path());
        return number >= 0 && number < control.retainedFrom() / header().segmentSize() && !has(number) &&
            oldestListed() > number;
    }

    /** Whether segments are recycled in place. */
    public boolean isRing()
    {
        return directory.isRing();
    }

    /** Of a ring: whether a segment was recycled, or is about to be, so that nothing that was seen of it counts. */
    public boolean isPassed(final long number)
    {
        return directory.isPassed(number);
    }

    /**
     * Behind all that was seen of a segment, before it is believed.
     *
     * @throws RecycledException when it does not count.
     */
    void refuseIfPassed(final SegmentFile segment)
    {
        if (isPassed(segment.number()))
        {
            throw new RecycledException(segment.file(), segment.position(0));
        }
    }

    private long oldestListed()
    {
        final long[] numbers = directory.segmentNumbers(gap -> {
        });
        return numbers.length == 0 ? -1 : numbers[0];
    }

    /**
     * Where the stream ends just now, as far as the next owner will find it: an open claim is an end, and after a power
     * loss that nobody has recovered from yet so is the first hole.
     */
    public Recovery.End end()
    {
        return whileKept(this::findEnd, () -> {
        });
    }

    private CorruptChannelException lostRing()
    {
        return new CorruptChannelException(control.file(), ControlLayout.DURABLE_POSITION, control.durablePosition(),
            "ring", "a durable position behind retained-from " + control.retainedFrom() +
                ", since the machine was restarted before the ring was closed",
            "" + control.durablePosition(),
            "open it to write: it goes on, empty");
    }

    private Recovery.End findEnd()
    {
        if (control.isRingLost())
        {
            throw lostRing();
        }
        final Recovery.End end = isPowerLost() ? Recovery.findAfterPowerLoss(directory, control) :
            Recovery.find(directory, control);
        if (isPassed(end.segment()))
        {
            throw new RecycledException(directory.segmentFile(end.segment()), end.position(header().segmentSize()));
        }
        return end;
    }

    /** How many claims are open from an end on, up to the segment that is active now; damage ends the count. */
    public int openClaims(final Recovery.End end)
    {
        int open = 0;
        int kind = end.lastKind() == RecordWord.CLAIMED ? RecordWord.ROLL : SegmentWalk.NOTHING;
        final long last = control.activeSegment();
        for (long number = end.segment(); kind == RecordWord.ROLL && number <= last && has(number); number++)
        {
            try (SegmentFile segment = openBriefly(number))
            {
                final SegmentWalk walk = new SegmentWalk(segment, number == end.segment() ? end.offset() : 0, 0);
                kind = walk.step();
                while (!SegmentWalk.isLast(kind) || kind == RecordWord.CLAIMED)
                {
                    if (kind == RecordWord.CLAIMED)
                    {
                        open++;
                        walk.passClaim();
                    }
                    kind = walk.step();
                }
            }
            catch (final CorruptChannelException ex)
            {
                return open;
            }
        }
        return open;
    }

    /**
     * What is wrong with a durable position, of which no owner says more than is there.
     *
     * @param durable read before the end was looked for.
     * @param end     of the stream, or null when that is not known for damage.
     * @return null when it may be right.
     */
    public CorruptChannelException absurdity(final long durable, final Recovery.End end)
    {
        final long[] numbers = directory.segmentNumbers(gap -> {
        });
        final long last = end != null ? end.position(header().segmentSize()) :
            numbers.length == 0 ? 0 : (numbers[numbers.length - 1] + 1) * header().segmentSize();
        return durable >= 0 && durable <= last ? null : new CorruptChannelException(control.file(),
            ControlLayout.DURABLE_POSITION, JournalException.NO_POSITION, "durable position", "0 to " + last,
            Long.toString(durable), "end the stream where it ends: journal recover --cut-at that position");
    }

    /** For whoever relies on it: throws when the durable position cannot be right. */
    public void requireDurablePosition()
    {
        final long durable = control.durablePosition();
        final CorruptChannelException absurd = absurdity(durable, endOrNull());
        if (absurd != null)
        {
            throw absurd;
        }
    }

    /** Damage at the end is told to whoever comes there. */
    private Recovery.End endOrNull()
    {
        try
        {
            return end();
        }
        catch (final CorruptChannelException ex)
        {
            return null;
        }
    }

    /**
     * Whether the last owner ran on another boot of this machine, or on another machine, and nobody has recovered the
     * channel since: then what stands behind the durable position may be of any age. Not where the system does not say
     * which boot it is.
     */
    public boolean isPowerLost()
    {
        return bootId != BootId.UNKNOWN && control.bootId() != bootId;
    }

    /** Whether it is so at a position: no owner will go on behind a word there that none has published. */
    public boolean isPowerLostAt(final long position)
    {
        return isPowerLost() && position >= control.durablePosition();
    }

    /**
     * Number of records before a segment, held against the segments beside it; counted in the one before while the
     * roll into this one is being made.
     *
     * @return -1 when the stream has not come to this segment.
     * @throws CorruptChannelException when what the segment says is not what the one before says.
     */
    public long baseSequence(final SegmentFile segment)
    {
        final long base = whileKept(() -> checkedBase(segment), () -> refuseIfPassed(segment));
        refuseIfPassed(segment);
        return base;
    }

    private long checkedBase(final SegmentFile segment)
    {
        if (segment.number() == 0)
        {
            return BaseSequence.ofFirst(segment);
        }
        if (!has(segment.number() - 1))
        {
            checkAgainstTheNext(segment);
            return segment.baseSequence();
        }
        try (SegmentFile before = openBriefly(segment.number() - 1))
        {
            return BaseSequence.of(before, segment);
        }
    }

    /** Of the oldest segment, when it is not the newest. */
    private void checkAgainstTheNext(final SegmentFile segment)
    {
        if (has(segment.number() + 1))
        {
            try (SegmentFile next = openBriefly(segment.number() + 1))
            {
                BaseSequence.of(segment, next);
            }
        }
    }

    @Override
    public void close()
    {
        if (slots != null)
        {
            slots.close();
        }
        control.close();
    }
}
