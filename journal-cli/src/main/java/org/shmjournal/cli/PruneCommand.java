package org.shmjournal.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.shmjournal.ChannelSpec;
import org.shmjournal.PruneReport;
import org.shmjournal.Retention;
import org.shmjournal.ShmChannel;
import org.shmjournal.cli.output.ErrorJson;
import org.shmjournal.cli.output.PruneFacts;
import org.shmjournal.cli.output.StandardOutput;
import org.shmjournal.cli.output.Style;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Deletes what is not kept.
 */
@Command(
    name = "prune",
    description = {
        "Deletes the oldest segments of a channel, those that are not kept. Segments go whole.",
        "Not kept is what the policy it was created with does not keep, or what is too many, too much or too old by " +
            "what is asked for here.",
        "While a channel has an owner, that one deletes by the channel's policy, and prune is refused (exit code 5)."},
    footer = {
        "",
        "Example:",
        "  journal prune --dry-run --keep-bytes 10G /tmp/orders && journal prune --keep-bytes 10G /tmp/orders"})
final class PruneCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Mixin
    private SharingOption sharing;

    @Mixin
    private RetentionOptions retention;

    @Option(
        names = "--dry-run",
        description = "Print what would be deleted; take no lock and change nothing.")
    private boolean dryRun;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Parameters(paramLabel = "CHANNEL", description = "The channel's directory.")
    private Path path;

    @Override
    public Integer call()
    {
        final ShmChannel<?> channel = sharing.channel(path);
        final PruneReport report = ErrorJson.orPrint(json, path, () -> {
            final Retention keep = keep(channel.info().header());
            return dryRun ? channel.previewPrune(keep) : channel.prune(keep);
        });
        new PruneFacts(report, dryRun).print(new StandardOutput(), json, Style.of(common.color()));

        return ExitCode.OK;
    }

    private Retention keep(final ChannelSpec header)
    {
        final Retention keep = retention.isGiven() ? retention.retention() : header.retention();
        if (keep.policy() == Retention.Policy.KEEP_ALL || keep.policy() == Retention.Policy.SINGLE_SEGMENT)
        {
            throw new ParameterException(spec.commandLine(),
                "The channel keeps everything: say what to keep, with one of " + RetentionOptions.NAMES);
        }
        if (keep.policy() == Retention.Policy.KEEP_FOR && !header.timestamps())
        {
            throw new ParameterException(spec.commandLine(),
                "--keep-for needs timestamps, which this channel was created without");
        }
        return keep;
    }
}
