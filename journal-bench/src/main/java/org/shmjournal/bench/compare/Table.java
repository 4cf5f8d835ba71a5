package org.shmjournal.bench.compare;

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
    /** What the others are held against. */
    private static final String JOURNAL = Kind.JOURNAL.toString();
    private static final int RATIO_DECIMALS = 3;

    private final PrintStream out;
    private final List<String> sides;
    private final List<Column> columns;
    private final List<Map<String, Map<String, Double>>> rounds = new ArrayList<>();

    Table(final PrintStream out, final List<String> sides, final List<Column> columns)
    {
        this.sides = sides;
        this.out = out;
        this.columns = columns;
    }

    void printHead()
    {
        out.printf("%-8s %-14s", "round", "");
        for (final Column column : columns)
        {
            out.printf(" %13s", column.title());
        }
        out.println();
    }

    /** Prints a round. */
    void print(final String name, final Map<String, Map<String, Double>> round)
    {
        for (final String side : sides)
        {
            printLine(name, side, column -> round.get(side).get(column.title()), false);
        }
        for (final String peer : peers())
        {
            printLine(name, RATIO + peer, column -> ratio(round, column, peer), true);
        }
        out.flush();
    }

    /** Prints a round that counts. */
    void add(final Map<String, Map<String, Double>> round)
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
        for (final String side : sides)
        {
            printLine(name, side,
                column -> ofSorted.applyAsDouble(sorted(round -> round.get(side).get(column.title()))), false);
        }
        for (final String peer : peers())
        {
            printLine(name, RATIO + peer,
                column -> ofSorted.applyAsDouble(sorted(round -> ratio(round, column, peer))), true);
        }
    }

    private double[] sorted(final ToDoubleFunction<Map<String, Map<String, Double>>> figure)
    {
        return rounds.stream().mapToDouble(figure).sorted().toArray();
    }

    private void printLine(
        final String name, final String line, final ToDoubleFunction<Column> figure, final boolean ofRatios)
    {
        out.printf("%-8s %-14s", name, line);
        for (final Column column : columns)
        {
            final double value = figure.applyAsDouble(column);
            final boolean blank = ofRatios && !column.compared() || Double.isNaN(value);
            final int decimals = ofRatios ? RATIO_DECIMALS : column.decimals();
            out.printf(" %13s", blank ? "" : String.format(Locale.ROOT, "%." + decimals + "f",
                value));
        }
        out.println();
    }

    /** All that count. */
    List<Map<String, Map<String, Double>>> rounds()
    {
        return rounds;
    }

    /** With whom the journal is compared. */
    private List<String> peers()
    {
        return sides.contains(JOURNAL) ? sides.stream().filter(side -> !side.equals(JOURNAL)).toList() : List.of();
    }

    private static double ratio(final Map<String, Map<String, Double>> round, final Column column, final String peer)
    {
        return round.get(JOURNAL).get(column.title()) / round.get(peer).get(column.title());
    }
}
