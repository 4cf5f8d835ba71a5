package org.shmjournal.cli;

import org.shmjournal.cli.output.Terminal;
import picocli.CommandLine.Option;

/**
 * Whether to say how far a long work got.
 */
final class ProgressOption
{
    @Option(
        names = "--progress",
        negatable = true,
        description = "Say on standard error how far it got; by default on a terminal only.")
    private Boolean wanted;

    /** Of work that prints no records. */
    Progress begin()
    {
        final boolean terminal = Terminal.isStandardError();
        return wanted == null ? terminal ? begin(true) : Progress.NONE : wanted ? begin(terminal) : Progress.NONE;
    }

    /** Of work that prints records: those shall not be broken up on a terminal. */
    Progress beginBesideOutput()
    {
        return wanted == null && Terminal.isStandardOutput() ? Progress.NONE : begin();
    }

    private static Progress begin(final boolean terminal)
    {
        return new Progress(System.err, terminal, System.nanoTime());
    }
}
