package org.shmjournal.cli;

import org.shmjournal.Gating;
import org.shmjournal.ShmChannel;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Where the owner sees a reader stand, and what that holds back.
 */
final class CursorOptions
{
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
        names = "--cursor",
        paramLabel = "NAME",
        description = {
            "Keep the position under this name, and go on where it was. It moves when a record was printed, so that",
            "none is skipped; after a kill some may come again. A new one begins at the oldest record."})
    private String name;

    @Option(
        names = "--strong",
        paramLabel = "NAME",
        description = "The same as --cursor NAME --gating writer: nothing is lost, and a ring's writer waits.")
    private String strong;

    @Option(
        names = "--gating",
        paramLabel = "none|retention|writer",
        description = {
            "What is held back: nothing; the deletion of segments; or also a ring's writer. Default what the cursor",
            "did. Without --cursor it is held back for as long as this command runs."})
    private GatingMode gating;

    /** Whether the position is kept where the owner sees it, which takes permission to write there. */
    boolean isGiven()
    {
        return strong != null || name != null || gating != null && gating != GatingMode.NONE;
    }

    /** Whether there is a place to go on from. */
    boolean isNamed()
    {
        return strong != null || name != null;
    }

    <T> ShmChannel<T> applyTo(final ShmChannel<T> channel)
    {
        if (strong != null && (name != null || gating != null))
        {
            throw new ParameterException(command.commandLine(),
                "--strong NAME says --cursor NAME --gating writer: leave these out");
        }
        if (strong != null)
        {
            return channel.cursor(strong).gating(Gating.WRITER);
        }
        final ShmChannel<T> named = name == null ? channel : channel.cursor(name);
        return gating == null ? named : named.gating(gating.gating());
    }
}
