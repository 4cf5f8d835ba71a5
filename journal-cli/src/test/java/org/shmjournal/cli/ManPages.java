package org.shmjournal.cli;

import java.io.File;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/** Writes the help texts as sources of manual pages, which the profile {@code man} of the build converts. */
public final class ManPages
{
    private ManPages()
    {
    }

    /** The arguments are the folder of the pages, and the version. */
    public static void main(final String[] args) throws IOException
    {
        write(new File(args[0]), args[1]);
    }

    static void write(final File folder, final String version) throws IOException
    {
        final CommandLine commands = Journal.allCommands();
        for (final String name : List.copyOf(commands.getSubcommands().keySet()))
        {
            if (commands.getSubcommands().get(name).getCommandSpec().usageMessage().hidden())
            {
                commands.getCommandSpec().removeSubcommand(name);
            }
        }
        final CommandSpec spec = commands.getCommandSpec();
        describe(spec, version);
        if (ManPageGenerator.generateManPage(folder, null, new boolean[0], false, spec) != 0)
        {
            throw new IOException(folder + ": pages were not written");
        }
    }

    /** What only a page has, that of a command and those of its own: a version, and a heading over examples. */
    private static void describe(final CommandSpec spec, final String version)
    {
        spec.versionProvider(null).version(Journal.NAME + " " + version);
        spec.usageMessage().footerHeading("Notes%n");
        spec.subcommands().values().forEach(command -> describe(command.getCommandSpec(), version));
    }
}
