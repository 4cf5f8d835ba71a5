package org.shmjournal.bench.guard;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import org.shmjournal.bench.compare.AllocationExperiment;
import org.shmjournal.bench.compare.Measured;
import org.shmjournal.bench.compare.Rounds;
import org.shmjournal.bench.compare.Settings;
import org.shmjournal.cli.measure.Scratch;
import org.shmjournal.cli.measure.UsageException;

/**
 * {@code guard}: holds what a record costs, in instructions and in bytes allocated, against committed figures. Neither
 * depends on how busy the machine is. Instructions are those between a shorter run and a longer one, so that the JVM's
 * start and its compiler do not count; the compiler works in the foreground, and is the last one only.
 */
public final class GuardCommand
{
    /** For the help text. */
    public static final String HELP = """
        usage: guard [--figures FILE] [--update] [--java JAVA]

        Holds instructions and allocated bytes a record against committed figures; fails where more than a tenth
        is on top. Needs perf, or valgrind, for instructions. Takes some minutes with valgrind.

          --figures FILE    the committed figures (journal-bench/guard.properties)
          --update          writes them anew

        """;

    private static final int SHORT = 3_000_000;
    private static final int LONG = 6_000_000;
    private static final double TOLERANCE = 1.1;
    private static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private static final List<String> JVM_OPTIONS = List.of("-XX:+UseSerialGC", "-Xbatch", "-XX:-TieredCompilation",
        "-XX:CICompilerCount=1", "-XX:-UsePerfData");

    private Path file = Path.of("journal-bench", "guard.properties");
    private String java = JAVA;
    private boolean update;

    private GuardCommand(final List<String> arguments)
    {
        final Deque<String> rest = new ArrayDeque<>(arguments);
        while (!rest.isEmpty())
        {
            final String option = rest.remove();
            switch (option)
            {
                case "--update" -> update = true;
                case "--figures" -> file = Path.of(value(option, rest));
                case "--java" -> java = value(option, rest);
                default -> throw new UsageException("unknown option " + option);
            }
        }
    }

    private static String value(final String option, final Deque<String> rest)
    {
        if (rest.isEmpty())
        {
            throw new UsageException(option + " needs a value");
        }
        return rest.remove();
    }

    /** Runs it; true when nothing costs more than it did. */
    public static boolean run(final List<String> arguments, final PrintStream out)
    {
        return new GuardCommand(arguments).run(out);
    }

    private boolean run(final PrintStream out)
    {
        final Map<String, Double> figures = new LinkedHashMap<>();
        countBytes(figures, out);
        countInstructions(figures, out);
        if (update)
        {
            write(figures);
            out.println("written to " + file);
            return true;
        }
        return compare(figures, read(), out);
    }

    private static void countBytes(final Map<String, Double> figures, final PrintStream out)
    {
        final AllocationExperiment experiment =
            new AllocationExperiment(Settings.parse(List.of("--rounds", "3", "--warmup-rounds", "2")));
        final Measured measured = Rounds.run(experiment, out);
        measured.rounds().get(0).keySet().forEach(side -> figures.put("bytes." + side.replace(' ', '-'),
            measured.median(round -> round.get(side).get("bytes"))));
    }

    private void countInstructions(final Map<String, Double> figures, final PrintStream out)
    {
        final Counter counter = Counter.available();
        if (counter == null)
        {
            out.println(
                "instructions are not counted: there is neither a perf that may ask the processor nor valgrind");
            return;
        }
        out.println("instructions a record, between runs of " + SHORT + " and " + LONG + ", counted by " + counter);
        for (final Way way : Way.values())
        {
            final double instructions = (double)(count(counter, way, LONG) - count(counter, way, SHORT)) /
                (LONG - SHORT);
            figures.put("instructions." + way.name().toLowerCase(Locale.ROOT), instructions);
        }
    }

    private long count(final Counter counter, final Way way, final int records)
    {
        try (Scratch scratch = new Scratch(Scratch.defaultDirectory()))
        {
            final Deque<String> program = new ArrayDeque<>(JVM_OPTIONS);
            program.addFirst(java);
            program.addAll(List.of("-cp", System.getProperty("java.class.path"), Loop.class.getName(), way.name(),
                Integer.toString(records), scratch.path().toString()));
            return counter.run(List.copyOf(program));
        }
    }

    private static boolean compare(final Map<String, Double> figures, final Properties committed, final PrintStream out)
    {
        boolean good = true;
        out.printf("%-24s %12s %12s%n", "figure", "now", "committed");
        for (final Map.Entry<String, Double> figure : figures.entrySet())
        {
            final String text = committed.getProperty(figure.getKey());
            final boolean more = text != null && figure.getValue() > Double.parseDouble(text) * TOLERANCE;
            good &= !more;
            out.printf(Locale.ROOT, "%-24s %12.1f %12s%s%n", figure.getKey(), figure.getValue(),
                text == null ? "none" : text, more ? "  MORE" : "");
        }
        return good;
    }

    private Properties read()
    {
        final Properties committed = new Properties();
        try (BufferedReader reader = Files.newBufferedReader(file))
        {
            committed.load(reader);
            return committed;
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private void write(final Map<String, Double> figures)
    {
        try (BufferedWriter writer = Files.newBufferedWriter(file))
        {
            writer.write("# What a record of 32 bytes costs; made by journal-bench/run guard --update\n");
            for (final String name : new TreeSet<>(figures.keySet()))
            {
                writer.write(name + "=" + String.format(Locale.ROOT, "%.1f", figures.get(name)) + "\n");
            }
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }
}
