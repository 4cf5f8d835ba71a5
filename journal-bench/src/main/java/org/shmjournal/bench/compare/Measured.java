package org.shmjournal.bench.compare;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/**
 * What came out of an experiment.
 *
 * @param title      one line: what was measured.
 * @param conditions what the figures depend on.
 * @param histograms of the times of single records, by side, where there are any.
 * @param rounds     the figures of each round that counts, by side and title of a column.
 */
public record Measured(
    String title,
    Map<String, String> conditions,
    Map<String, Histogram> histograms,
    List<Map<String, Map<String, Double>>> rounds)
{
    /** Of each round one number, in the order of the rounds. */
    public double[] each(final ToDoubleFunction<Map<String, Map<String, Double>>> figure)
    {
        return rounds.stream().mapToDouble(figure).toArray();
    }

    /** The median over the rounds. */
    public double median(final ToDoubleFunction<Map<String, Map<String, Double>>> figure)
    {
        return median(each(figure));
    }

    /** The median of some numbers; of an even number of them the mean of the two in the middle. */
    public static double median(final double... values)
    {
        final double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
