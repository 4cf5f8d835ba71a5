package org.shmjournal.proof;

import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.shmjournal.proof.disk.Disk;
import org.shmjournal.proof.disk.PowerLoss;
import org.shmjournal.proof.disk.Step;
import org.shmjournal.proof.script.ClaimLife;
import org.shmjournal.proof.script.ControlWords;
import org.shmjournal.proof.script.Life;
import org.shmjournal.proof.script.Scenario;
import org.shmjournal.proof.trace.ClaimTrace;
import org.shmjournal.proof.trace.Sites;
import org.shmjournal.proof.trace.Traced;

/** Power losses behind many steps of an owner with several threads, several images of each. One thread. */
final class ClaimLosses
{
    private static final int DISK_SIZE = 12 << 20;
    private static final int STEPS = 400;
    private static final int ONE_IN_STEPS = 3;
    private static final int IMAGES = 4;

    private final Sites sites;
    private final AtomicLong images;
    private final Disk nothing = new Disk(DISK_SIZE);
    private final Disk living = new Disk(DISK_SIZE);
    private final Disk left = new Disk(DISK_SIZE);

    ClaimLosses(final Sites sites, final AtomicLong images)
    {
        this.sites = sites;
        this.images = images;
    }

    /** Lives the life of this seed, and looks at what power losses in it leave. */
    void run(final long seed)
    {
        Life.withoutForgery();
        final Random random = new Random(seed);
        final Scenario scenario = Scenario.of(seed);
        final ClaimTrace trace = ClaimTrace.empty();
        living.clear();
        ClaimLife.live(scenario, trace, living, sites, random.nextLong(), 60 + random.nextInt(STEPS));
        living.clear();
        for (int count = 1; count <= trace.steps().size(); count++)
        {
            trace.steps().get(count - 1).step().applyTo(living);
            if (trace.isCreated(count) && random.nextInt(ONE_IN_STEPS) == 0)
            {
                lose(scenario, trace, count, random);
            }
        }
    }

    private void lose(final Scenario scenario, final ClaimTrace trace, final int count, final Random random)
    {
        final List<Step> steps = trace.steps().subList(0, count).stream().map(Traced::step).toList();
        final PowerLoss loss = new PowerLoss(nothing, steps, random);
        // Where checksums tell the records, the durable position counts that was, not the one that came to the disk.
        final long promised = Math.max(trace.flushed(count),
            scenario.spec().checksums() ? ControlWords.durablePosition(living) : 0);
        for (int i = 0; i < IMAGES; i++)
        {
            loss.leaveOn(left);
            try
            {
                ClaimInspection.inspectLoss(scenario, trace, count, left,
                    Math.max(promised, ControlWords.durablePosition(left)));
            }
            catch (final RuntimeException | AssertionError ex)
            {
                throw new AssertionError(scenario + ", claims: power loss behind step " + count + " of " +
                    trace.steps().size() + ", " + trace.steps().get(count - 1) + ", image " + i + ": " + ex, ex);
            }
            images.incrementAndGet();
        }
    }
}
