package org.shmjournal.bench.compare;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs an experiment's rounds, and prints each as it comes. */
public final class Rounds
{
    private final Experiment experiment;
    private final PrintStream out;

    private Rounds(final Experiment experiment, final PrintStream out)
    {
        this.experiment = experiment;
        this.out = out;
    }

    /** Runs all of it, and closes it. */
    public static Measured run(final Experiment experiment, final PrintStream out)
    {
        try (experiment)
        {
            experiment.begin();
            return new Rounds(experiment, out).run();
        }
    }

    private Measured run()
    {
        final Map<String, String> conditions = experiment.conditions();
        out.println(experiment.title());
        conditions.forEach((name, value) -> out.printf("  %-14s %s%n", name, value));
        out.println();
        final Table table = new Table(out, experiment.sides(), experiment.columns());
        table.printHead();
        for (int i = 0; i < experiment.warmUpRounds(); i++)
        {
            table.print("warm-up", measureAll(i, true));
        }
        for (int i = 0; i < experiment.rounds(); i++)
        {
            table.add(measureAll(i, false));
        }
        table.printSummary();
        return new Measured(experiment.title(), conditions, experiment.histograms(), table.rounds());
    }

    private Map<String, Map<String, Double>> measureAll(final int number, final boolean warmUp)
    {
        final List<String> order = new ArrayList<>(experiment.sides());
        Collections.rotate(order, number);
        final Map<String, Map<String, Double>> round = new LinkedHashMap<>();
        order.forEach(side -> round.put(side, experiment.measure(side, warmUp)));
        return round;
    }
}
