package org.shmjournal.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import com.fasterxml.jackson.core.JsonGenerator;
import org.shmjournal.cli.output.ByteCount;
import org.shmjournal.cli.output.EpochNanos;
import org.shmjournal.cli.output.Facts;
import org.shmjournal.cli.output.Json;
import org.shmjournal.cli.output.Nanos;
import org.shmjournal.cli.output.Printable;
import org.shmjournal.cli.output.StandardOutput;
import org.shmjournal.cli.output.Style;
import org.shmjournal.cli.stats.Buckets;
import org.shmjournal.cli.stats.Distribution;
import org.shmjournal.cli.stats.RecordStatistics;

/**
 * What records are like, for people and for programs.
 */
final class StatsFacts
{
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
        text.append('\n').append(
            Distribution.describe(style, "sizes", statistics.sizes(), Buckets.Growth.BINARY, ByteCount::of));
        if (statistics.gaps().getTotalCount() > 0)
        {
            text.append('\n').append(
                Distribution.describe(style, "gaps", statistics.gaps(), Buckets.Growth.DECIMAL, Nanos::of));
        }
        return text.toString();
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
            Distribution.write(json, "sizes", statistics.sizes());
            Distribution.write(json, "gapNanos", statistics.gaps());
        }
        json.writeEndObject();
    }

    private static String number(final double perSecond)
    {
        return String.format(Locale.ROOT, perSecond < 100 ? "%.2f" : "%.0f", perSecond);
    }
}
