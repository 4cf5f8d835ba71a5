package org.shmjournal.store;

import java.io.IOException;
import org.shmjournal.error.ChannelClosedException;
import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.layout.ChannelHeader;
import org.shmjournal.layout.ControlLayout;
import org.shmjournal.layout.RecordWord;

/**
 * What a new owner does before it writes: finds the end of the stream, and mends what a power loss left behind it. The
 * last step of all is to store the boot id: a crash before leaves all of it to be done again.
 */
public final class Takeover
{
    /** No position at which to cut. */
    public static final long NO_CUT = -1;

    /** What may be asked of a takeover. */
    public record Wish(long cutAt, boolean discard, boolean copied)
    {
        /** To go on where the stream ends. */
        public static final Wish GO_ON = new Wish(NO_CUT, false, false);
        /** To take the files for what some tool has copied at whatever moments. */
        public static final Wish OF_COPY = new Wish(NO_CUT, false, true);

        private boolean cuts()
        {
            return cutAt != NO_CUT;
        }
    }

    private Takeover()
    {
    }

    /** Recovers a channel that is there, and leaves it. */
    public static RecoveryOutcome recover(final OwnedChannel.Opening opening, final Wish wish)
    {
        return asOwner(opening, "recover it", ownership -> run(ownership, wish));
    }

    /** Something that is done to a channel by whoever owns it for that while. */
    interface Work<T>
    {
        T run(Ownership ownership) throws IOException;
    }

    static <T> T asOwner(final OwnedChannel.Opening opening, final String doing, final Work<T> work)
    {
        opening.directory().requireChannel();
        final Ownership ownership = Ownership.take(opening, () -> requireThere(opening.directory()), header -> {
        });
        try
        {
            final T outcome = work.run(ownership);
            ownership.control().putBootId(opening.bootId());
            ownership.control().force();
            return outcome;
        }
        catch (final IOException ex)
        {
            throw StorageErrors.of(opening.directory().files(), opening.directory().path(), doing, ex);
        }
        finally
        {
            ownership.release(false);
        }
    }

    private static ChannelHeader requireThere(final ChannelDirectory directory)
    {
        directory.requireChannel();
        throw new IllegalStateException("the channel " + directory.path() + " appeared just now");
    }

    /**
     * What a takeover would find and do, without a lock and without a change; refused where one would be, as far as can
     * be seen without them.
     */
    public static RecoveryOutcome preview(final OwnedChannel.Opening opening, final Wish wish)
    {
        try (ControlFile control = ControlFile.open(opening.directory(), false, true))
        {
            control.setBoot(opening.bootId());
            final ChannelDirectory directory = control.directory();
            OwnerLock.refuseWhereSeen(directory, control);
            final boolean sameBoot = isSameBoot(opening, control);
            final Recovery recovery = find(directory, control, wish, sameBoot);
            if (saysDrained(control, wish))
            {
                requireEnd(control, recovery.end());
            }
            long behind = 0;
            if (!sameBoot || wish.cuts())
            {
                behind = bytesBehind(directory, control, recovery.end());
            }
            return RecoveryOutcome.of(recovery, control.durablePosition(), control.header().segmentSize(), sameBoot,
                behind, null);
        }
    }

    /** All but the boot id; refuses a stream that turns out to be over. */
    static RecoveryOutcome run(final Ownership ownership, final Wish wish) throws IOException
    {
        final RecoveryOutcome outcome = settle(ownership, wish);
        if (outcome.end().lastKind() == RecordWord.END && !wish.copied())
        {
            throw new ChannelClosedException(ownership.directory().path(), "has an END at position " +
                outcome.endPosition() + ": its stream has ended for ever");
        }
        return outcome;
    }

    /** The same, be the stream over or not, unless the state says so already. */
    static RecoveryOutcome settle(final Ownership ownership, final Wish wish) throws IOException
    {
        final ChannelDirectory directory = ownership.directory();
        final ControlFile control = ownership.control();
        final long state = control.state();
        final boolean sameBoot = isSameBoot(ownership.opening(), control);
        if (control.isRingLost() && !wish.cuts())
        {
            return beginAnew(ownership, state);
        }
        final Recovery recovery = find(directory, control, wish, sameBoot);
        final Recovery.End end = recovery.end();
        if (saysDrained(control, wish))
        {
            requireEnd(control, end);
            throw new ChannelClosedException(directory.path(), "was drained: its stream has ended for ever; read it, " +
                "and create another channel to write");
        }
        final long position = end.position(control.header().segmentSize());
        final boolean ended = end.lastKind() == RecordWord.END;
        // Before the durable position moves, in front of which nothing of a ring is believed on another boot.
        final long retained =
            retained(control, position, directory.segmentNumbers()[0] * control.header().segmentSize());
        final Quarantine quarantine = new Quarantine(directory, ownership.permissions(), ownership.epoch(),
            wish.discard());
        final Repair repair = new Repair(directory, control.header(), recovery, quarantine);
        final RecoveryOutcome outcome;
        if (sameBoot && !wish.cuts() && !wish.copied())
        {
            repair.resolveDeadClaims();
            repair.indexNewest();
            outcome = RecoveryOutcome.of(recovery, control.durablePosition(), control.header().segmentSize(), true, 0,
                quarantine);
            if (ended)
            {
                // Its last owner died before it said so: nobody comes after this one to force anything.
                repair.forceBefore(end.segment() + 1, control.durablePosition());
                control.putDurablePosition(position);
            }
        }
        else
        {
            final long durable = control.durablePosition();
            if (position < durable)
            {
                // Before what is cut off goes: a crash from here on must not leave a durable position behind a hole.
                control.putDurablePosition(position);
                control.force();
            }
            repair.run(Math.min(position, durable));
            outcome = RecoveryOutcome.of(recovery, durable, control.header().segmentSize(), sameBoot,
                quarantine.bytes(), quarantine);
            if (control.isRecycled())
            {
                // From here on what is retained was walked and forced, so that it is believed, whoever comes next.
                control.putRetainedFrom(retained);
                control.force();
                control.putRecycled(false);
            }
            control.putDurablePosition(position);
        }
        control.putRetainedFrom(retained);
        if (!sameBoot)
        {
            OvertakenCursors.mark(directory, control.header(), retained);
        }
        control.putActiveSegment(end.segment());
        if (control.isShared())
        {
            control.putNoClaims();
        }
        // Who has terminated it since this began is not passed over: the new owner finds out, and stops.
        control.changeState(state, ended ? ControlLayout.DRAINED : ControlLayout.ACTIVE);
        control.force();
        return outcome;
    }

