package org.shmjournal.cli.bench;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.shmjournal.cli.CommonOptions;
import org.shmjournal.cli.ExitCode;
import org.shmjournal.cli.measure.Scratch;
import org.shmjournal.cli.output.Json;
import org.shmjournal.cli.output.StandardOutput;
import org.shmjournal.cli.output.Style;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Measures how long a record takes from process to process here.
 */
@Command(
    name = "latency",
    description = {
        "Measures how long a record takes from process to process here, at a steady rate.",
        "First one way, from a writer to a reader, with the time of the writes themselves; then requests and replies",
        "over two channels. Times count from when a record was due at the rate, not from when its turn came, so that",
        "a pause shows in all records that it held up (they are free of coordinated omission).",
        "Exit code 0: every record came as written. 1: something was wrong."},
    footer = {
        "",
        "Each process needs a processor for itself, and nothing else should run. One way is measured by",
        "System.nanoTime in both processes, which is one clock for all processes of a Linux system. How readers wait",
        "decides: see --idle.",
        "",
        "Examples:",
        "  journal latency",
        "  journal latency --rate 500000 --seconds 60 --one-way --plot latency.svg",
        "  journal latency --dir /var/lib/orders --durability sync --rate 50"})
public final class LatencyCommand implements Callable<Integer>
{
    private static final long FLUSHED_RATE = 100;
    private static final long RATE = 100_000;

    @Mixin
    private CommonOptions common;

    @Mixin
    private ChannelOptions channel;

    @Mixin
    private RunOptions options;

    @Option(
        names = "--rate",
        paramLabel = "N",
        description = "Records a second; default " + RATE + ", or " + FLUSHED_RATE + " if each is flushed.")
    private Long rate;

    @Option(
        names = "--seconds",
        paramLabel = "N",
        description = "How long each of both is measured; default ${DEFAULT-VALUE}.")
    private long seconds = 5;

    @Option(names = "--one-way", description = "Only from writer to reader.")
    private boolean oneWay;

    @Option(names = "--round-trip", description = "Only requests and replies.")
    private boolean roundTrip;

    @Override
    public Integer call() throws IOException
    {
        final LatencyPlan plan = plan();
        options.check();
        final StandardOutput output = new StandardOutput();
        final LatencyReport report = new LatencyReport(output, Style.of(common.color()));
        try (Scratch scratch = options.scratch(LatencyRun.bytesOnDisk(channel, plan)))
        {
            final LatencyRun run =
                new LatencyRun(channel, plan, scratch, options.timeoutSeconds(plan.seconds()));
            if (options.json())
            {
                final LatencyResult result = run.run(conditions -> {
                });
                Json.print(output, out -> LatencyReport.write(out, result));
                leaveFiles(result);
            }
            else
            {
                final LatencyResult result = run.run(conditions -> report.printHead(plan, conditions));
                report.print(result);
                leaveFiles(result);
            }
        }
        return ExitCode.OK;
    }

    private LatencyPlan plan()
    {
        channel.check();
        channel.require(rate == null || rate > 0, "--rate must be at least 1");
        channel.require(seconds > 0, "--seconds must be at least 1");
        channel.idleOr(IdleMode.suiting(2, IdleMode.YIELD));
        final long perSecond = rate != null ? rate : channel.flushEvery() > 0 ? FLUSHED_RATE : RATE;
        channel.require(perSecond <= Integer.MAX_VALUE && seconds <= Integer.MAX_VALUE,
            "--rate and --seconds must be less than 2^31");
        final boolean both = oneWay == roundTrip;
        return new LatencyPlan(perSecond, seconds, both || oneWay, both || roundTrip);
    }

    private void leaveFiles(final LatencyResult result) throws IOException
    {
        if (options.plots())
        {
            options.plot(LatencyReport.picture(result));
        }
        if (options.writesHistogram())
        {
            options.writeHistograms(LatencyReport.byTitle(result));
        }
    }
}
