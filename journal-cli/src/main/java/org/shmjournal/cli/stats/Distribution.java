package org.shmjournal.cli.stats;

import java.io.IOException;
import java.util.function.LongFunction;
import com.fasterxml.jackson.core.JsonGenerator;
import org.HdrHistogram.Histogram;
import org.shmjournal.cli.output.Facts;
import org.shmjournal.cli.output.Style;

/**
 * A histogram with its percentiles, for people and for programs.
 */
public final class Distribution
{
    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99};

    private Distribution()
    {
    }

    /**
     * A line of percentiles, and below it bars. The histogram has values.
     *
     * @param growth of buckets, where values are far apart.
     * @param unit   of values, for people.
     */
    public static String describe(
        final Style style,
        final String name,
        final Histogram histogram,
        final Buckets.Growth growth,
        final LongFunction<String> unit)
    {
        final StringBuilder summary = new StringBuilder("min ").append(unit.apply(histogram.getMinValue()));
        for (final double percentile : PERCENTILES)
        {
            summary.append(", ").append(name(percentile)).append(' ')
                .append(unit.apply(histogram.getValueAtPercentile(percentile)));
        }
        summary.append(", max ").append(unit.apply(histogram.getMaxValue()))
            .append(", mean ").append(unit.apply(Math.round(histogram.getMean())));
        final Facts facts = new Facts(style);
        facts.add(name, summary.toString());
        return facts + Bars.of(histogram, growth, unit);
    }

    /** A field with an object, unless the histogram has no values. */
    public static void write(final JsonGenerator json, final String name, final Histogram histogram)
        throws IOException
    {
        if (histogram.getTotalCount() == 0)
        {
            return;
        }
        json.writeObjectFieldStart(name);
        json.writeNumberField("count", histogram.getTotalCount());
        json.writeNumberField("min", histogram.getMinValue());
        for (final double percentile : PERCENTILES)
        {
            json.writeNumberField(name(percentile), histogram.getValueAtPercentile(percentile));
        }
        json.writeNumberField("max", histogram.getMaxValue());
        json.writeNumberField("mean", histogram.getMean());
        json.writeEndObject();
    }

    private static String name(final double percentile)
    {
        return "p" + (percentile == Math.rint(percentile) ? Long.toString((long)percentile) :
            Double.toString(percentile));
    }
}
