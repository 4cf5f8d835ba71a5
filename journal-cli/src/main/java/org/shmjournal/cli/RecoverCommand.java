package org.shmjournal.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.shmjournal.RecoveryReport;
import org.shmjournal.RecoverySpec;
import org.shmjournal.ShmChannel;
import org.shmjournal.cli.output.ErrorJson;
import org.shmjournal.cli.output.RecoveryFacts;
import org.shmjournal.cli.output.StandardOutput;
import org.shmjournal.cli.output.Style;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Does what the next writer would do before it writes, and leaves.
 */
@Command(
    name = "recover",
    description = {
        "Finds the end of a channel's stream after a kill or a power loss, as the next writer does.",
        "After a power loss, what stands behind the end goes to files in the channel's directory quarantine.",
        "Prints what was found and done.",
        "Exit code 4: the channel is damaged; --cut-at ends the stream there. 5: it has a live owner."},
    footer = {
        "",
        "Example:",
        "  journal verify /tmp/orders",
        "  journal recover --dry-run --cut-at 4096 /tmp/orders && journal recover --cut-at 4096 /tmp/orders"})
final class RecoverCommand implements Callable<Integer>
{
    @Mixin
    private CommonOptions common;

    @Mixin
    private SharingOption sharing;

    @Mixin
    private ProgressOption progress;

    @Option(
        names = "--dry-run",
        description = "Print what would be found and done, or why not; take no lock and change nothing.")
    private boolean dryRun;

    @Option(
        names = "--cut-at",
        paramLabel = "POSITION",
        converter = PositionConverter.class,
        description = {
            "End the stream there, for a channel that is damaged: what stands behind goes to quarantine.",
            "'journal verify' prints the position of damage."})
    private Long cutAt;

    @Option(
        names = "--discard-quarantine",
        description = "Keep nothing of what stands behind the end: for a disk that has no room for it.")
    private boolean discard;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Parameters(paramLabel = "CHANNEL", description = "The channel's directory.")
    private Path path;

    @Override
    public Integer call()
    {
        final RecoverySpec how = how();
        final Progress shown = progress.begin();
        final ShmChannel<?> channel = ShmChannel.at(path).fileOperations(WatchedFiles.of(sharing.files(), shown));
        final RecoveryReport report = ErrorJson.orPrint(json, path, () -> shown.around(() -> channel.recover(how)));
        new RecoveryFacts(path, report, dryRun).print(new StandardOutput(), json, Style.of(common.color()));

        return ExitCode.OK;
    }

    private RecoverySpec how()
    {
        RecoverySpec how = RecoverySpec.defaults();
        how = dryRun ? how.dryRun() : how;
        how = discard ? how.discardQuarantine() : how;
        return cutAt == null ? how : how.cutAt(cutAt);
    }
}
