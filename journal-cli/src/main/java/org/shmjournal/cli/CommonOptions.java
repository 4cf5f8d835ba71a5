package org.shmjournal.cli;

import org.shmjournal.cli.output.ColorMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The options that every command takes, before or behind its name.
 */
@Command(versionProvider = Version.class)
public final class CommonOptions
{
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help.")
    private boolean help;

    @Option(names = {"-V", "--version"}, versionHelp = true, description = "Show the versions in use.")
    private boolean version;

    @Option(names = "--color", paramLabel = "auto|always|never",
        description = "When to use colour; NO_COLOR is heeded.")
    void color(final ColorMode mode)
    {
        if (mode != null)
        {
            journal().color(mode);
        }
    }

    @Option(names = "--stacktrace", description = "Show where in the code an error arose.")
    void stacktrace(final boolean wanted)
    {
        if (wanted)
        {
            journal().printStacktrace();
        }
    }

    /** What was asked for, wherever on the command line. */
    public ColorMode color()
    {
        return journal().color();
    }

    private Journal journal()
    {
        return (Journal)command.root().userObject();
    }
}
