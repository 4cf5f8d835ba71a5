package org.shmjournal.cli;

import java.util.concurrent.Callable;
import org.shmjournal.cli.output.StandardOutput;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/**
 * Prints what makes a shell complete commands and options.
 */
@Command(
    name = "completion",
    description = {
        "Prints a script that makes a shell complete the names of commands, options and files.",
        "To have it in each shell, put the line of the example into ~/.bashrc or ~/.zshrc."},
    footer = {"", "Example:", "  source <(journal completion bash)"})
final class CompletionCommand implements Callable<Integer>
{
    @Mixin
    private CommonOptions common;

    @Parameters(paramLabel = "bash|zsh", description = "The shell.")
    private Shell shell;

    /** Those that are known. One script serves both; zsh takes it by way of its bashcompinit. */
    enum Shell
    {
        /** GNU bash. */
        BASH,
        /** Z shell. */
        ZSH;

        @Override
        public String toString()
        {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    @Override
    public Integer call()
    {
        final StandardOutput output = new StandardOutput();
        output.print(AutoComplete.bash(Journal.NAME, Journal.allCommands()));
        output.flush();

        return ExitCode.OK;
    }
}
