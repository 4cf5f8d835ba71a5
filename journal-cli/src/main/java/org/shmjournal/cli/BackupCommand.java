package org.shmjournal.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.shmjournal.ShmChannel;
import org.shmjournal.cli.output.ErrorJson;
import org.shmjournal.cli.output.Json;
import org.shmjournal.cli.output.Printable;
import org.shmjournal.cli.output.StandardOutput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Copies a channel as it is now.
 */
@Command(
    name = "backup",
    description = {
        "Copies a channel as it is now to another directory, whatever its owner is doing.",
        "All that was published when it began is in the copy, whole and forced to the disk.",
        "The copy is a channel, and needs no restore."},
    footer = {"", "Example:", "  journal backup /tmp/orders /backup/orders && journal verify /backup/orders"})
final class BackupCommand implements Callable<Integer>
{
    @Mixin
    private CommonOptions common;

    @Mixin
    private SharingOption sharing;

    @Mixin
    private ProgressOption progress;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Parameters(index = "0", paramLabel = "CHANNEL", description = "The channel's directory.")
    private Path path;

    @Parameters(index = "1", paramLabel = "TARGET", description = "Directory of the copy; no channel may be there.")
    private Path target;

    @Override
    public Integer call()
    {
        final Progress shown = progress.begin();
        shown.total(WatchedFiles.total(path, 2));
        final ShmChannel<?> channel = ShmChannel.at(path).fileOperations(WatchedFiles.of(sharing.files(), shown));
        final long end = ErrorJson.orPrint(json, path, () -> shown.around(() -> channel.backup(target)));
        final StandardOutput output = new StandardOutput();
        if (json)
        {
            Json.print(output, out -> {
                out.writeStartObject();
                out.writeStringField("channel", path.toString());
                out.writeStringField("target", target.toString());
                out.writeNumberField("endPosition", end);
                out.writeEndObject();
            });
        }
        else
        {
            output.println(Printable.of(target) + ": backup of " + Printable.of(path) +
                ", whose stream ended at position " + end);
            output.flush();
        }

        return ExitCode.OK;
    }
}
