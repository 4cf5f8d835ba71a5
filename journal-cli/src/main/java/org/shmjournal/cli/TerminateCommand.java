package org.shmjournal.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.shmjournal.EndReport;
import org.shmjournal.ShmChannel;
import org.shmjournal.cli.output.EndFacts;
import org.shmjournal.cli.output.ErrorJson;
import org.shmjournal.cli.output.StandardOutput;
import org.shmjournal.cli.output.Style;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Aborts everyone who reads or writes a channel.
 */
@Command(
    name = "terminate",
    description = {
        "Aborts everyone at once: readers get nothing more, the writer's calls fail.",
        "Nothing that was written is lost: a later writer may open the channel again, and goes on as after a kill.",
        "One that was drained stays so."},
    footer = {"", "Example:", "  journal terminate /tmp/orders"})
final class TerminateCommand implements Callable<Integer>
{
    @Mixin
    private CommonOptions common;

    @Mixin
    private SharingOption sharing;

    @Option(
        names = "--dry-run",
        description = "Print what would be done; take no lock and change nothing.")
    private boolean dryRun;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Parameters(paramLabel = "CHANNEL", description = "The channel's directory.")
    private Path path;

    @Override
    public Integer call()
    {
        final ShmChannel<?> channel = ShmChannel.at(path).fileOperations(sharing.files());
        final EndReport report =
            ErrorJson.orPrint(json, path, () -> dryRun ? channel.previewTerminate() : channel.terminate());
        new EndFacts(report, dryRun).print(new StandardOutput(), json, Style.of(common.color()));

        return ExitCode.OK;
    }
}
