package org.shmjournal.cli.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * A histogram in few buckets, with bounds that people like: equal ones where the values are close to each other, else
 * such that grow by the same factor. Bucket i holds the values from bound i up to, and without, bound i + 1.
 *
 * @param bounds      one more than there are buckets.
 * @param counts      of values in each.
 * @param logarithmic whether bounds grow by a factor.
 */
public record Buckets(List<Long> bounds, List<Long> counts, boolean logarithmic)
{
    private static final double[] STEPS = {1, 2, 5};
    private static final int MIN_SPREAD = 10;
    private static final int EQUAL_BUCKETS = 12;

    /** By what factor bounds grow: a base, and the bounds in front of the next power of it. */
    public enum Growth
    {
        /** For nanoseconds and the like, few. */
        DECIMAL(10, 1, 2, 5),
        /** For nanoseconds and the like, many. */
        FINE_DECIMAL(10, 1, 1.25, 1.6, 2, 2.5, 3.2, 4, 5, 6.3, 8),
        /** For bytes. */
        BINARY(2, 1);

        private final int base;
        private final double[] steps;

        Growth(final int base, final double... steps)
        {
            this.base = base;
            this.steps = steps;
        }

        /** What is labelled on an axis are its powers. */
        public int base()
        {
            return base;
        }
    }

    /** Those of a histogram that has values. */
    public static Buckets of(final Histogram histogram, final Growth growth)
    {
        final long min = histogram.getMinValue();
        final long max = histogram.getMaxValue();
        final boolean logarithmic = max / Math.max(1, min) >= MIN_SPREAD;
        final List<Long> bounds = logarithmic ? growing(min, max, growth) : equal(min, max);
        final Long[] counts = new Long[bounds.size() - 1];
        Arrays.fill(counts, 0L);
        for (final HistogramIterationValue value : histogram.recordedValues())
        {
            counts[bucket(bounds, histogram.lowestEquivalentValue(value.getValueIteratedTo()))] +=
                value.getCountAtValueIteratedTo();
        }
        return new Buckets(bounds, List.of(counts), logarithmic);
    }

    private static int bucket(final List<Long> bounds, final long value)
    {
        int bucket = 0;
        while (bucket < bounds.size() - 2 && value >= bounds.get(bucket + 1))
        {
            bucket++;
        }
        return bucket;
    }

    private static List<Long> equal(final long min, final long max)
    {
        final long step = niceStep(Math.max(1, (max - min + EQUAL_BUCKETS) / EQUAL_BUCKETS));
        final List<Long> bounds = new ArrayList<>();
        for (long bound = min / step * step; bound <= max; bound += step)
        {
            bounds.add(bound);
        }
        bounds.add(bounds.get(bounds.size() - 1) + step);
        return bounds;
    }

    private static long niceStep(final long atLeast)
    {
        long decade = 1;
        while (true)
        {
            for (final double step : STEPS)
            {
                if (step * decade >= atLeast)
                {
                    return (long)(step * decade);
                }
            }
            decade *= 10;
        }
    }

    private static List<Long> growing(final long min, final long max, final Growth growth)
    {
        final List<Long> bounds = new ArrayList<>();
        long bound = 0;
        for (double power = 1; bound <= max; power *= growth.base)
        {
            for (int i = 0; i < growth.steps.length && bound <= max; i++)
            {
                final long next = Math.round(growth.steps[i] * power);
                if (next > min && next != bound)
                {
                    if (bounds.isEmpty())
                    {
                        bounds.add(bound);
                    }
                    bounds.add(next);
                }
                bound = next;
            }
        }
        return bounds;
    }
}
