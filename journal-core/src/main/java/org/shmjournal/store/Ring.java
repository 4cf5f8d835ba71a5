package org.shmjournal.store;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import org.shmjournal.layout.ChannelHeader;
import org.shmjournal.layout.CursorLayout;
import org.shmjournal.layout.HeaderLayout;

/**
 * An owner's slots of a ring: mapped once, and recycled in place, the one with the oldest segment first. In front of
 * that retained-from says that its segment is over, with a fence behind; and then the cursors are looked at once more:
 * a reader that sets one there stores it, with a fence behind, and then looks at retained-from. So one sees the other,
 * and either the owner waits or the reader begins anew.
 * <p>
 * What a power loss may leave is bounded by what is forced first: where sealed segments are forced, retained-from each
 * time; else once that there was a recycling at all, and once that the durable position is over.
 * <p>
 * The conductor's.
 */
final class Ring implements AutoCloseable
{
    private final ChannelDirectory directory;
    private final ChannelHeader header;
    private final ControlFile control;
    /** The first segment that a strong reader holds back. */
    private final LongSupplier firstHeld;
    /** The same by memory alone. */
    private final LongSupplier firstHeldAtHand;
    private final Slots slots;

    Ring(
        final ChannelDirectory directory,
        final ControlFile control,
        final Cursors cursors)
    {
        this.directory = directory;
        this.header = control.header();
        this.control = control;
        this.firstHeld = () -> cursors.firstHeld(CursorLayout.WRITER);
        this.firstHeldAtHand = () -> cursors.firstHeldAtHand(CursorLayout.WRITER);
        this.slots = new Slots(directory, header, true, false);
    }

    /** A segment that is there; closing it leaves its slot mapped. */
    SegmentFile open(final long number)
    {
        return slots.open(number);
    }

    /** Whether the slot of a segment has a file already. */
    boolean hasSlot(final long number)
    {
        return slots.has(number);
    }

    /** Whether {@link #recycle} of that segment is a matter of memory alone, as long as the cursors are known. */
    boolean isAtHand(final long number)
    {
        final long durable = control.durablePosition();
        final long retained = (number - directory.slots() + 1) * header.segmentSize();
        return !forcesSealed(header) && slots.isMapped(number) && control.isRecycled() &&
            (control.retainedFrom() >= retained || !passes(durable, retained));
    }

    /** Whether durable position is over once retained-from moves to a position. */
    private boolean passes(final long durable, final long position)
    {
        return control.retainedFrom() <= durable && position > durable;
    }

    /**
     * Makes the slot of a segment that segment's.
     *
     * @param isClaimed whether a claim is open in a segment.
     * @return null as long as a strong reader, an open claim, or what has not been forced needs what is there.
     */
    SegmentFile recycle(final long number, final long epoch, final LongPredicate isClaimed) throws IOException
    {
        return recycle(number, epoch, isClaimed, firstHeld);
    }

    /**
     * The same by memory alone; does not block.
     *
     * @return null also when that is not enough, by now.
     */
    SegmentFile recycleAtHand(final long number, final long epoch, final LongPredicate isClaimed) throws IOException
    {
        return isAtHand(number) ? recycle(number, epoch, isClaimed, firstHeldAtHand) : null;
    }

    private SegmentFile recycle(
        final long number, final long epoch, final LongPredicate isClaimed, final LongSupplier held)
        throws IOException
    {
        final long over = number - directory.slots();
        final long retained = (over + 1) * header.segmentSize();
        if (control.retainedFrom() < retained)
        {
            if (held.getAsLong() <= over || isClaimed.test(over) ||
                forcesSealed(header) && control.durablePosition() < retained)
            {
                return null;
            }
            retain(retained);
        }
        VarHandle.fullFence();
        if (held.getAsLong() <= over)
        {
            return null;
        }
        final SegmentFile next = slots.recycle(number, epoch);
        if (forcesSealed(header))
        {
            // What a ROLL on the disk leads to is on the disk.
            next.forceHeader();
        }
        return next;
    }

    private void retain(final long position) throws IOException
    {
        if (!control.isRecycled())
        {
            // Before retained-from moves, and on the disk: they do not stand in one sector.
            control.putRecycled(true);
            control.force();
        }
        final long durable = control.durablePosition();
        final boolean passesDurable = passes(durable, position);
        control.putRetainedFrom(position);
        if (forcesSealed(header) || passesDurable)
        {
            control.force();
        }
    }

    /** Whether a ring's segments are forced when they are full; else only by a flush, and when the owner leaves. */
    static boolean forcesSealed(final ChannelHeader header)
    {
        return header.retention() != HeaderLayout.RING || header.durability() != HeaderLayout.PROCESS;
    }

    @Override
    public void close()
    {
        slots.close();
    }
}
