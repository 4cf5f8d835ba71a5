package org.shmjournal.proof;

import java.util.List;
import java.util.Random;
import org.shmjournal.proof.disk.Disk;
import org.shmjournal.proof.script.ClaimLife;
import org.shmjournal.proof.script.Scenario;
import org.shmjournal.proof.trace.ClaimTrace;
import org.shmjournal.proof.trace.Sites;
import org.shmjournal.proof.trace.Traced;

/**
 * Some owners with several threads of one channel, one after the other, each but the last stopped behind some step, so
 * that the next one's recovery is recorded, and stopped at each of its steps too. One thread.
 */
final class ClaimChain
{
    private static final int DISK_SIZE = 12 << 20;
    private static final int MAX_LIVES = 3;
    private static final int MIN_STEPS = 60;
    private static final int MORE_STEPS = 500;

    private final Sites sites;
    private final Tally tally;
    private final Disk image = new Disk(DISK_SIZE);
    private final Disk scratch = new Disk(DISK_SIZE);

    ClaimChain(final Sites sites, final Tally tally)
    {
        this.sites = sites;
        this.tally = tally;
    }

    /** Runs and inspects the chain of this seed. */
    void run(final long seed)
    {
        final Scenario scenario = Scenario.of(seed);
        final Random random = new Random(seed);
        final int lives = 1 + random.nextInt(MAX_LIVES);
        ClaimTrace trace = ClaimTrace.empty();
        scratch.clear();
        for (int life = 0; life < lives; life++)
        {
            tally.addLife(ClaimLife.live(scenario, trace, scratch, sites, random.nextLong(),
                MIN_STEPS + random.nextInt(MORE_STEPS)));
            inspectAll(scenario, trace, life);
            final int stop = trace.firstNew() + random.nextInt(trace.steps().size() - trace.firstNew() + 1);
            imageBehind(trace, stop);
            scratch.copyOf(image);
            final List<byte[]> found = ClaimInspection.inspect(scenario, trace, stop, scratch);
            if (found == null)
            {
                return;
            }
            trace = trace.stoppedBehind(stop, found);
            scratch.copyOf(image);
        }
    }

    private void inspectAll(final Scenario scenario, final ClaimTrace trace, final int life)
    {
        imageBehind(trace, trace.firstNew());
        for (int count = trace.firstNew(); count <= trace.steps().size(); count++)
        {
            if (count > trace.firstNew())
            {
                final Traced last = trace.steps().get(count - 1);
                tally.addPrefix(last, last.step().changes(image));
                last.step().applyTo(image);
            }
            inspect(scenario, trace, life, count);
        }
    }

    private void inspect(final Scenario scenario, final ClaimTrace trace, final int life, final int count)
    {
        try
        {
            scratch.copyOf(image);
            ClaimInspection.inspect(scenario, trace, count, scratch);
        }
        catch (final RuntimeException | AssertionError ex)
        {
            throw new AssertionError(scenario + ", claims: stopped in life " + life + " behind step " + count + ", " +
                (count == 0 ? "before the first" : trace.steps().get(count - 1)) + ": " + ex, ex);
        }
    }

    private void imageBehind(final ClaimTrace trace, final int count)
    {
        image.clear();
        trace.steps().subList(0, count).forEach(traced -> traced.step().applyTo(image));
    }
}
