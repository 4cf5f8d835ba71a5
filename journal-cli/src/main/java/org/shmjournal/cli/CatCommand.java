package org.shmjournal.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.shmjournal.ShmReader;
import org.shmjournal.cli.output.RecordPrinter;
import org.shmjournal.cli.output.StandardOutput;
import org.shmjournal.cli.output.Style;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
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
    @Mixin
    private CommonOptions common;

    @Mixin
    private RecordOptions records;

    @Mixin
    private FilterOptions filter;

    @Mixin
    private SelectionOptions selection;

    @Mixin
    private TrustOption trust;

    @Mixin
    private ProgressOption progress;

    @Option(
        names = "--skip-damage",
        description = {
            "Go on behind damage, at the next record that the index knows of, or the next segment.",
            "Tell on standard error what was skipped, and exit with 4."})
    private boolean skipDamage;

    @Parameters(paramLabel = "CHANNEL", description = "The channel's directory.")
    private Path path;

    @Override
    public Integer call()
    {
        boolean damaged = false;
        try (ShmReader<?> reader = filter.applyTo(trust.channel(path)).openReader())
        {
            final SelectedRange range = new SelectedRange(reader, selection, filter);
            if (skipDamage)
            {
                range.skipDamage();
            }
            final RecordPrinter printer = records.printer(
                reader, filter, new StandardOutput(), Style.of(common.color()));
            try
            {
                range.read(printer, progress.beginBesideOutput());
                damaged = range.isDamaged();
            }
            finally
            {
                // Also in front of damage: everything before it is good.
                printer.flush();
            }
        }

        return damaged ? ExitCode.CORRUPT : trust.exitCode();
    }
}
