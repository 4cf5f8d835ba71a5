package org.shmjournal.bench;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import org.shmjournal.cli.measure.Child;
import org.shmjournal.cli.measure.Role;
import org.shmjournal.cli.measure.Scratch;
import org.shmjournal.cli.measure.UsageException;
import org.shmjournal.cli.measure.loop.PayloadLength;

/**
 * Compares the journal with a bare loop, or with Aeron, in processes of their own:
 * {@code java -jar benchmarks.jar streaming}.
 */
public final class Main
{
    /** The command with which a child is started. */
    static final String CHILD = "child";

    private static final String HELP = """
        usage: java -jar benchmarks.jar COMMAND [OPTION ...]

        Compares the journal with a bare loop over a mapped file, or with Aeron, in alternating rounds, and prints
        every round.

        commands:
          streaming    one process writes, another reads along
          round-trip   one process sends requests, another replies
          replay       one process reads what is there
          append       one process writes
          ring         one process writes to a ring, others read along that it waits for; Aeron IPC beside it
          many-writers threads of one process write, another reads along; compared with Aeron
          all          all of these

        """;

    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private Main()
    {
    }

    /** Exits with 0, with 1 when something failed, with 2 when the arguments make no sense. */
    public static void main(final String[] arguments)
    {
        int status = FAILED;
        try
        {
            status = run(Arrays.asList(arguments), System.out);
        }
        catch (final UsageException ex)
        {
            System.err.println(ex.getMessage());
            status = USAGE;
        }
        catch (final Exception ex)
        {
            ex.printStackTrace();
        }
        System.exit(status);
    }

    private static int run(final List<String> arguments, final PrintStream out) throws InterruptedException
    {
        if (arguments.isEmpty() || List.of("help", "--help", "-h").contains(arguments.get(0)))
        {
            out.print(HELP + Settings.HELP);
            return arguments.isEmpty() ? USAGE : OK;
        }
        final String command = arguments.get(0);
        final List<String> rest = arguments.subList(1, arguments.size());
        if (command.equals(CHILD))
        {
            final Settings settings = Settings.parse(rest.subList(2, rest.size()));
            PayloadLength.set(settings.payload());
            final Role role = RoleName.valueOf(rest.get(1)).create(settings, Kind.valueOf(rest.get(0)));
            new Child(role, out).serve();
            return OK;
        }
        compare(comparisons(command), Settings.parse(rest), out);
        return OK;
    }

    private static List<BiFunction<Settings, Scratch, Comparison>> comparisons(final String command)
    {
        return switch (command)
        {
            case "streaming" -> List.of(StreamingComparison::new);
            case "round-trip" -> List.of(RoundTripComparison::new);
            case "replay" -> List.of(ReplayComparison::new);
            case "append" -> List.of(AppendComparison::new);
            case "ring" -> List.of(RingComparison::new);
            case "many-writers" -> List.of(ManyWritersComparison::new);
            case "all" -> List.of(StreamingComparison::new, RoundTripComparison::new, ReplayComparison::new,
                AppendComparison::new, ManyWritersComparison::new);
            default -> throw new UsageException("unknown command " + command + "; see --help");
        };
    }

    private static void compare(
        final List<BiFunction<Settings, Scratch, Comparison>> comparisons,
        final Settings settings,
        final PrintStream out)
    {
        PayloadLength.set(settings.payload());
        for (final BiFunction<Settings, Scratch, Comparison> comparison : comparisons)
        {
            try (Scratch scratch = new Scratch(settings.dir()))
            {
                comparison.apply(settings, scratch).run(out);
            }
        }
    }
}
