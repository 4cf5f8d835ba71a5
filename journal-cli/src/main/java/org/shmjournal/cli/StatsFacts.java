package org.shmjournal.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.LongFunction;
import com.fasterxml.jackson.core.JsonGenerator;
import org.HdrHistogram.Histogram;
import org.shmjournal.cli.output.ByteCount;
import org.shmjournal.cli.output.EpochNanos;
import org.shmjournal.cli.output.Facts;
import org.shmjournal.cli.output.Json;
import org.shmjournal.cli.output.Nanos;
import org.shmjournal.cli.output.Printable;
import org.shmjournal.cli.output.StandardOutput;
import org.shmjournal.cli.output.Style;
import org.shmjournal.cli.stats.Bars;
import org.shmjournal.cli.stats.Buckets;
import org.shmjournal.cli.stats.RecordStatistics;

/**
 * What records are like, for people and for programs.
 */
final class StatsFacts
{
    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99};

    private final Path channel;
    private final RecordStatistics statistics;

    StatsFacts(final Path channel, final RecordStatistics statistics)
    {
        this.channel = channel;
        this.statistics = statistics;
    }

    void print(final StandardOutput output, final boolean asJson, final Style style)
    {
        if (asJson)
        {
            Json.print(output, this::write);
        }
        else
        {
            output.print(describe(style));
            output.flush();
        }
    }

    /** The main facts, for below a picture's title. */
    String line()
    {
        final String line = statistics.records() + " records, sequence " + statistics.firstSequence() + " to " +
            statistics.lastSequence() + ", " + ByteCount.of(statistics.bytes()) + " of payload";
        return statistics.firstTimestamp() < 0 ? line :
            line + ", from " +
                EpochNanos.toInstant(statistics.firstTimestamp()) + " on for " + Nanos.of(statistics.spanNanos());
    }

    private String describe(final Style style)
    {
        final Facts facts = new Facts(style);
        facts.add("channel", Printable.of(channel));
        if (statistics.records() == 0)
        {
            facts.add("records", "none");
            return facts.toString();
        }
        facts.add("records", statistics.records() + ", sequence " + statistics.firstSequence() + " to " +
            statistics.lastSequence());
        facts.add("payload", ByteCount.of(statistics.bytes()));
        if (statistics.firstTimestamp() >= 0)
        {
            facts.add("first", EpochNanos.toInstant(statistics.firstTimestamp()).toString());
            facts.add("last", EpochNanos.toInstant(statistics.lastTimestamp()) + ", " +
                Nanos.of(statistics.spanNanos()) + " later");
            facts.add("rate", number(statistics.recordsPerSecond()) + " records/s on average, " +
                number(statistics.peakRecordsPerSecond()) + " in the busiest " + Nanos.of(statistics.rates().width()));
        }
        final StringBuilder text = new StringBuilder(facts.toString());
        append(text, style, "sizes", statistics.sizes(), Buckets.Growth.BINARY, ByteCount::of);
        append(text, style, "gaps", statistics.gaps(), Buckets.Growth.DECIMAL, Nanos::of);
        return text.toString();
    }

    private static void append(
        final StringBuilder text,
        final Style style,
        final String name,
        final Histogram histogram,
        final Buckets.Growth growth,
        final LongFunction<String> unit)
    {
        if (histogram.getTotalCount() == 0)
        {
            return;
        }
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
        text.append('\n').append(facts).append(Bars.of(histogram, growth, unit));
    }

    private void write(final JsonGenerator json) throws IOException
    {
        json.writeStartObject();
        json.writeStringField("channel", channel.toString());
        json.writeNumberField("records", statistics.records());
        json.writeNumberField("bytes", statistics.bytes());
        if (statistics.records() > 0)
        {
            json.writeNumberField("firstSequence", statistics.firstSequence());
            json.writeNumberField("lastSequence", statistics.lastSequence());
            if (statistics.firstTimestamp() >= 0)
            {
                json.writeStringField("first", EpochNanos.toInstant(statistics.firstTimestamp()).toString());
                json.writeStringField("last", EpochNanos.toInstant(statistics.lastTimestamp()).toString());
                json.writeNumberField("spanNanos", statistics.spanNanos());
                json.writeNumberField("recordsPerSecond", statistics.recordsPerSecond());
                json.writeNumberField("peakRecordsPerSecond", statistics.peakRecordsPerSecond());
                json.writeNumberField("peakSpanNanos", statistics.rates().width());
            }
            write(json, "sizes", statistics.sizes());
            write(json, "gapNanos", statistics.gaps());
        }
        json.writeEndObject();
    }

    private static void write(final JsonGenerator json, final String name, final Histogram histogram)
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

    private static String number(final double perSecond)
    {
        return String.format(Locale.ROOT, perSecond < 100 ? "%.2f" : "%.0f", perSecond);
    }
}
