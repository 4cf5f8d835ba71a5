package org.shmjournal.bench.goal;

import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * A number of a round, with the name under which it is told.
 *
 * @param name whose it is, like {@code aeron}.
 * @param of   takes it from the round's figures by side and column.
 */
record Figure(String name, ToDoubleFunction<Map<String, Map<String, Double>>> of)
{
    /** A side's figure in a column. */
    static Figure of(final String side, final String column)
    {
        return new Figure(side, round -> value(round, side, column));
    }

    /** The same, but no number where the side is not there, as one that needs what not every machine has. */
    static Figure ifThere(final String side, final String column)
    {
        return new Figure(side, round -> round.containsKey(side) ? value(round, side, column) : Double.NaN);
    }

    /** What two figures are together. */
    static Figure sum(final Figure one, final Figure other)
    {
        return new Figure(one.name + " + " + other.name,
            round -> one.of.applyAsDouble(round) + other.of.applyAsDouble(round));
    }

    /** What a figure is more than another. */
    static Figure difference(final String name, final Figure more, final Figure less)
    {
        return new Figure(name, round -> more.of.applyAsDouble(round) - less.of.applyAsDouble(round));
    }

    /** The same in every round. */
    static Figure constant(final String name, final double value)
    {
        return new Figure(name, round -> value);
    }

    private static double value(
        final Map<String, Map<String, Double>> round, final String side, final String column)
    {
        final Map<String, Double> figures = round.get(side);
        if (figures == null || !figures.containsKey(column))
        {
            throw new IllegalStateException("side=" + side + " column=" + column + " is not in " + round);
        }
        return figures.get(column);
    }
}
