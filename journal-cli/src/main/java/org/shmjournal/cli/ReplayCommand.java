package org.shmjournal.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.shmjournal.RecordContext;
import org.shmjournal.RecordHandler;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.cli.output.RecordPrinter;
import org.shmjournal.cli.output.StandardOutput;
import org.shmjournal.cli.output.Style;
import org.shmjournal.error.InterruptedWaitException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Plays records again, with the gaps that were between them.
 */
@Command(
    name = "replay",
    description = {
        "Plays the records of a channel again, with the gaps that were between them when they were written.",
        "Prints them, or writes them into another channel, for readers to meet them as they came.",
        "The records are those that are there when it begins; with --follow also each that comes."},
    footer = {
        "",
        "A target that is not there is created like the source. One that is there must have the same format.",
        "Gaps of less than 200 us are waited for without giving up the core.",
        "",
        "Examples:",
        "  journal replay --since 10m --until 5m /tmp/orders /tmp/again",
        "  journal replay --speed 10x --json /tmp/orders | jq .text"})
final class ReplayCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Mixin
    private SelectionOptions selection;

    @Mixin
    private FilterOptions filter;

    @Mixin
    private RecordOptions records;

    @Mixin
    private TrustOption trust;

    @Mixin
    private ProgressOption progress;

    @Option(
        names = "--speed",
        paramLabel = "original|Nx|max",
        converter = Speed.Converter.class,
        description = {
            "How quickly: original, the default, keeps the gaps; 2x halves them, 0.5x doubles them;",
            "max does not wait, and is the only one for channels without timestamps."})
    private Speed speed = Speed.ORIGINAL;

    @Option(
        names = "--keep-timestamps",
        description = {
            "Into a channel: give each record the timestamp that it had in the source.",
            "Without this it gets the time of its replay, as if its writer wrote it now."})
    private boolean keepTimestamps;

    @Option(
        names = {"-f", "--follow"},
        description = "Go on with each record that comes, until the channel is drained or terminated, or on Ctrl-C.")
    private boolean follow;

    @Option(
        names = "--report",
        description = "Say on standard error how well the gaps were kept: by how much they were too long or short.")
    private boolean report;

    @Parameters(index = "0", paramLabel = "SOURCE", description = "The directory of the channel to be replayed.")
    private Path source;

    @Parameters(
        index = "1", paramLabel = "TARGET", arity = "0..1",
        description = "The directory of another channel; default standard output.")
    private Path target;

    @Override
    public Integer call() throws IOException
    {
        requireUsable();
        try (ShmReader<?> reader = filter.applyTo(trust.channel(source)).openReader())
        {
            if (!reader.header().timestamps() && (!speed.isMax() || keepTimestamps))
            {
                throw usage((keepTimestamps ? "--keep-timestamps" : "--speed other than max") +
                    " needs timestamps, which this channel was created without");
            }
            final SelectedRange range = new SelectedRange(reader, selection, filter);
            Interruption.finishBefore(() -> {
                // Waits and loops look for it.
            });
            if (target == null)
            {
                print(reader, range);
            }
            else
            {
                write(reader, range);
            }
        }

        return Interruption.isRaised() ? ExitCode.INTERRUPTED : trust.exitCode();
    }

    private void requireUsable() throws IOException
    {
        if (target == null && keepTimestamps)
        {
            throw usage("--keep-timestamps is for a TARGET that is a channel");
        }
        if (target != null && records.isFormGiven())
        {
            throw usage("--output is for standard output, not for a TARGET");
        }
        if (target != null && Files.exists(target) && Files.exists(source) && Files.isSameFile(source, target))
        {
            throw usage("SOURCE and TARGET are the same channel");
        }
    }

    private void print(final ShmReader<?> reader, final SelectedRange range)
    {
        final RecordPrinter printer =
            records.printer(
                reader, filter, new StandardOutput(), Style.of(common.color()));
        final ReplayFacts facts = new ReplayFacts(source, target);
        try
        {
            play(range, printer, printer::flush, facts);
        }
        finally
        {
            printer.flush();
        }
        end(facts);
    }

    private void write(final ShmReader<?> reader, final SelectedRange range)
    {
        final ShmChannel<ByteBuffer> channel = trust.target(target);
        final ReplayFacts facts = new ReplayFacts(source, target);
        try (ReplayTarget writer = keepTimestamps ?
            ReplayTarget.timedAsBefore(channel, reader.header(), trust.channel(source).info().createdEpochNanos()) :
            ReplayTarget.timedNow(channel, reader.header()))
        {
            play(range, writer, () -> {
                // What is written is published.
            }, facts);
        }
        if (!Interruption.isRaised())
        {
            facts.print(new StandardOutput(), records.isJson());
        }
        end(facts);
    }

    private void play(
        final SelectedRange range, final RecordHandler next, final Runnable flush, final ReplayFacts facts)
    {
        final ReplayPace pace = new ReplayPace(source, speed, flush);
        final RecordHandler handler = speed.isMax() ? next : (buffer, offset, length, context) -> {
            pace.await(context.timestamp());
            next.onRecord(buffer, offset, length, context);
        };
        facts.begin(speed, pace.deviations());
        final RecordHandler counted = (final ByteBuffer buffer, final int offset, final int length,
            final RecordContext context) -> {
            handler.onRecord(buffer, offset, length, context);
            facts.add(length);
        };
        final Progress shown = target == null ? progress.beginBesideOutput() : progress.begin();
        try
        {
            if (follow)
            {
                range.follow(counted, shown, flush);
            }
            else
            {
                range.read(counted, shown);
            }
        }
        catch (final InterruptedWaitException stopped)
        {
            if (!Interruption.isRaised())
            {
                throw stopped;
            }
        }
        facts.end();
    }

    private void end(final ReplayFacts facts)
    {
        if (report)
        {
            System.err.println("journal: " + facts.describe());
        }
        if (Interruption.isRaised())
        {
            System.err.println("journal: interrupted; " + facts.records() + " records were replayed");
        }
    }

    private ParameterException usage(final String message)
    {
        return new ParameterException(spec.commandLine(), message);
    }
}
