package org.shmjournal.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.shmjournal.RecordHandler;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.cli.output.EpochNanos;
import org.shmjournal.cli.output.RecordPrinter;
import org.shmjournal.cli.output.StandardOutput;
import org.shmjournal.cli.output.Style;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * Prints the last records, then each that comes, whoever writes it.
 */
@Command(
    name = "tail",
    description = {
        "Prints the last records, then each that comes, across writers that leave, die and come back.",
        "Ends when the channel is drained or terminated, or on Ctrl-C."},
    footer = {"", "Example:", "  journal tail -n 20 --wait 10s /tmp/orders"})
final class TailCommand implements Callable<Integer>
{
    private static final String SEQUENCE = "sequence:";

    private static final int BATCH = 1024;

    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Mixin
    private RecordOptions records;

    @Mixin
    private FilterOptions filter;

    @Mixin
    private SharingOption sharing;

    @Option(names = "-n", paramLabel = "N", description = "Begin with the last N records; default 10.")
    private Long count;

    @Option(
        names = "--from",
        paramLabel = "WHERE",
        description = {
            "Begin there instead: start, end, the position of a record, sequence:N for the record",
            "with that sequence, or a time: 2026-01-31T12:00:00Z, or 10m for ten minutes ago."})
    private String from;

    @Option(names = "--no-follow", description = "End when there is nothing more.")
    private boolean noFollow;

    @Option(
        names = "--wait",
        paramLabel = "DURATION",
        converter = DurationConverter.class,
        description = "How long to wait for the channel to appear; default not at all.")
    private Duration wait = Duration.ZERO;

    @Parameters(paramLabel = "CHANNEL", description = "The channel's directory.")
    private Path path;

    @Override
    public Integer call()
    {
        if (from != null && count != null)
        {
            throw usage("-n and --from exclude each other");
        }
        try (ShmReader<?> reader = channel().deadline(wait).openReader())
        {
            seek(reader);
            final RecordPrinter printer = records.printer(
                reader, filter, new StandardOutput(), Style.of(common.color()));
            try
            {
                follow(reader, printer);
            }
            finally
            {
                printer.flush();
            }
        }

        return ExitCode.OK;
    }

    private ShmChannel<?> channel()
    {
        return filter.applyTo(new Losses().of(sharing.channel(path)));
    }

    private void seek(final ShmReader<?> reader)
    {
        if ("start".equals(from))
        {
            reader.seekToStart();
        }
        else if ("end".equals(from))
        {
            seekToEnd(reader);
        }
        else if (from != null && from.startsWith(SEQUENCE))
        {
            reader.seekToSequence(number(from.substring(SEQUENCE.length())));
        }
        else if (from != null && from.chars().allMatch(Character::isDigit))
        {
            reader.seek(number(from));
        }
        else if (from != null)
        {
            seekToTime(reader);
        }
        else
        {
            seekToLast(reader, count == null ? 10 : count);
        }
    }

    private void seekToLast(final ShmReader<?> reader, final long wanted)
    {
        if (wanted < 0)
        {
            throw usage("-n is negative: " + wanted);
        }
        reader.seekToStart();
        final long oldest = reader.sequence();
        seekToEnd(reader);
        final long end = reader.sequence();
        if (wanted > 0 && end > oldest)
        {
            reader.seekToSequence(Math.max(oldest, end - wanted));
        }
    }

    /** The end is where records are still to come: with --durable, those that are not yet known to be on the disk. */
    private void seekToEnd(final ShmReader<?> reader)
    {
        reader.seekToEnd();
        final long end = reader.position();
        final long durable = filter.durable() ? channel().info().durablePosition() : end;
        if (durable < end)
        {
            reader.seek(durable);
        }
    }

    private void seekToTime(final ShmReader<?> reader)
    {
        if (!reader.header().timestamps())
        {
            throw usage("--from takes start, end, a position or sequence:N, not '" + from +
                "': this channel was created without timestamps");
        }
        try
        {
            reader.seekToTime(EpochNanos.of(new TimeConverter().convert(from)));
        }
        catch (final TypeConversionException noTime)
        {
            throw usage("--from takes start, end, a position, sequence:N or a time: " + noTime.getMessage());
        }
    }

    private long number(final String digits)
    {
        try
        {
            return Long.parseLong(digits);
        }
        catch (final NumberFormatException malformed)
        {
            throw usage("--from has a number that is none: '" + from + "'");
        }
    }

    private void follow(final ShmReader<?> reader, final RecordPrinter printer)
    {
        final RecordHandler handler = handler(reader, printer);
        if (noFollow)
        {
            while (reader.poll(handler, BATCH) > 0)
            {
                // To the end.
            }
            return;
        }
        new Following(reader).run(handler, printer::flush, () -> false);
    }

    private RecordHandler handler(final ShmReader<?> reader, final RecordPrinter printer)
    {
        final Pattern pattern = filter.pattern();
        return pattern == null ? printer : new SelectedRecords(
            printer, pattern, filter.decoder(reader), new SelectionOptions());
    }

    private ParameterException usage(final String message)
    {
        return new ParameterException(spec.commandLine(), message);
    }
}
