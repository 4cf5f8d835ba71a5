package org.shmjournal.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.shmjournal.cli.demo.DemoException;
import org.shmjournal.cli.input.InputException;
import org.shmjournal.cli.output.BrokenPipeException;
import org.shmjournal.error.ChannelExistsException;
import org.shmjournal.error.ChannelFullException;
import org.shmjournal.error.ChannelLockedException;
import org.shmjournal.error.ChannelMismatchException;
import org.shmjournal.error.ChannelNotFoundException;
import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.error.InterruptedWaitException;
import org.shmjournal.error.JournalException;
import org.shmjournal.error.OwnerFencedException;
import org.shmjournal.error.PositionUnavailableException;
import org.shmjournal.error.StorageFullException;
import org.shmjournal.error.UnsupportedVersionException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Turns every failure into one line on standard error and an exit code; the one place that does.
 */
final class ErrorReport implements IExecutionExceptionHandler, IParameterExceptionHandler
{
    @Override
    public int handleParseException(final ParameterException failure, final String[] args)
    {
        final CommandLine command = failure.getCommandLine();
        print(failure.getMessage() + "; see '" + command.getCommandSpec().qualifiedName() + " --help'");
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
        print(message(failure));
        if (((Journal)command.getCommandSpec().root().userObject()).stacktrace())
        {
            failure.printStackTrace();
        }

        return exitCode(failure);
    }

    static void print(final String message)
    {
        final PrintStream error = System.err;
        error.println("journal: " + message.strip().replaceAll("\\s*\\R\\s*", " "));
        error.flush();
    }

    private static String message(final Exception failure)
    {
        if (failure instanceof JournalException || failure instanceof InputException ||
            failure instanceof DemoException ||
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
            return missing.getFile() + ": no such file";
        }
        if (failure instanceof AccessDeniedException denied)
        {
            return denied.getFile() + ": permission denied";
        }
        if (failure instanceof FileSystemException || failure instanceof IOException)
        {
            return String.valueOf(failure.getMessage());
        }
        return "unexpected " + failure + "; run again with --stacktrace and report it";
    }

    private static int exitCode(final Exception failure)
    {
        if (failure instanceof ChannelNotFoundException || failure instanceof NoSuchFileException)
        {
            return ExitCode.NOT_FOUND;
        }
        if (failure instanceof CorruptChannelException || failure instanceof UnsupportedVersionException)
        {
            return ExitCode.CORRUPT;
        }
        if (failure instanceof ChannelLockedException || failure instanceof OwnerFencedException)
        {
            return ExitCode.LOCKED;
        }
        if (failure instanceof StorageFullException || failure instanceof ChannelFullException)
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
        if (failure instanceof UncheckedIOException wrapped)
        {
            return exitCode(wrapped.getCause());
        }
        return ExitCode.PROBLEM;
    }
}
