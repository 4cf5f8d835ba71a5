package org.shmjournal.cli.stats;

import java.util.Locale;
import java.util.function.LongFunction;
import org.HdrHistogram.Histogram;

/**
 * A histogram for a terminal: a line a bucket, with its share and a bar.
 */
public final class Bars
{
    private static final int WIDTH = 50;

    private Bars()
    {
    }

    /**
     * Lines, each with its line feed.
     *
     * @param growth of buckets, where values are far apart.
     * @param unit   of values, for people.
     */
    public static String of(final Histogram histogram, final Buckets.Growth growth, final LongFunction<String> unit)
    {
        final Buckets buckets = Buckets.of(histogram, growth);
        final double most = buckets.counts().stream().mapToLong(Long::longValue).max().orElse(1);
        final StringBuilder lines = new StringBuilder(1024);
        for (int i = 0; i < buckets.counts().size(); i++)
        {
            final long count = buckets.counts().get(i);
            // The least share is seen, too.
            final int length = (int)Math.ceil(count / most * WIDTH);
            lines.append(
                String.format(Locale.ROOT, "  %10s .. %-10s %12d %6.2f%% %s", unit.apply(buckets.bounds().get(i)),
                    unit.apply(buckets.bounds().get(i + 1)), count, 100.0 * count / histogram.getTotalCount(),
                    "#".repeat(length)).stripTrailing())
                .append('\n');
        }
        return lines.toString();
    }
}
