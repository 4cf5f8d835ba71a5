package org.shmjournal.cli;

import java.nio.file.NoSuchFileException;
import java.util.concurrent.Callable;
import org.shmjournal.CursorInfo;
import org.shmjournal.cli.output.CursorChangeFacts;
import org.shmjournal.cli.output.ErrorJson;
import org.shmjournal.cli.output.StandardOutput;
import org.shmjournal.cli.output.Style;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Removes a cursor.
 */
@Command(
    name = "remove",
    description = {
        "Removes a cursor, so that it holds nothing back any more; whoever reads under its name begins anew.",
        "While a reader has it, it is refused (exit code 5), unless told otherwise."},
    footer = {"", "Example:", "  journal cursors remove /tmp/orders billing"})
final class CursorsRemoveCommand implements Callable<Integer>
{
    @Mixin
    private CommonOptions common;

    @Option(
        names = "--even-in-use",
        description = {
            "Take it from the reader that has it, too: that one goes on without, and is told what it lost if it",
            "lost anything."})
    private boolean evenInUse;

    @Mixin
    private CursorChange change;

    @Override
    public Integer call() throws NoSuchFileException
    {
        final CursorInfo before = ErrorJson.orPrint(change.isJson(), change.path(), () -> change.now().orElse(null));
        final boolean removed = ErrorJson.orPrint(change.isJson(), change.path(), () -> remove(before));
        if (!removed)
        {
            throw change.notThere();
        }
        CursorChangeFacts.ofRemoval(change.path(), change.name(), before, change.isDryRun())
            .print(new StandardOutput(), change.isJson(), Style.of(common.color()));

        return ExitCode.OK;
    }

    private boolean remove(final CursorInfo before)
    {
        if (!change.isDryRun())
        {
            return change.channel().removeCursor(change.name(), evenInUse);
        }
        if (before != null && !evenInUse)
        {
            change.refuseWhatIsInUse(before);
        }
        return before != null || change.hasFile();
    }
}
