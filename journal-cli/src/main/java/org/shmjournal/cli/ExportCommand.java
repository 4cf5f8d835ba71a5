package org.shmjournal.cli;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.shmjournal.RecordContext;
import org.shmjournal.RecordHandler;
import org.shmjournal.ShmReader;
import org.shmjournal.cli.output.StandardOutput;
import org.shmjournal.cli.transfer.BinaryExport;
import org.shmjournal.cli.transfer.ExportForm;
import org.shmjournal.cli.transfer.ExportHeader;
import org.shmjournal.cli.transfer.NdjsonExport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Prints a channel so that import makes an equal one of it.
 */
@Command(
    name = "export",
    description = {
        "Prints a channel, or some of its records, so that 'journal import' makes an equal one of it.",
        "Prints its settings, each record with its timestamp, and an end, without which an export is not whole.",
        "The records are those that are there when it begins; with --follow also each that comes.",
        "Exit code 130: it was interrupted; with --follow what was printed is whole all the same."},
    footer = {
        "",
        "Examples:",
        "  journal export /tmp/orders | gzip > orders.ndjson.gz",
        "  journal export --binary /tmp/orders | journal import /mnt/orders"})
final class ExportCommand implements Callable<Integer>
{
    @Mixin
    private CommonOptions common;

    @Mixin
    private SelectionOptions selection;

    @Mixin
    private FilterOptions filter;

    @Mixin
    private TrustOption trust;

    @Mixin
    private ProgressOption progress;

    @Option(
        names = "--binary",
        description = "Frames with a checksum each, instead of a line of JSON each: half the size, or less.")
    private boolean binary;

    @Option(
        names = {"-f", "--follow"},
        description = "Go on with each record that comes, until the channel is drained or terminated, or on Ctrl-C.")
    private boolean follow;

    @Parameters(paramLabel = "CHANNEL", description = "The channel's directory.")
    private Path path;

    @Override
    public Integer call()
    {
        try (ShmReader<?> reader = filter.applyTo(trust.channel(path)).openReader())
        {
            final SelectedRange range = new SelectedRange(reader, selection, filter);
            final StandardOutput output = new StandardOutput();
            final ExportForm form = binary ? new BinaryExport(output) : new NdjsonExport(output);
            form.begin(new ExportHeader(reader.header(), trust.channel(path).info().createdEpochNanos()));
            print(range, form);
        }

        return Interruption.isRaised() ? ExitCode.INTERRUPTED : trust.exitCode();
    }

    private void print(final SelectedRange range, final ExportForm form)
    {
        final Counter counter = new Counter(form);
        Interruption.finishBefore(() -> {
            // The loops look for it.
        });
        try
        {
            if (follow)
            {
                range.follow(counter, progress.beginBesideOutput(), form::flush);
            }
            else
            {
                range.read(counter, progress.beginBesideOutput());
            }
        }
        catch (final RuntimeException failure)
        {
            // In front of damage, too, all is good.
            form.flush();
            throw failure;
        }
        if (Interruption.isRaised() && !follow)
        {
            form.flush();
            return;
        }
        form.end(counter.records);
    }

    /** For the end to tell. */
    private static final class Counter implements RecordHandler
    {
        private final RecordHandler next;
        private long records;

        private Counter(final RecordHandler next)
        {
            this.next = next;
        }

        @Override
        public void onRecord(
            final ByteBuffer buffer, final int offset, final int length, final RecordContext context)
        {
            next.onRecord(buffer, offset, length, context);
            records++;
        }
    }
}
