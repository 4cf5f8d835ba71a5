package org.shmjournal.proof;

import java.util.List;
import java.util.Random;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.BooleanSupplier;
import org.shmjournal.proof.disk.Disk;
import org.shmjournal.proof.disk.PowerLoss;
import org.shmjournal.proof.disk.Step;
import org.shmjournal.proof.script.ControlWords;
import org.shmjournal.proof.script.DeletingLife;
import org.shmjournal.proof.script.Life;
import org.shmjournal.proof.script.Scenario;
import org.shmjournal.proof.trace.Sites;
import org.shmjournal.proof.trace.Trace;
import org.shmjournal.proof.trace.Traced;

/**
 * Power losses behind many steps of an owner's life, several images of each; now and then the next owner's recovery is
 * recorded, on what the first loss has left, and the power goes in it, too. One thread.
 */
final class PowerLosses
{
    /** What an image was of. */
    enum Outcome
    {
        /** No channel had come to the disk. */
        NO_CHANNEL,
        /** Nothing acknowledged was lost. */
        COMPLETE,
        /** Records behind the durable position were. */
        SHORTER,
        /** The power went a second time, while or after an owner recovered. */
        SECOND_LOSS
    }

    private static final int DISK_SIZE = 12 << 20;
    private static final int STEPS = 400;
    private static final int ONE_IN_STEPS = 3;
    private static final int IMAGES = 4;
    private static final int ONE_IN_SECOND = 40;
    private static final int SECOND_STEPS = 40;
    private static final int ONE_IN_SECOND_STEPS = 12;
    private static final int ONE_IN_ROLLING = 64;

    private final Sites sites;
    private final AtomicLongArray tally;
    private final Disk nothing = new Disk(DISK_SIZE);
    private final Disk living = new Disk(DISK_SIZE);
    private final Disk left = new Disk(DISK_SIZE);
    private final Disk first = new Disk(DISK_SIZE);
    private final Disk scratch = new Disk(DISK_SIZE);

    PowerLosses(final Sites sites, final AtomicLongArray tally)
    {
        this.sites = sites;
        this.tally = tally;
    }

    /** Lives the life of this seed, and looks at what power losses in it leave. */
    void run(final long seed)
    {
        Life.withoutForgery();
        final Random random = new Random(seed);
        final Scenario scenario = Scenario.of(seed);
        final Trace trace = Trace.empty(Scenario.BOOT);
        living.clear();
        Life.live(scenario, trace, living, sites, random.nextLong(), 60 + random.nextInt(STEPS));
        loseAlong(scenario, trace, random, () -> true);
    }

    /** The same of a life in which segments are deleted, while all that was durable is. */
    void runDeleting(final long seed)
    {
        Life.withoutForgery();
        final Random random = new Random(seed);
        final Scenario scenario = Scenario.deleting(seed);
        final Trace trace = Trace.empty(Scenario.BOOT);
        living.clear();
        DeletingLife.live(scenario, trace, living, sites, random.nextLong());
        if (loseAlong(scenario, trace, random, () -> ControlWords.isDurableDeleted(living)) == 0)
        {
            throw new AssertionError(scenario + ": all that was durable is deleted behind no step");
        }
    }

    /** Loses the power behind some of the steps that are wanted; returns behind how many. */
    private int loseAlong(
        final Scenario scenario, final Trace trace, final Random random, final BooleanSupplier isWanted)
    {
        int losses = 0;
        living.clear();
        for (int count = 1; count <= trace.steps().size(); count++)
        {
            trace.steps().get(count - 1).step().applyTo(living);
            if (isWanted.getAsBoolean() && (random.nextInt(ONE_IN_STEPS) == 0 || count == trace.steps().size()))
            {
                lose(scenario, trace, nothing, 0, count, random, false);
                losses++;
            }
        }
        return losses;
    }

    /** Images of one moment. */
    private void lose(
        final Scenario scenario,
        final Trace trace,
        final Disk base,
        final int from,
        final int count,
        final Random random,
        final boolean second)
    {
        final List<Step> steps = trace.steps().subList(from, count).stream().map(Traced::step).toList();
        final PowerLoss loss = new PowerLoss(base, steps, random);
        final Trace after = trace.onBoot(trace.boot() + 1);
        // Where checksums tell the records, the durable position counts that was, not the one that came to the disk.
        final long promised = Math.max(trace.flushed(count),
            scenario.spec().checksums() && !second ? ControlWords.durablePosition(living) : 0);
        // Where only a flush forces anything, what a flush has covered may be recycled, and all else be lost.
        final boolean mayLoseRing = second || ControlWords.retainedFrom(living) > trace.flushed(count);
        for (int i = 0; i < IMAGES; i++)
        {
            loss.leaveOn(left);
            scratch.copyOf(left);
            final int visible;
            try
            {
                visible = Inspection.inspect(scenario, after, count, scratch, random.nextInt(ONE_IN_ROLLING) == 0,
                    new Inspection.Loss(promised, mayLoseRing));
            }
            catch (final RuntimeException | AssertionError ex)
            {
                throw new AssertionError(scenario + ": " + (second ? "second " : "") + "power loss behind step " +
                    count + " of " + trace.steps().size() + ", " + trace.steps().get(count - 1) + ", image " + i +
                    ": " + ex, ex);
            }
            count(visible, trace, count, second);
            if (!second && visible >= 0 && random.nextInt(ONE_IN_SECOND) == 0)
            {
                loseAgain(scenario, after, count, visible, random);
            }
        }
    }

    private void loseAgain(
        final Scenario scenario, final Trace trace, final int count, final int visible, final Random random)
    {
        if (trace.isBeingCut(count) || trace.marks().mayBeDrained(count))
        {
            return;
        }
        first.copyOf(left);
        final Trace next = trace.stoppedBehind(count, trace.boot(), visible, false);
        scratch.copyOf(left);
        Life.live(scenario, next, scratch, sites, random.nextLong(), SECOND_STEPS);
        for (int again = count + 1; again <= next.steps().size(); again++)
        {
            if (random.nextInt(ONE_IN_SECOND_STEPS) == 0)
            {
                lose(scenario, next, first, count, again, random, true);
            }
        }
    }

    private void count(final int visible, final Trace trace, final int count, final boolean second)
    {
        final Outcome outcome = second ? Outcome.SECOND_LOSS : visible < 0 ? Outcome.NO_CHANNEL :
            visible < trace.acknowledged(count) ? Outcome.SHORTER : Outcome.COMPLETE;
        tally.incrementAndGet(outcome.ordinal());
    }

    /** How many images there were. */
    static long images(final AtomicLongArray tally)
    {
        long images = 0;
        for (int i = 0; i < tally.length(); i++)
        {
            images += tally.get(i);
        }
        return images;
    }

    static String toString(final AtomicLongArray tally)
    {
        final StringJoiner text = new StringJoiner(", ", images(tally) + " images: ", "");
        for (final Outcome outcome : Outcome.values())
        {
            text.add(outcome + " " + tally.get(outcome.ordinal()));
        }
        return text.toString();
    }
}
