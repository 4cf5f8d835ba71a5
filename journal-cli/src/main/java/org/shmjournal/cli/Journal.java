package org.shmjournal.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.shmjournal.cli.bench.BenchCommand;
import org.shmjournal.cli.bench.IdleMode;
import org.shmjournal.cli.bench.LatencyCommand;
import org.shmjournal.cli.bench.MeasureChild;
import org.shmjournal.cli.demo.DemoCommand;
import org.shmjournal.cli.demo.DemoEcho;
import org.shmjournal.cli.demo.DemoReader;
import org.shmjournal.cli.demo.DemoWriter;
import org.shmjournal.cli.input.Framing;
import org.shmjournal.cli.measure.loop.WriteMode;
import org.shmjournal.cli.output.ColorMode;
import org.shmjournal.cli.output.OutputFormat;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The {@code journal} command, and the process's main class.
 */
@Command(
    name = Journal.NAME,
    description = "Writes, follows and inspects channels: persistent streams of records in memory-mapped files.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
        "",
        "Exit codes: 0 well, 1 problems found, 2 usage, 3 not found, 4 corrupt, 5 locked by a live owner,",
        "6 storage full, 130 interrupted.",
        "",
        "Try this first:",
        "  journal demo",
        "  seq 1000 | journal write /tmp/numbers",
        "  journal tail --no-follow /tmp/numbers",
        "  journal info /tmp/numbers"})
public final class Journal implements Runnable
{
    static final String NAME = "journal";

    private static final int USAGE_WIDTH = 110;
    private static final Map<String, Supplier<Object>> COMMANDS = new LinkedHashMap<>();

    static
    {
        COMMANDS.put("demo", DemoCommand::new);
        COMMANDS.put("create", CreateCommand::new);
        COMMANDS.put("write", WriteCommand::new);
        COMMANDS.put("tail", TailCommand::new);
        COMMANDS.put("cat", CatCommand::new);
        COMMANDS.put("replay", ReplayCommand::new);
        COMMANDS.put("export", ExportCommand::new);
        COMMANDS.put("import", ImportCommand::new);
        COMMANDS.put("info", InfoCommand::new);
        COMMANDS.put("stats", StatsCommand::new);
        COMMANDS.put("ls", ListCommand::new);
        COMMANDS.put("top", TopCommand::new);
        COMMANDS.put("cursors", CursorsCommand::new);
        COMMANDS.put("verify", VerifyCommand::new);
        COMMANDS.put("recover", RecoverCommand::new);
        COMMANDS.put("prune", PruneCommand::new);
        COMMANDS.put("drain", DrainCommand::new);
        COMMANDS.put("terminate", TerminateCommand::new);
        COMMANDS.put("backup", BackupCommand::new);
        COMMANDS.put("restore", RestoreCommand::new);
        COMMANDS.put("bench", BenchCommand::new);
        COMMANDS.put("latency", LatencyCommand::new);
        COMMANDS.put("completion", CompletionCommand::new);
        COMMANDS.put("demo-writer", DemoWriter::new);
        COMMANDS.put("demo-reader", DemoReader::new);
        COMMANDS.put("demo-echo", DemoEcho::new);
        COMMANDS.put("measure-child", MeasureChild::new);
    }

    @Mixin
    private CommonOptions common;

    @Spec
    private CommandSpec spec;

    private ColorMode color = ColorMode.AUTO;
    private boolean stacktrace;

    /** Runs one command and ends the process with its exit code. */
    public static void main(final String[] args)
    {
        Interruption.install();
        int exitCode = ExitCode.PROBLEM;
        try
        {
            exitCode = run(args);
        }
        finally
        {
            Interruption.finish();
        }
        System.exit(exitCode);
    }

    /** Runs one command, and returns the exit code that its process is to have. */
    static int run(final String[] args)
    {
        return execute(commandLine(args), args);
    }

    private static int execute(final CommandLine command, final String[] args)
    {
        // A command would wait for its other thread, the conductor, for ever.
        Thread.setDefaultUncaughtExceptionHandler(
            (thread, failure) -> Runtime.getRuntime().halt(ErrorReport.report(failure, command)));
        try
        {
            return command.execute(args);
        }
        catch (final InternalError fault)
        {
            return ErrorReport.report(fault, command);
        }
    }

    @Override
    public void run()
    {
        throw new ParameterException(spec.commandLine(), "Missing command");
    }

    ColorMode color()
    {
        return color;
    }

    void color(final ColorMode mode)
    {
        color = mode;
    }

    boolean stacktrace()
    {
        return stacktrace;
    }

    void printStacktrace()
    {
        stacktrace = true;
    }

    private static CommandLine commandLine(final String[] args)
    {
        final CommandLine commandLine = new CommandLine(new Journal());
        final String named = firstCommand(args);
        if (named != null)
        {
            // Only the command that is asked for is looked at: the others would double the time that info takes.
            commandLine.addSubcommand(named, COMMANDS.get(named).get());
        }
        else
        {
            addAll(commandLine);
        }
        return configured(commandLine);
    }

    /** All commands, those among them that are not shown. */
    static CommandLine allCommands()
    {
        final CommandLine commandLine = new CommandLine(new Journal());
        addAll(commandLine);
        return configured(commandLine);
    }

    private static void addAll(final CommandLine commandLine)
    {
        COMMANDS.forEach((name, command) -> commandLine.addSubcommand(name, command.get()));
    }

    private static CommandLine configured(final CommandLine commandLine)
    {
        commandLine.setUsageHelpWidth(USAGE_WIDTH);
        register(commandLine, ColorMode.class);
        register(commandLine, CompletionCommand.Shell.class);
        register(commandLine, DurabilityMode.class);
        register(commandLine, Framing.class);
        register(commandLine, GatingMode.class);
        register(commandLine, IdleMode.class);
        register(commandLine, OutputFormat.class);
        register(commandLine, TickUnit.class);
        register(commandLine, WriteMode.class);
        commandLine.setExecutionExceptionHandler(new ErrorReport());
        commandLine.setParameterExceptionHandler(new ErrorReport());

        return commandLine;
    }

    private static <E extends Enum<E>> void register(final CommandLine commandLine, final Class<E> choices)
    {
        commandLine.registerConverter(choices, new Choice<>(choices));
    }

    private static String firstCommand(final String[] args)
    {
        for (final String arg : args)
        {
            if (!arg.startsWith("-"))
            {
                return COMMANDS.containsKey(arg) ? arg : null;
            }
        }
        return null;
    }
}
