package org.shmjournal.cli.bench;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.shmjournal.cli.measure.ArrivalRole;
import org.shmjournal.cli.measure.ChildProcess;
import org.shmjournal.cli.measure.Latencies;
import org.shmjournal.cli.measure.PacedWriterRole;
import org.shmjournal.cli.measure.PingRole;
import org.shmjournal.cli.measure.Round;
import org.shmjournal.cli.measure.Scratch;

/** Two processes exchange records at a steady rate: first one way, then requests and replies. */
final class LatencyRun
{
    /** Time for two processes to begin before the first record is due. */
    private static final long LEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final ChannelOptions options;
    private final LatencyPlan plan;
    private final Scratch scratch;
    private final int timeoutSeconds;
    private final Map<Measured, Histogram> latencies = new EnumMap<>(Measured.class);
    private final Map<Measured, Double> rates = new EnumMap<>(Measured.class);
    private Conditions conditions;
    private int rounds;

    LatencyRun(
        final ChannelOptions options, final LatencyPlan plan, final Scratch scratch, final int timeoutSeconds)
    {
        this.options = options;
        this.plan = plan;
        this.scratch = scratch;
        this.timeoutSeconds = timeoutSeconds;
    }

    /** How many bytes of the file system are in use at the same time, at most. */
    static long bytesOnDisk(final ChannelOptions options, final LatencyPlan plan)
    {
        final long records = Math.max(plan.records(), WarmUp.records(options, plan.rate(), plan.records()));
        return (plan.roundTrip() ? 2 : 1) * options.bytesOnDisk(records);
    }

    /**
     * Takes the times.
     *
     * @param onBegin is told the conditions when the first processes are there.
     */
    LatencyResult run(final Consumer<Conditions> onBegin)
    {
        if (plan.oneWay())
        {
            inProcesses(Part.PACED_WRITER, Part.ARRIVAL, onBegin, this::measureOneWay);
        }
        if (plan.roundTrip())
        {
            inProcesses(Part.PING, Part.PONG, onBegin, this::measureRoundTrips);
        }
        return new LatencyResult(plan, conditions, latencies, rates);
    }

    /** What two processes do together in a round. */
    private interface Exchange
    {
        void run(ChildProcess one, ChildProcess other, Round round);
    }

    private void inProcesses(
        final Part one, final Part other, final Consumer<Conditions> onBegin, final Exchange exchange)
    {
        try (Crew crew = new Crew(options, scratch.path(), timeoutSeconds))
        {
            try
            {
                final ChildProcess first = crew.start(one);
                final ChildProcess second = crew.start(other);
                begin(first, onBegin);
                exchange.run(first, second, warmUp());
                exchange.run(first, second, round(plan.records(), plan.rate()));
            }
            catch (final RuntimeException failure)
            {
                throw crew.reason(failure);
            }
        }
    }

    private void begin(final ChildProcess child, final Consumer<Conditions> onBegin)
    {
        if (conditions == null)
        {
            conditions = new Conditions(
                options, options.segmentSizeFor(plan.records()), scratch.path().getParent(), child.jvm());
            onBegin.accept(conditions);
        }
    }

    private Round warmUp()
    {
        return round(WarmUp.records(options, plan.rate(), plan.records()), WarmUp.rate(options, plan.rate()));
    }

    private Round round(final long records, final long rate)
    {
        return new Round(records, options.segmentSizeFor(records), rate, scratch.directory("round-" + rounds++));
    }

    /** Figures of a later round replace those of an earlier one. */
    private void measureOneWay(final ChildProcess writer, final ChildProcess reader, final Round round)
    {
        writer.prepare(round);
        reader.connect(round);
        final long due = System.nanoTime() + LEAD_NANOS;
        writer.dueFrom(due);
        reader.dueFrom(due);
        reader.start();
        writer.start();
        final Map<String, Long> written = writer.result();
        reader.result(round, options.payload());
        latencies.put(Measured.ONE_WAY, Latencies.decode(reader.text(ArrivalRole.ARRIVAL)));
        latencies.put(Measured.WRITE, Latencies.decode(writer.text(PacedWriterRole.RESPONSE)));
        rates.put(Measured.ONE_WAY, perSecond(round, written));
        reader.finish();
        writer.finish();
        if (!options.isRing())
        {
            Scratch.delete(round.place());
        }
    }

    private void measureRoundTrips(final ChildProcess ping, final ChildProcess pong, final Round round)
    {
        ping.prepare(round);
        pong.prepare(round);
        ping.connect(round);
        pong.connect(round);
        pong.start();
        ping.start();
        final Map<String, Long> pinged = ping.result(round, options.payload());
        pong.result(round, options.payload());
        latencies.put(Measured.ROUND_TRIP, Latencies.decode(ping.text(PingRole.TIMES)));
        rates.put(Measured.ROUND_TRIP, perSecond(round, pinged));
        ping.finish();
        pong.finish();
        Scratch.delete(round.place());
    }

    private static double perSecond(final Round round, final Map<String, Long> numbers)
    {
        return round.records() * NANOS_PER_SECOND / numbers.get("nanos");
    }
}
