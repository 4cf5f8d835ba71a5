package org.shmjournal.proof;

import java.nio.ByteBuffer;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.error.OvertakenException;
import org.shmjournal.layout.CursorLayout;
import org.shmjournal.proof.disk.Disk;
import org.shmjournal.proof.script.ControlWords;
import org.shmjournal.proof.script.CursorWords;
import org.shmjournal.proof.script.Scenario;
import org.shmjournal.proof.trace.Trace;

/**
 * Looks at the cursors that were left where a process was stopped: none is ahead of what its handlers were done with,
 * what one holds back is there, and those without a name are gone as soon as the next owner has looked. One thread.
 */
final class CursorInspection
{
    private final Scenario scenario;
    private final Trace trace;
    private final int count;
    private final Disk disk;
    private final boolean lossy;
    private CursorWords left;
    private boolean isHeld;
    private long oldest = Long.MAX_VALUE;

    CursorInspection(
        final Scenario scenario, final Trace trace, final int count, final Disk disk, final boolean lossy)
    {
        this.scenario = scenario;
        this.trace = trace;
        this.count = count;
        this.disk = disk;
        this.lossy = lossy;
    }

    /** What stands on the disk, before anybody does anything. */
    void lookAtWords()
    {
        left = CursorWords.of(disk);
        if (left == null)
        {
            return;
        }
        final long handled = lossy ? trace.cursor().furthestEver(count) : trace.cursor().furthest(count);
        check(left.sequence() <= handled && trace.before(count, left.position()) <= handled,
            left + " is ahead of the " + handled + " records that its handlers were done with");
        isHeld = !lossy && isHolding() && !trace.marks().mayBePruned(count) && !mayHaveBeenRebooted();
        check(!isHeld || ControlWords.retainedFrom(disk) / size() <= left.position() / size(),
            left + " holds back what is gone, retained-from is " + ControlWords.retainedFrom(disk));
    }

    /**
     * The next owner has looked at them.
     *
     * @param retained from where on it was kept when it came: so is all that a strong one stands in front of.
     */
    void lookBeside(final long retained)
    {
        oldest = retained;
        check(CursorWords.unnamed(disk).isEmpty(), "there still are " + CursorWords.unnamed(disk));
    }

    /** Somebody who reads on with a cursor from where it was left. */
    interface Reading
    {
        void read(ShmReader<ByteBuffer> reader);
    }

    /**
     * Takes the cursor up again, now that everyone else has left.
     *
     * @param end where the next owner began, who sets back what is ahead of that.
     */
    void readOn(final ShmChannel<ByteBuffer> channel, final long end, final Reading reading)
    {
        if (left == null)
        {
            return;
        }
        try (ShmReader<ByteBuffer> reader =
            channel.cursor(Scenario.CURSOR).onLoss(this::refuseLoss).openReader())
        {
            check(!isHeld || reader.position() == Math.min(left.position(), end),
                left + " is taken up at position " + reader.position());
            reading.read(reader);
            final CursorWords now = CursorWords.of(disk);
            check(now.position() == reader.position() && now.sequence() == reader.sequence(),
                now + " is not where its reader is, at " + reader.position());
        }
    }

    private void refuseLoss(final OvertakenException loss)
    {
        check(!isHeld && (!isHolding() || loss.resumePosition() <= oldest),
            left + " has not held back what it should: " + loss.getMessage());
    }

    private boolean isHolding()
    {
        return !left.revoked() && left.maxLag() == 0 &&
            left.gating() >= (scenario.isRing() ? CursorLayout.WRITER : CursorLayout.RETENTION);
    }

    /** Nothing in front of the durable position is left then, of a ring that only a flush forces. */
    private boolean mayHaveBeenRebooted()
    {
        return scenario.mayBeginAnew() && trace.boot() != Scenario.BOOT;
    }

    private int size()
    {
        return scenario.spec().segmentSize();
    }

    private static void check(final boolean holds, final String otherwise)
    {
        if (!holds)
        {
            throw new AssertionError(otherwise);
        }
    }
}
