package org.shmjournal.proof;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.shmjournal.proof.disk.Disk;
import org.shmjournal.proof.disk.Step;
import org.shmjournal.proof.script.ControlWords;
import org.shmjournal.proof.script.Life;
import org.shmjournal.proof.script.Scenario;
import org.shmjournal.proof.trace.Sites;
import org.shmjournal.proof.trace.Trace;
import org.shmjournal.proof.trace.Traced;

/**
 * Some owners of one channel, one after the other, each but the last stopped behind some step, so that the next one's
 * recovery is recorded, and stopped at each of its steps too. One thread.
 */
final class Chain
{
    private static final int DISK_SIZE = 12 << 20;
    private static final int MAX_LIVES = 4;
    private static final int MIN_STEPS = 60;
    private static final int MORE_STEPS = 500;
    private static final int ONE_IN_ROLLING = 64;
    private static final int ONE_IN_REBOOTING = 3;
    private static final int ONE_IN_LEFT = 4;
    private static final int ONE_IN_TELLING = 3;

    private static final String KEPT = "/quarantine/";

    /** Stopped there, an owner leaves most to be done by the next one. */
    private static final Predicate<String> TELLING =
        site -> site.contains("#rollInto") || site.contains("#publishEnd") || site.contains("Ring#retain") ||
            site.contains(KEPT);

    private final Sites sites;
    private final Tally tally;
    private final Disk image = new Disk(DISK_SIZE);
    private final Disk scratch = new Disk(DISK_SIZE);

    Chain(final Sites sites, final Tally tally)
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
        Trace trace = Trace.empty(Scenario.BOOT);
        scratch.clear();
        for (int life = 0; life < lives; life++)
        {
            Life.live(scenario, trace, scratch, sites, random.nextLong(), MIN_STEPS + random.nextInt(MORE_STEPS));
            tally.addLife(trace.images());
            final int[] visible = inspectAll(scenario, trace, life);
            final int stop = rareStop(trace, random);
            imageBehind(trace, stop);
            scratch.copyOf(image);
            // A machine that goes down in order loses nothing, but the next owner cannot know that it did.
            // A ring of which the next boot knows little or nothing is rare enough to be taken there each time.
            final boolean reboots = random.nextInt(ONE_IN_REBOOTING) == 0 ||
                scenario.mayBeginAnew() && ControlWords.isRecycled(image);
            final long boot = reboots ? trace.boot() + 1 : trace.boot();
            trace = trace.stoppedBehind(stop, boot, visible[stop - trace.firstNew()],
                !ControlWords.areOfOtherBoot(image, boot));
        }
    }

    /** How many records were visible behind each of the new steps, and before the first. */
    private int[] inspectAll(final Scenario scenario, final Trace trace, final int life)
    {
        final int first = trace.firstNew();
        final int[] visible = new int[trace.steps().size() - first + 1];
        imageBehind(trace, first);
        for (int count = first; count <= trace.steps().size(); count++)
        {
            if (count > first)
            {
                final Traced last = trace.steps().get(count - 1);
                // What changes nothing leaves the image of the step before: looked at, but not counted as another one.
                tally.addPrefix(last, last.step().changes(image));
                last.step().applyTo(image);
            }
            final int before = count == first ? -1 : visible[count - first - 1];
            visible[count - first] = inspect(scenario, trace, life, count, before);
        }
        return visible;
    }

    private int inspect(
        final Scenario scenario, final Trace trace, final int life, final int count, final int before)
    {
        try
        {
            scratch.copyOf(image);
            final int visible =
                Inspection.inspect(scenario, trace, count, scratch, count % ONE_IN_ROLLING == 0);
            if (visible < before && !trace.isUnsettled(count) && !ControlWords.areOfOtherBoot(image, trace.boot()))
            {
                throw new AssertionError("of " + before + " records that were there before this step, " + visible +
                    " are left");
            }
            return visible;
        }
        catch (final RuntimeException | AssertionError ex)
        {
            throw new AssertionError(scenario + ": stopped in life " + life + " behind step " + count + ", " +
                (count == 0 ? "before the first" : trace.steps().get(count - 1)) + ": " + ex, ex);
        }
    }

    private void imageBehind(final Trace trace, final int count)
    {
        image.clear();
        trace.steps().subList(0, count).forEach(traced -> traced.step().applyTo(image));
    }

    /** At the end, or behind a step of any site with the same chance: what happens seldom is not seldom stopped at. */
    private static int rareStop(final Trace trace, final Random random)
    {
        if (random.nextInt(ONE_IN_LEFT) == 0)
        {
            return trace.steps().size();
        }
        final Map<String, List<Integer>> bySite = new TreeMap<>();
        for (int i = trace.firstNew(); i < trace.steps().size(); i++)
        {
            bySite.computeIfAbsent(place(trace.steps().get(i)), key -> new ArrayList<>()).add(i + 1);
        }
        final List<String> choice = new ArrayList<>(bySite.keySet());
        if (random.nextInt(ONE_IN_TELLING) == 0 && choice.stream().anyMatch(TELLING))
        {
            choice.removeIf(TELLING.negate());
        }
        final List<Integer> stops = bySite.get(choice.get(random.nextInt(choice.size())));
        final int stop = stops.get(random.nextInt(stops.size()));
        // Whose cut was stopped cuts again, as each inspection does; a script has no wish of that kind.
        return trace.isBeingCut(stop) ? trace.steps().size() : stop;
    }

    /** The site; what is made for the quarantine is a place of its own. */
    private static String place(final Traced traced)
    {
        return traced.step() instanceof Step.Create create && create.path().contains(KEPT) ? create.path() :
            traced.site();
    }
}
