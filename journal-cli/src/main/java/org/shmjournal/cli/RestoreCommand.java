package org.shmjournal.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.shmjournal.RecoveryReport;
import org.shmjournal.ShmChannel;
import org.shmjournal.cli.output.ErrorJson;
import org.shmjournal.cli.output.RecoveryFacts;
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
 * Makes a channel of what any tool has copied of one.
 */
@Command(
    name = "restore",
    description = {
        "Makes a channel of a copy that any tool has made of one, live or not.",
        "Copies its files, then recovers them as after a power loss; the copy is not changed.",
        "Prints what was found, as 'journal recover' does."},
    footer = {"", "Example:", "  cp -r /tmp/orders /backup/orders && journal restore /backup/orders /tmp/restored"})
final class RestoreCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Mixin
    private SharingOption sharing;

    @Mixin
    private ProgressOption progress;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Parameters(index = "0", paramLabel = "COPY", description = "The copy's directory.")
    private Path copy;

    @Parameters(index = "1", paramLabel = "CHANNEL", description = "Where to make the channel; none may be there.")
    private Path path;

    @Override
    public Integer call()
    {
        if (Files.isRegularFile(copy))
        {
            throw new ParameterException(spec.commandLine(), copy + " is a file: give the directory of a copy");
        }
        final Progress shown = progress.begin();
        shown.total(WatchedFiles.total(copy, 2));
        final ShmChannel<?> channel = ShmChannel.at(path).fileOperations(WatchedFiles.of(sharing.files(), shown));
        final RecoveryReport report = ErrorJson.orPrint(json, path, () -> shown.around(() -> channel.restore(copy)));
        new RecoveryFacts(path, report, false).print(new StandardOutput(), json, Style.of(common.color()));

        return ExitCode.OK;
    }
}
