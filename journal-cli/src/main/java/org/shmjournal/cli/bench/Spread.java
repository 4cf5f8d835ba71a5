package org.shmjournal.cli.bench;

import java.util.List;

/**
 * What the figures of several rounds come to.
 *
 * @param median of them.
 * @param min    the least.
 * @param max    the most.
 */
record Spread(double median, double min, double max)
{
    static Spread of(final List<Double> figures)
    {
        final double[] sorted = figures.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return new Spread((sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2, sorted[0],
            sorted[sorted.length - 1]);
    }
}
