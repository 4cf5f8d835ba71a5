package org.shmjournal.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.shmjournal.RecordHandler;
import org.shmjournal.ShmReader;
import org.shmjournal.cli.output.RecordPrinter;
import org.shmjournal.cli.output.StandardOutput;
import org.shmjournal.cli.output.Style;
import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.error.PositionUnavailableException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/**
 * Prints the records that are there, and ends.
 */
@Command(
    name = "cat",
    description = {
        "Prints the records that are there, and ends; also while they are being written.",
        "What was piped into 'journal write' comes out byte for byte."},
    footer = {"", "Example:", "  journal cat --json --sequence 100.. --limit 5 /tmp/orders"})
final class CatCommand implements Callable<Integer>
{
    private static final int BATCH = 1024;

    @Mixin
    private CommonOptions common;

    @Mixin
    private RecordOptions records;

    @Mixin
    private SelectionOptions selection;

    @Mixin
    private TrustOption trust;

    @Parameters(paramLabel = "CHANNEL", description = "The channel's directory.")
    private Path path;

    @Override
    public Integer call()
    {
        try (ShmReader<?> reader = records.applyTo(trust.channel(path)).openReader())
        {
            selection.requireUsable(reader);
            final RecordPrinter printer = records.printer(reader, new StandardOutput(), Style.of(common.color()));
            try
            {
                print(reader, printer);
            }
            finally
            {
                // Also in front of damage: everything before it is good.
                printer.flush();
            }
        }

        return ExitCode.OK;
    }

    private void print(final ShmReader<?> reader, final RecordPrinter printer)
    {
        final long end = endSequence(reader);
        final SelectedRecords selected = new SelectedRecords(printer, records.pattern(), selection);
        final RecordHandler handler = selection.isEverything() && records.pattern() == null ? printer : selected;
        seekToFirst(reader, end);
        while (reader.sequence() < end && !selected.isDone(reader.sequence()))
        {
            final int limit = (int)Math.min(BATCH, end - reader.sequence());
            if (reader.poll(handler, limit) == 0)
            {
                return;
            }
        }
    }

    /** Where to end, so that a writer as fast as this does not keep it going for ever. */
    private static long endSequence(final ShmReader<?> reader)
    {
        try
        {
            reader.seekToEnd();
            return reader.sequence();
        }
        catch (final CorruptChannelException damaged)
        {
            return Long.MAX_VALUE;
        }
    }

    private void seekToFirst(final ShmReader<?> reader, final long end)
    {
        reader.seekToStart();
        final long first = selection.sequences().first();
        if (first > reader.sequence() && first < end)
        {
            try
            {
                reader.seekToSequence(first);
            }
            catch (final PositionUnavailableException | CorruptChannelException unavailable)
            {
                // From the start, then, so that what is wrong is met where it stands.
                reader.seekToStart();
            }
        }
    }
}
