package org.shmjournal.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Prints the figures of each round as they come, then what they come to. */
final class Table
{
    private static final String RATIO = "to ";
    private static final int RATIO_DECIMALS = 3;

    private final PrintStream out;
    private final List<Kind> kinds;
    private final List<Column> columns;
    private final List<Map<Kind, Map<String, Double>>> rounds = new ArrayList<>();

    Table(final PrintStream out, final List<Kind> kinds, final List<Column> columns)
    {
        this.kinds = kinds;
        this.out = out;
        this.columns = columns;
    }

    void printHead()
    {
        out.printf("%-8s %-9s", "round", "");
        for (final Column column : columns)
        {
            out.printf(" %13s", column.title());
        }
        out.println();
    }

    /** Prints a round. */
    void print(final String name, final Map<Kind, Map<String, Double>> round)
    {
        for (final Kind kind : kinds)
        {
            printLine(name, kind.toString(), column -> round.get(kind).get(column.title()), false);
        }
        for (final Kind peer : peers())
        {
            printLine(name, RATIO + peer, column -> ratio(round, column, peer), true);
        }
        out.flush();
    }

    /** Prints a round that counts. */
    void add(final Map<Kind, Map<String, Double>> round)
    {
        rounds.add(round);
        print(Integer.toString(rounds.size()), round);
    }

    /** Prints what the rounds that count come to; the ratios are those of the rounds, not those of the medians. */
    void printSummary()
    {
        out.println();
        printSummary("median", values -> (values[(values.length - 1) / 2] + values[values.length / 2]) / 2);
        printSummary("min", values -> values[0]);
        printSummary("max", values -> values[values.length - 1]);
        out.println();
        out.flush();
    }

    private void printSummary(final String name, final ToDoubleFunction<double[]> ofSorted)
    {
        for (final Kind kind : kinds)
        {
            printLine(name, kind.toString(),
                column -> ofSorted.applyAsDouble(sorted(round -> round.get(kind).get(column.title()))), false);
        }
        for (final Kind peer : peers())
        {
            printLine(name, RATIO + peer,
                column -> ofSorted.applyAsDouble(sorted(round -> ratio(round, column, peer))), true);
        }
    }

    private double[] sorted(final ToDoubleFunction<Map<Kind, Map<String, Double>>> figure)
    {
        return rounds.stream().mapToDouble(figure).sorted().toArray();
    }

    private void printLine(
        final String name, final String line, final ToDoubleFunction<Column> figure, final boolean ofRatios)
    {
        out.printf("%-8s %-9s", name, line);
        for (final Column column : columns)
        {
            final boolean blank = ofRatios && !column.compared();
            final int decimals = ofRatios ? RATIO_DECIMALS : column.decimals();
            out.printf(" %13s", blank ? "" : String.format(Locale.ROOT, "%." + decimals + "f",
                figure.applyAsDouble(column)));
        }
        out.println();
    }

    /** With whom the journal is compared. */
    private List<Kind> peers()
    {
        return kinds.stream().filter(kind -> kind != Kind.JOURNAL).toList();
    }

    private static double ratio(final Map<Kind, Map<String, Double>> round, final Column column, final Kind peer)
    {
        return round.get(Kind.JOURNAL).get(column.title()) / round.get(peer).get(column.title());
    }
}
