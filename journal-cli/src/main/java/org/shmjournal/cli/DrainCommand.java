package org.shmjournal.cli;

import java.nio.file.Path;
import java.time.Duration;
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
 * Ends the stream for ever.
 */
@Command(
    name = "drain",
    description = {
        "Ends the stream of a channel for ever: readers get what is there, then its end; nobody writes to it again.",
        "A channel without an owner is drained at once, after a kill or a power loss as the next writer would.",
        "An owner is asked: it drains at its writer's next call, be that close, since only its own thread writes",
        "the stream, and later calls fail. The command waits for that up to --timeout; exit code 1: not yet."},
    footer = {"", "Example:", "  journal drain --dry-run /tmp/orders && journal drain --timeout 1m /tmp/orders"})
final class DrainCommand implements Callable<Integer>
{
    @Mixin
    private CommonOptions common;

    @Mixin
    private SharingOption sharing;

    @Option(
        names = "--dry-run",
        description = "Print what would be done; take no lock and change nothing.")
    private boolean dryRun;

    @Option(
        names = "--timeout",
        paramLabel = "DURATION",
        converter = DurationConverter.class,
        description = "How long to wait for a live owner; default 10s. After that it stays asked.")
    private Duration timeout = Duration.ofSeconds(10);

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Parameters(paramLabel = "CHANNEL", description = "The channel's directory.")
    private Path path;

    @Override
    public Integer call()
    {
        final ShmChannel<?> channel = ShmChannel.at(path).fileOperations(sharing.files()).deadline(timeout);
        final EndReport report =
            ErrorJson.orPrint(json, path, () -> dryRun ? channel.previewDrain() : channel.drain());
        new EndFacts(report, dryRun).print(new StandardOutput(), json, Style.of(common.color()));

        return ExitCode.OK;
    }
}
