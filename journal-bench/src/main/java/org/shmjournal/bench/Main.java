package org.shmjournal.bench;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.shmjournal.bench.compare.AllocationExperiment;
import org.shmjournal.bench.compare.AppendComparison;
import org.shmjournal.bench.compare.ChecksumComparison;
import org.shmjournal.bench.compare.CommandExperiment;
import org.shmjournal.bench.compare.Experiment;
import org.shmjournal.bench.compare.IdleExperiment;
import org.shmjournal.bench.compare.KeepComparison;
import org.shmjournal.bench.compare.ManyWritersComparison;
import org.shmjournal.bench.compare.OpeningExperiment;
import org.shmjournal.bench.compare.PacedComparison;
import org.shmjournal.bench.compare.ReadersExperiment;
import org.shmjournal.bench.compare.ReplayComparison;
import org.shmjournal.bench.compare.RingComparison;
import org.shmjournal.bench.compare.RoundTripComparison;
import org.shmjournal.bench.compare.Rounds;
import org.shmjournal.bench.compare.SeekExperiment;
import org.shmjournal.bench.compare.SetUpExperiment;
import org.shmjournal.bench.compare.Settings;
import org.shmjournal.bench.compare.StreamingComparison;
import org.shmjournal.bench.goal.GoalsCommand;
import org.shmjournal.bench.growth.GrowthCommand;
import org.shmjournal.bench.guard.GuardCommand;
import org.shmjournal.cli.measure.UsageException;

/**
 * Measures the journal beside a bare loop, and beside what its users use now, in processes of their own:
 * {@code java -jar benchmarks.jar streaming}.
 */
public final class Main
{
    private static final String HELP = """
        usage: java -jar benchmarks.jar COMMAND [OPTION ...]

        Measures the journal beside a bare loop over a mapped file, and its peers, in alternating rounds, and prints
        every round.

        commands:
          goals P1 ...|all  whether the goals are met; see goals --help
          growth ...        how cost grows with readers, segments, lengths, threads, bytes; see growth --help
          guard             whether a record costs more than committed figures say; see guard --help
          setup             what it takes to open, and what memory
          streaming         one process writes, another reads along
          round-trip        one process sends requests, another replies
          replay            one process reads what is there
          append            one process writes
          ring              one process writes to a ring, others read along that it waits for; Aeron IPC beside it
          many-writers      threads of one process write, another reads along; Aeron beside it
          readers           one process writes, one reader or four read along
          keep              one process appends 2 GiB and keeps it; Chronicle Queue and Aeron Archive beside it
          paced             one process writes at a steady rate; Chronicle Queue beside it
          checksums         what they cost, beside CRC32C alone
          opening           opening after kill -9, of a small channel and a large one
          seek              by sequence and by time
          allocation        bytes a write and a poll
          idle              a reader that waits
          commands          journal verify and cat, sha256sum and grep

        """;

    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private Main()
    {
    }

    /** Exits with 0, with 1 when something failed or a goal was missed, with 2 when the arguments make no sense. */
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

    private static int run(final List<String> arguments, final PrintStream out)
    {
        if (arguments.isEmpty() || isHelp(arguments.get(0)))
        {
            out.print(HELP + Settings.HELP);
            return arguments.isEmpty() ? USAGE : OK;
        }
        final List<String> rest = arguments.subList(1, arguments.size());
        final boolean help = rest.stream().anyMatch(Main::isHelp);
        return switch (arguments.get(0))
        {
            case "goals" -> help ? print(GoalsCommand.HELP, out) : GoalsCommand.run(rest, out) ? OK : FAILED;
            case "guard" -> help ? print(GuardCommand.HELP, out) : GuardCommand.run(rest, out) ? OK : FAILED;
            case "growth" -> help ? print(GrowthCommand.HELP, out) : grow(rest, out);
            default -> help ? print(HELP, out) : compare(arguments.get(0), rest, out);
        };
    }

    private static int print(final String help, final PrintStream out)
    {
        out.print(help + Settings.HELP);
        return OK;
    }

    private static int grow(final List<String> arguments, final PrintStream out)
    {
        GrowthCommand.run(arguments, out);
        return OK;
    }

    private static int compare(final String command, final List<String> arguments, final PrintStream out)
    {
        Rounds.run(experiment(command).apply(Settings.parse(arguments)), out);
        return OK;
    }

    private static boolean isHelp(final String argument)
    {
        return List.of("help", "--help", "-h").contains(argument);
    }

    private static Function<Settings, Experiment> experiment(final String command)
    {
        return switch (command)
        {
            case "setup" -> SetUpExperiment::new;
            case "streaming" -> StreamingComparison::new;
            case "round-trip" -> RoundTripComparison::new;
            case "replay" -> ReplayComparison::new;
            case "append" -> AppendComparison::new;
            case "ring" -> RingComparison::new;
            case "many-writers" -> ManyWritersComparison::new;
            case "readers" -> ReadersExperiment::new;
            case "keep" -> KeepComparison::new;
            case "paced" -> PacedComparison::new;
            case "checksums" -> ChecksumComparison::new;
            case "opening" -> OpeningExperiment::new;
            case "seek" -> SeekExperiment::new;
            case "allocation" -> AllocationExperiment::new;
            case "idle" -> IdleExperiment::new;
            case "commands" -> CommandExperiment::new;
            default -> throw new UsageException("unknown command " + command + "; see --help");
        };
    }
}
