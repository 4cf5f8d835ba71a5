package org.shmjournal.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.shmjournal.cli.demo.DemoException;
import org.shmjournal.cli.input.InputException;
import org.shmjournal.cli.measure.NoRoomException;
import org.shmjournal.cli.measure.UsageException;
import org.shmjournal.cli.measure.loop.MeasureException;
import org.shmjournal.cli.output.BrokenPipeException;
import org.shmjournal.cli.output.OutputFullException;
import org.shmjournal.cli.output.Printable;
import org.shmjournal.cli.output.ToldException;
import org.shmjournal.cli.process.ChildException;
import org.shmjournal.cli.transfer.DamagedExportException;
import org.shmjournal.error.ChannelExistsException;
import org.shmjournal.error.ChannelFullException;
import org.shmjournal.error.ChannelLockedException;
import org.shmjournal.error.ChannelMismatchException;
import org.shmjournal.error.ChannelNotFoundException;
import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.error.CursorInUseException;
import org.shmjournal.error.InterruptedWaitException;
import org.shmjournal.error.JournalException;
import org.shmjournal.error.OwnerFencedException;
import org.shmjournal.error.PositionUnavailableException;
import org.shmjournal.error.StorageFullException;
import org.shmjournal.error.UnsupportedVersionException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Turns every failure into one line on standard error and an exit code; the one place that does.
 */
final class ErrorReport implements IExecutionExceptionHandler, IParameterExceptionHandler
{
    /** The run of the command that has told of a truncated file; null before. */
    private static Object truncationToldIn;

    @Override
    public int handleParseException(final ParameterException failure, final String[] args)
    {
        final CommandLine command = failure.getCommandLine();
        print(failure.getMessage().strip().replaceAll("\\s*\\R\\s*", " ") + "; see '" +
            command.getCommandSpec().qualifiedName() + " --help'");
        return ExitCode.USAGE;
    }

    @Override
    public int handleExecutionException(
        final Exception failure, final CommandLine command, final ParseResult parsed)
    {
        if (failure instanceof ParameterException usage)
        {
            return handleParseException(usage, new String[0]);
        }
        if (failure instanceof BrokenPipeException)
        {
            // Whoever read our output has seen enough.
            return ExitCode.OK;
        }
        return report(failure, command, channel(parsed));
    }

    /** Reports what was thrown past the command; one that was not even parsed has no channel. */
    static int report(final Throwable failure, final CommandLine command)
    {
        return report(failure, command, command.getParseResult() == null ? null : channel(command.getParseResult()));
    }

    private static int report(final Throwable failure, final CommandLine command, final Path channel)
    {
        final Object run = command.getCommandSpec().root().userObject();
        if (!(failure instanceof ToldException) && !isToldAlready(failure, run))
        {
            print(message(failure, channel));
        }
        if (((Journal)run).stacktrace())
        {
            final StringWriter trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace));
            trace.toString().lines().map(line -> Printable.of(line.replace("\t", "    "))).forEach(System.err::println);
        }

        return exitCode(failure);
    }

    /** The JVM may tell of a truncated file again, and of the second time while the first one is reported. */
    private static synchronized boolean isToldAlready(final Throwable failure, final Object run)
    {
        if (!isTruncation(failure))
        {
            return false;
        }
        final boolean again = run == truncationToldIn;
        truncationToldIn = run;
        return again;
    }

    private static void print(final String message)
    {
        final PrintStream error = System.err;
        error.println("journal: " + Printable.of(message.strip()));
        error.flush();
    }

    /** The channel that the command line names, or null. */
    private static Path channel(final ParseResult parsed)
    {
        ParseResult innermost = parsed;
        while (innermost.hasSubcommand())
        {
            innermost = innermost.subcommand();
        }
        for (final PositionalParamSpec parameter : innermost.matchedPositionals())
        {
            if (parameter.getValue() instanceof Path path)
            {
                return path;
            }
        }
        return null;
    }

    /** What to say about a failure while a channel, if it is known which, was being looked at. */
    static String message(final Throwable failure, final Path channel)
    {
        if (isTruncation(failure))
        {
            return (channel == null ? "a channel" : channel) + ": one of its files was truncated while it was mapped:" +
                " restore it from a backup; 'journal cat --untrusted' prints what stands before that";
        }
        return message(failure);
    }

    private static String message(final Throwable failure)
    {
        if (failure instanceof JournalException || failure instanceof InputException ||
            failure instanceof DamagedExportException || failure instanceof DemoException ||
            failure instanceof OutputFullException || failure instanceof ChildException ||
            failure instanceof MeasureException || failure instanceof UsageException ||
            failure instanceof IllegalArgumentException)
        {
            return String.valueOf(failure.getMessage());
        }
        if (failure instanceof UncheckedIOException wrapped)
        {
            return message(wrapped.getCause());
        }
        if (failure instanceof NoSuchFileException missing)
        {
            return missing.getFile() + ": no such file: check the path";
        }
        if (failure instanceof AccessDeniedException denied)
        {
            return denied.getFile() + ": permission denied: give this user the permission, or run as another";
        }
        if (failure instanceof FileSystemException || failure instanceof IOException)
        {
            return String.valueOf(failure.getMessage());
        }
        return "unexpected " + failure + "; run again with --stacktrace and report it";
    }

    /** What the JVM makes of an access to a page that is not there any more, there or on the owner's other thread. */
    private static boolean isTruncation(final Throwable failure)
    {
        for (Throwable cause = failure; cause != null; cause = cause.getCause())
        {
            if (cause instanceof InternalError && String.valueOf(cause.getMessage()).contains("memory access"))
            {
                return true;
            }
        }
        return false;
    }

    static int exitCode(final Throwable failure)
    {
        if (isTruncation(failure))
        {
            return ExitCode.CORRUPT;
        }
        if (failure instanceof ChannelNotFoundException || failure instanceof NoSuchFileException)
        {
            return ExitCode.NOT_FOUND;
        }
        if (failure instanceof CorruptChannelException || failure instanceof UnsupportedVersionException ||
            failure instanceof DamagedExportException)
        {
            return ExitCode.CORRUPT;
        }
        if (failure instanceof ChannelLockedException || failure instanceof OwnerFencedException ||
            failure instanceof CursorInUseException)
        {
            return ExitCode.LOCKED;
        }
        if (failure instanceof StorageFullException || failure instanceof ChannelFullException ||
            failure instanceof OutputFullException || failure instanceof NoRoomException)
        {
            return ExitCode.STORAGE_FULL;
        }
        if (failure instanceof ChannelMismatchException || failure instanceof ChannelExistsException ||
            failure instanceof PositionUnavailableException || failure instanceof IllegalArgumentException)
        {
            return ExitCode.USAGE;
        }
        if (failure instanceof InterruptedWaitException)
        {
            return ExitCode.INTERRUPTED;
        }
        if (failure instanceof UncheckedIOException || failure instanceof ToldException)
        {
            return exitCode(failure.getCause());
        }
        return ExitCode.PROBLEM;
    }
}
