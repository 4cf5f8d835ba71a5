package org.shmjournal.bench.goal;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.shmjournal.bench.compare.Experiment;
import org.shmjournal.bench.compare.Measured;
import org.shmjournal.bench.compare.Rounds;
import org.shmjournal.bench.compare.Settings;

/**
 * An experiment of a goal, and what it must show.
 *
 * @param name       tells it from the goal's others; "" when there is but one.
 * @param arguments  of the command line that it is run with.
 * @param experiment made of them.
 * @param criteria   all to be met.
 */
record Part(
    String name, List<String> arguments, Function<Settings, Experiment> experiment, List<Criterion> criteria)
{
    /** Runs it with the user's arguments behind its own, which they override. */
    Outcome run(final List<String> more, final PrintStream out)
    {
        final Settings settings = settings(more);
        final Measured measured = Rounds.run(experiment.apply(settings), out);
        return new Outcome(this, settings.arguments(), measured,
            criteria.stream().map(criterion -> criterion.judge(name, measured)).toList());
    }

    /**
     * What it is run with.
     *
     * @throws org.shmjournal.cli.measure.UsageException when the user's arguments make no sense.
     */
    Settings settings(final List<String> more)
    {
        final List<String> all = new ArrayList<>(arguments);
        all.addAll(more);
        return Settings.parse(all);
    }
}
