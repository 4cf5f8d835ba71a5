package org.shmjournal.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.shmjournal.ShmReader;
import org.shmjournal.cli.output.ErrorJson;
import org.shmjournal.cli.output.Printable;
import org.shmjournal.cli.output.StandardOutput;
import org.shmjournal.cli.output.Style;
import org.shmjournal.cli.plot.Picture;
import org.shmjournal.cli.plot.StatisticsPicture;
import org.shmjournal.cli.stats.RecordStatistics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Says what a channel's records are like.
 */
@Command(
    name = "stats",
    description = {
        "Says what a channel's records are like: how large, how many a second, and how far apart, with histograms.",
        "Rates and gaps need timestamps. The records are those that are there when it begins."},
    footer = {
        "",
        "Example:",
        "  journal stats --since 1h --plot orders.svg /tmp/orders"})
final class StatsCommand implements Callable<Integer>
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
    private TrustOption trust;

    @Mixin
    private ProgressOption progress;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Option(
        names = "--plot",
        paramLabel = "FILE.svg|FILE.png",
        description = "Draw rates and histograms into this file, too.")
    private Path plot;

    @Parameters(paramLabel = "CHANNEL", description = "The channel's directory.")
    private Path path;

    @Override
    public Integer call() throws IOException
    {
        if (plot != null && !Picture.isKnown(plot))
        {
            throw new ParameterException(spec.commandLine(), "--plot takes a file that ends in .svg or .png");
        }
        final RecordStatistics statistics = ErrorJson.orPrint(json, path, this::gather);
        final StatsFacts facts = new StatsFacts(path, statistics);
        facts.print(new StandardOutput(), json, Style.of(common.color()));
        if (plot != null && statistics.records() > 0)
        {
            StatisticsPicture.of("Channel " + Printable.of(path), facts.line(), statistics).write(plot);
        }
        else if (plot != null)
        {
            System.err.println("journal: note: there is nothing to draw in " + plot);
        }

        return trust.exitCode();
    }

    private RecordStatistics gather()
    {
        final RecordStatistics statistics = new RecordStatistics();
        try (ShmReader<?> reader = filter.applyTo(trust.channel(path)).openReader())
        {
            new SelectedRange(reader, selection, filter).read(statistics, progress.begin());
        }
        return statistics;
    }
}
