package org.shmjournal.bench.goal;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import org.shmjournal.bench.compare.Measured;
import org.shmjournal.cli.measure.Environment;
import org.shmjournal.cli.measure.UsageException;
import org.shmjournal.cli.plot.PercentilePicture;

/**
 * {@code goals P1 [P2 ...] | all}: measures goals, prints every round, and at the end what was met.
 */
public final class GoalsCommand
{
    /** For the help text. */
    public static final String HELP = """
        usage: goals P1 [P2 ...]|all [--json] [--json-file FILE] [--plot DIR] [--commit ID] [--list] [OPTION ...]

        Measures goals, each beside its peers, in alternating rounds, and prints every round; then, a line a criterion,
        whether it is met: that of ours to the peer's of the same round. Options overrule those of each goal.

          --json            one JSON array on standard output, an object a goal; the rounds go to standard error
          --plot DIR        writes percentile plots into this directory, where times of single records are taken
          --json-file FILE  writes the JSON into a file, too, with the date, the machine, and --commit
          --list            which goals there are, and with which options they are measured

        """;

    private final List<String> ids = new ArrayList<>();
    private final List<String> options = new ArrayList<>();
    /** Where the command line is, for those who measure that. */
    private final List<String> journal = new ArrayList<>();
    private boolean json;
    private boolean list;
    private Path file;
    private Path plots;
    private String commit = "unknown";

    private GoalsCommand(final List<String> arguments)
    {
        final Deque<String> rest = new ArrayDeque<>(arguments);
        while (!rest.isEmpty())
        {
            final String argument = rest.remove();
            switch (argument)
            {
                case "--json" -> json = true;
                case "--list" -> list = true;
                case "--plot" -> plots = Path.of(value(argument, rest));
                case "--json-file" -> file = Path.of(value(argument, rest));
                case "--commit" -> commit = value(argument, rest);
                case "--journal" -> journal.addAll(List.of(argument, value(argument, rest)));
                default -> take(argument);
            }
        }
        options.addAll(journal);
    }

    /** Goals come first, what is for the experiments behind them. */
    private void take(final String argument)
    {
        if (options.isEmpty() && !argument.startsWith("-"))
        {
            ids.add(argument);
        }
        else
        {
            options.add(argument);
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

    /** Runs it; true when all goals were met. */
    public static boolean run(final List<String> arguments, final PrintStream out)
    {
        return new GoalsCommand(arguments).run(out);
    }

    private boolean run(final PrintStream out)
    {
        final List<Goal> goals = selected();
        if (list)
        {
            goals.forEach(goal -> goal.parts().forEach(part -> part.settings(options)));
            goals.forEach(goal -> print(goal, out));
            return true;
        }
        final PrintStream log = json ? System.err : out;
        final List<Result> results = new ArrayList<>();
        final List<String> failed = new ArrayList<>();
        for (final Goal goal : goals)
        {
            log.println(goal.id() + ": " + goal.what());
            try
            {
                results.add(new Result(goal, goal.parts().stream().map(part -> part.run(options, log)).toList()));
            }
            catch (final UsageException ex)
            {
                throw ex;
            }
            catch (final RuntimeException ex)
            {
                // The others are measured all the same.
                log.println(goal.id() + " could not be measured: " + ex);
                failed.add(goal.id());
                continue;
            }
            draw(results.get(results.size() - 1));
            // All that there is so far: a long run that is cut off leaves its figures.
            write(results);
        }
        new ResultTable(log).print(results);
        if (json)
        {
            writeArray(results, out);
        }
        if (!failed.isEmpty())
        {
            throw new IllegalStateException("could not be measured: " + String.join(", ", failed));
        }
        return results.stream().allMatch(Result::met);
    }

    private void draw(final Result result)
    {
        if (plots == null)
        {
            return;
        }
        for (final Outcome outcome : result.outcomes())
        {
            final Measured measured = outcome.measured();
            if (!measured.histograms().isEmpty())
            {
                draw(result.goal().id() + (outcome.part().name().isEmpty() ? "" : "-" + outcome.part().name()),
                    measured);
            }
        }
    }

    private void draw(final String name, final Measured measured)
    {
        try
        {
            Files.createDirectories(plots);
            final Map<String, String> conditions = measured.conditions();
            PercentilePicture
                .of(measured.title().split(":")[0], conditions.get("JDK") + "; " + conditions.get("file system"),
                    measured.histograms())
                .write(plots.resolve(name.replace(' ', '-').toLowerCase(Locale.ROOT) + ".svg"));
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private List<Goal> selected()
    {
        final List<Goal> all = Goals.all(Places.usual());
        if (ids.isEmpty() || ids.contains("all"))
        {
            return all;
        }
        final List<Goal> selected = new ArrayList<>();
        for (final String id : ids)
        {
            selected.add(all.stream().filter(goal -> goal.id().equalsIgnoreCase(id)).findFirst()
                .orElseThrow(() -> new UsageException("there is no goal " + id + "; there are P1 to P13")));
        }
        return selected;
    }

    private static void print(final Goal goal, final PrintStream out)
    {
        out.println(goal.id() + "  " + goal.what());
        for (final Part part : goal.parts())
        {
            out.println("     " + String.join(" ", part.arguments()));
            for (final Criterion criterion : part.criteria())
            {
                out.println("     " + criterion.what() + " <= " + criterion.goal() + ", " + criterion.over());
            }
        }
    }

    private void write(final List<Result> results)
    {
        if (file == null)
        {
            return;
        }
        try (PrintStream out = new PrintStream(Files.newOutputStream(file)))
        {
            final JsonGenerator generator = generator(out);
            generator.writeStartObject();
            generator.writeStringField("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
            generator.writeStringField("commit", commit);
            generator.writeStringField("machine", Environment.kernel() + ", " + Environment.cpu());
            generator.writeStringField("jdk", System.getProperty("java.vm.name") + " " + Runtime.version());
            generator.writeFieldName("goals");
            write(results, generator);
            generator.writeEndObject();
            generator.close();
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private static void writeArray(final List<Result> results, final PrintStream out)
    {
        try (JsonGenerator generator = generator(out))
        {
            write(results, generator);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private static JsonGenerator generator(final PrintStream out) throws IOException
    {
        return new JsonFactory().createGenerator(out, JsonEncoding.UTF8)
            .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET).useDefaultPrettyPrinter();
    }

    private static void write(final List<Result> results, final JsonGenerator generator) throws IOException
    {
        generator.writeStartArray();
        final ResultJson writer = new ResultJson(generator);
        for (final Result result : results)
        {
            writer.write(result);
        }
        generator.writeEndArray();
    }
}
