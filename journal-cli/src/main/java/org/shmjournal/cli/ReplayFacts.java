package org.shmjournal.cli;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.shmjournal.cli.output.Json;
import org.shmjournal.cli.output.Nanos;
import org.shmjournal.cli.output.Printable;
import org.shmjournal.cli.output.StandardOutput;

/**
 * What a replay did, and how well it kept the gaps. One thread.
 */
final class ReplayFacts
{
    private static final double MEDIAN = 50;
    private static final double P99 = 99;
    private static final double P999 = 99.9;

    private final Path source;
    private final Path target;
    private Speed speed;
    private Histogram deviations;
    private long started;
    private long nanos;
    private long records;
    private long bytes;

    /** Of one replay; {@code target} is null where it is standard output. */
    ReplayFacts(final Path source, final Path target)
    {
        this.source = source;
        this.target = target;
    }

    /** It begins now; {@code deviations} of gaps will be filled. */
    void begin(final Speed atSpeed, final Histogram ofGaps)
    {
        speed = atSpeed;
        deviations = ofGaps;
        started = System.nanoTime();
    }

    void add(final int length)
    {
        records++;
        bytes += length;
    }

    void end()
    {
        nanos = System.nanoTime() - started;
    }

    long records()
    {
        return records;
    }

    /** In one line. */
    String describe()
    {
        final String replayed = Printable.of(source) + ": replayed " + records + " records, " + bytes + " bytes, in " +
            Nanos.of(nanos);
        return deviations.getTotalCount() == 0 ? replayed : replayed + "; gaps off by " +
            Nanos.of(deviations.getValueAtPercentile(MEDIAN)) + " at the median, " +
            Nanos.of(deviations.getValueAtPercentile(P99)) + " at p99, " +
            Nanos.of(deviations.getValueAtPercentile(P999)) + " at p99.9, " +
            Nanos.of(deviations.getMaxValue()) + " at most";
    }

    /** Prints them, for people, or as one JSON object. */
    void print(final StandardOutput output, final boolean asJson)
    {
        if (!asJson)
        {
            output.println(Printable.of(target) + ": replayed " + records + " records, " + bytes + " bytes, in " +
                Nanos.of(nanos));
            output.flush();
            return;
        }
        Json.print(output, json -> {
            json.writeStartObject();
            json.writeStringField("source", source.toString());
            json.writeStringField("target", target.toString());
            json.writeStringField("speed", speed.isMax() ? "max" : speed.factor() + "x");
            json.writeNumberField("records", records);
            json.writeNumberField("bytes", bytes);
            json.writeNumberField("seconds", nanos / (double)TimeUnit.SECONDS.toNanos(1));
            json.writeObjectFieldStart("gapDeviationNanos");
            json.writeNumberField("count", deviations.getTotalCount());
            json.writeNumberField("p50", deviations.getValueAtPercentile(MEDIAN));
            json.writeNumberField("p99", deviations.getValueAtPercentile(P99));
            json.writeNumberField("p99.9", deviations.getValueAtPercentile(P999));
            json.writeNumberField("max", deviations.getMaxValue());
            json.writeEndObject();
            json.writeEndObject();
        });
    }
}
