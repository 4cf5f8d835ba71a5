package org.shmjournal.cli.bench;

import java.io.IOException;
import java.util.Map;
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
 * Measures how many records a second go through a channel here.
 */
@Command(
    name = "bench",
    description = {
        "Measures how many records a second go from a process to others here.",
        "One process writes, others read along and check what comes; a record's time is that of the slowest reader,",
        "from its first record to its last, a write's that of the writer's thread.",
        "Exit code 0: every record came as written. 1: something was wrong."},
    footer = {
        "",
        "Each process needs a processor for itself, and nothing else should run. Look at all rounds, and at",
        "'preempted': how often a thread lost its processor. With --rate the time of each write is taken, too, from",
        "when it was due, so that those behind a slow one count as slow.",
        "",
        "Examples:",
        "  journal bench",
        "  journal bench --payload 256 --ring 16 --readers 2",
        "  journal bench --dir /var/lib/orders --durability sync --records 2000",
        "  journal bench --rate 500000 --plot writes.svg"})
public final class BenchCommand implements Callable<Integer>
{
    @Mixin
    private CommonOptions common;

    @Mixin
    private ChannelOptions channel;

    @Mixin
    private RunOptions options;

    @Option(
        names = "--records",
        paramLabel = "N",
        description = "Records a round; default 5000000, or 5 s of --rate, or 5000 if flushed.")
    private Long records;

    @Option(names = "--rate", paramLabel = "N", description = "Write N records a second; default as many as can be.")
    private Long rate;

    @Option(
        names = "--readers",
        paramLabel = "N",
        description = "Processes that read along, 0 or more; default ${DEFAULT-VALUE}.")
    private int readers = 1;

    @Option(names = "--rounds", paramLabel = "N", description = "Rounds that count; default ${DEFAULT-VALUE}.")
    private int rounds = 5;

    @Option(
        names = "--warm-up-rounds",
        paramLabel = "N",
        description = "Rounds before those, which do not; default ${DEFAULT-VALUE}.")
    private int warmUpRounds = 2;

    @Override
    public Integer call() throws IOException
    {
        final BenchPlan plan = plan();
        options.check();
        final BenchReport report = new BenchReport(new StandardOutput(), Style.of(common.color()));
        try (Scratch scratch = options.scratch(BenchRun.bytesOnDisk(channel, plan)))
        {
            final boolean json = options.json();
            final BenchResult result = new BenchRun(channel, plan, scratch).run(
                options.timeoutSeconds(plan.roundSeconds()),
                conditions -> tell(json, () -> report.printHead(plan, conditions)),
                (name, round) -> tell(json, () -> report.printRound(name, round)));
            if (json)
            {
                Json.print(new StandardOutput(), out -> BenchReport.write(out, result));
            }
            else
            {
                report.printSummary(result);
            }
            leaveFiles(result);
        }
        return ExitCode.OK;
    }

    private BenchPlan plan()
    {
        channel.check();
        channel.require(records == null || records > 0, "--records must be at least 1");
        channel.require(rate == null || rate > 0, "--rate must be at least 1");
        channel.require(readers >= 0, "--readers must be at least 0");
        channel.require(rounds > 0, "--rounds must be at least 1");
        channel.require(warmUpRounds >= 0, "--warm-up-rounds must be at least 0");
        channel.require(rate != null || !options.writesHistogram(), "--histogram is of the writes at a --rate");
        // The conductor of the writer is busy, too.
        channel.idleOr(IdleMode.suiting(readers + 2, IdleMode.BACKOFF));
        final long perSecond = rate == null ? 0 : rate;
        return new BenchPlan(records == null ? BenchPlan.defaultRecords(channel, perSecond) : records, perSecond,
            readers, warmUpRounds, rounds);
    }

    private static void tell(final boolean json, final Runnable print)
    {
        if (!json)
        {
            print.run();
        }
    }

    private void leaveFiles(final BenchResult result) throws IOException
    {
        if (options.plots())
        {
            options.plot(BenchReport.picture(result));
        }
        if (options.writesHistogram())
        {
            options.writeHistograms(Map.of("write", result.writes()));
        }
    }
}
