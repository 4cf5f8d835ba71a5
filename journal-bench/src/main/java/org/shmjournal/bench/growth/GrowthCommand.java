package org.shmjournal.bench.growth;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.shmjournal.bench.compare.Measured;
import org.shmjournal.bench.compare.Rounds;
import org.shmjournal.bench.compare.Settings;
import org.shmjournal.cli.measure.UsageException;

/** {@code growth readers|segments|lengths|threads|bytes|all [--plot DIR]}: how cost grows. */
public final class GrowthCommand
{
    /** For the help text. */
    public static final String HELP = """
        usage: growth readers|segments|lengths|threads|bytes|all [--plot DIR] [OPTION ...]

        Measures how cost grows: with readers (1 to 16), segments (1 to 1000), lengths of payloads (0 B to 1 MiB),
        writing threads (1 to 8), and bytes of a channel (1 to 50 GiB, on a disk with 64 GiB free).

          --plot DIR        writes a picture of each into this directory: growth-readers.svg and so on

        """;

    private GrowthCommand()
    {
    }

    /** Runs it. */
    public static void run(final List<String> arguments, final PrintStream out)
    {
        final List<String> rest = new ArrayList<>(arguments);
        final String name = rest.isEmpty() ? "all" : rest.remove(0);
        Path plot = null;
        final int at = rest.indexOf("--plot");
        if (at >= 0)
        {
            if (at + 1 == rest.size())
            {
                throw new UsageException("--plot needs a value");
            }
            rest.remove(at);
            plot = Path.of(rest.remove(at));
        }
        for (final Growth growth : selected(name))
        {
            final List<String> all = new ArrayList<>(growth.arguments());
            all.addAll(rest);
            final Measured measured = Rounds.run(growth.experiment().apply(Settings.parse(all)), out);
            if (plot != null)
            {
                draw(growth, measured, plot);
            }
        }
    }

    private static List<Growth> selected(final String name)
    {
        final List<Growth> selected =
            Growths.all().stream().filter(growth -> name.equals("all") || growth.name().equals(name)).toList();
        if (selected.isEmpty())
        {
            throw new UsageException("growth of what: " +
                String.join(", ", Growths.all().stream().map(Growth::name).toList()) + " or all; not " + name);
        }
        return selected;
    }

    private static void draw(final Growth growth, final Measured measured, final Path directory)
    {
        try
        {
            Files.createDirectories(directory);
            new GrowthPicture(growth, measured).write(directory.resolve("growth-" + growth.name() + ".svg"));
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }
}
