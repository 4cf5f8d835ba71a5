package org.shmjournal.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.shmjournal.RecordHandler;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.cli.output.RecordPrinter;
import org.shmjournal.cli.output.StandardOutput;
import org.shmjournal.cli.output.Style;
import org.shmjournal.error.PositionUnavailableException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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
    private CursorOptions cursor;

    @Mixin
    private SharingOption sharing;

    @Option(names = "-n", paramLabel = "N", description = "Begin with the last N records; default 10, " +
        "with a cursor that has a name where it was.")
    private Long count;

    @Option(
        names = "--from",
        paramLabel = "WHERE",
        description = {
            "Begin there instead: start, end, the position of a record, sequence:N for the record",
            "with that sequence, or a time: 2026-01-31T12:00:00Z, or 10m for ten minutes ago.",
            "A cursor is moved there."})
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
        try (ShmReader<?> reader = cursor.applyTo(channel()).deadline(wait).openReader())
        {
            if (cursor.isGiven())
            {
                // Closed in order, so that what is held back for as long as this runs is free at once.
                Interruption.finishBefore(() -> {
                });
            }
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
        if (StreamPlace.END.equals(from))
        {
            seekToEnd(reader);
        }
        else if (from != null)
        {
            new StreamPlace(spec, "--from", from).seek(reader);
        }
        else if (count != null || !cursor.isNamed())
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
            seekTo(reader, Math.max(oldest, end - wanted));
        }
    }

    private static void seekTo(final ShmReader<?> reader, final long sequence)
    {
        try
        {
            reader.seekToSequence(sequence);
        }
        catch (final PositionUnavailableException overtaken)
        {
            reader.seekToStart();
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

    private void follow(final ShmReader<?> reader, final RecordPrinter printer)
    {
        final RecordHandler handler = handler(reader, printer);
        if (noFollow)
        {
            while (!Interruption.isRaised() && reader.poll(handler, BATCH) > 0)
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
        final RecordHandler selected = pattern == null ? printer : new SelectedRecords(
            printer, pattern, filter.decoder(reader), new SelectionOptions());
        return !cursor.isGiven() ? selected : (buffer, offset, length, context) -> {
            selected.onRecord(buffer, offset, length, context);
            // The cursor moves behind a record only when that is out.
            printer.flush();
        };
    }

    private ParameterException usage(final String message)
    {
        return new ParameterException(spec.commandLine(), message);
    }
}