    /** Where it is damaged, or the stream was cut, all that is there is retained. */
    private static long retained(final ControlFile control, final long end, final long oldest)
    {
        final long retained = control.retainedFrom();
        return retained < 0 || retained > end ? oldest :
            control.directory().isRing() ? Math.max(retained, oldest) : retained;
    }

    /**
     * Of a ring of which nothing is known any more: goes on above every number and sequence that was seen, so that none
     * is ever used twice.
     */
    private static RecoveryOutcome beginAnew(final Ownership ownership, final long state) throws IOException
    {
        final ControlFile control = ownership.control();
        final ChannelHeader header = control.header();
        final Recovery recovery = Recovery.above(ownership.directory(), header, control);
        final Recovery.End end = recovery.end();
        final long position = end.position(header.segmentSize());
        new Repair(ownership.directory(), header, recovery, null).emptyAll(end, ownership.epoch(),
            new Preparation(ownership.directory(), ownership.permissions()));
        final long durable = control.durablePosition();
        OvertakenCursors.mark(ownership.directory(), header, position);
        control.putRetainedFrom(position);
        control.putDurablePosition(position);
        control.putActiveSegment(end.segment());
        control.changeState(state, ControlLayout.ACTIVE);
        control.force();
        return RecoveryOutcome.of(recovery, durable, header.segmentSize(), false, 0, null);
    }

    /** A cut ends the stream anew; of a copy nobody knows when its control file was taken. */
    private static boolean saysDrained(final ControlFile control, final Wish wish)
    {
        return control.state() == ControlLayout.DRAINED && !wish.cuts() && !wish.copied();
    }

    private static void requireEnd(final ControlFile control, final Recovery.End end)
    {
        if (end.lastKind() != RecordWord.END)
        {
            throw control.drainedWithoutEnd(end.position(control.header().segmentSize()));
        }
    }

    private static boolean isSameBoot(final OwnedChannel.Opening opening, final ControlFile control)
    {
        return opening.bootId() != BootId.UNKNOWN && control.bootId() == opening.bootId();
    }

    private static Recovery find(
        final ChannelDirectory directory, final ControlFile control, final Wish wish, final boolean sameBoot)
    {
        if (wish.cuts())
        {
            return Recovery.cutAt(directory, control, wish.cutAt());
        }
        if (wish.copied())
        {
            return Recovery.ofCopy(directory, control);
        }
        if (!sameBoot)
        {
            return Recovery.afterPowerLoss(directory, control);
        }
        final Recovery recovery = Recovery.onSameBoot(directory, control);
        refuseEndBeforeDurable(directory, control, recovery.end());
        return recovery;
    }

    private static void refuseEndBeforeDurable(
        final ChannelDirectory directory, final ControlFile control, final Recovery.End end)
    {
        final long durable = control.durablePosition();
        if (durable < 0)
        {
            throw new CorruptChannelException(control.file(), ControlLayout.DURABLE_POSITION, durable,
                "durable position", "0 or more", "" + durable);
        }
        // An END is the end wherever it stands, and refused for itself.
        if (end.lastKind() != RecordWord.END && end.position(control.header().segmentSize()) < durable)
        {
            try (SegmentFile segment = SegmentFile.open(directory, control.header(), end.segment(), false, true))
            {
                throw segment.corruptAt(end.offset(), "end of the stream", "one at or behind the durable position " +
                    durable, "nothing published here");
            }
        }
    }

    private static long bytesBehind(
        final ChannelDirectory directory, final ControlFile control, final Recovery.End end)
    {
        long bytes = 0;
        final long[] numbers = directory.segmentNumbers();
        for (long number = end.segment(); number <= numbers[numbers.length - 1]; number++)
        {
            try (SegmentFile segment = SegmentFile.open(directory, control.header(), number, false, true))
            {
                final int from = number == end.segment() ? end.limit() : 0;
                bytes += segment.endOfBytes(from) - from;
            }
        }
        return bytes;
    }
}
