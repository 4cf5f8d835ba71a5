package org.shmjournal.cli.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.shmjournal.cli.Journal;

/**
 * Another JVM that does a part of the work. One thread talks with it; any may close it, which destroys it.
 */
public final class ChildJvm implements AutoCloseable
{
    private static final long PATIENCE_SECONDS = 30;
    private static final int MAX_ERRORS = 8192;

    private final String name;
    private final Process process;
    private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>();
    private final StringBuffer errors = new StringBuffer();

    private ChildJvm(final String name, final Process process)
    {
        this.name = name;
        this.process = process;
        start(name + "-output", this::readLines);
        start(name + "-errors", this::readErrors);
    }

    /** The command line of a hidden command of this same program, by the same Java, without any flag. */
    public static List<String> commandLine(final String command, final List<?> arguments)
    {
        final List<String> line = new ArrayList<>(List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Journal.class.getName(),
            command));
        arguments.forEach(argument -> line.add(argument.toString()));
        return line;
    }

    /**
     * Starts one.
     *
     * @param name for messages.
     */
    public static ChildJvm start(final String name, final List<String> commandLine)
    {
        try
        {
            return new ChildJvm(name, new ProcessBuilder(commandLine).start());
        }
        catch (final IOException ex)
        {
            throw new ChildException("cannot start " + commandLine.get(0) + ": " + ex.getMessage(), ex);
        }
    }

    /** Its number. */
    public long pid()
    {
        return process.pid();
    }

    /** Sends it a line. */
    public void tell(final String line)
    {
        try
        {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        }
        catch (final IOException gone)
        {
            throw ended(gone);
        }
    }

    /**
     * The next line that it says.
     *
     * @param expected what the line is about, for messages.
     * @param patience after which it is given up.
     * @param unit     of the patience.
     */
    public String next(final String expected, final long patience, final TimeUnit unit)
    {
        final String line = poll(patience, unit);
        if (line == null)
        {
            throw new ChildException(name + " (process " + pid() + ") made no progress for " +
                unit.toSeconds(patience) + " s, expected " + expected + errorText(), null);
        }
        return line;
    }

    /** The next line that it says, or null when it says none for so long. */
    public String poll(final long time, final TimeUnit unit)
    {
        try
        {
            final Optional<String> line = lines.poll(time, unit);
            return line == null ? null : line.orElseThrow(() -> ended(null));
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            throw new ChildException("interrupted", ex);
        }
    }

    /** Fails when it is not there any more. */
    public void requireAlive()
    {
        if (!process.isAlive())
        {
            throw ended(null);
        }
    }

    @Override
    public void close()
    {
        process.destroyForcibly();
        awaitEnd();
    }

    private ChildException ended(final IOException cause)
    {
        awaitEnd();
        return new ChildException(name + " (process " + pid() + ") ended too early" +
            (process.isAlive() ? "" : ", with exit code " + process.exitValue()) + errorText(), cause);
    }

    private void awaitEnd()
    {
        try
        {
            process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
    }

    private String errorText()
    {
        return errors.length() == 0 ? "" : ": " + errors.toString().strip();
    }

    private void readLines()
    {
        readLines(process.getInputStream(), line -> lines.add(Optional.of(line)));
        lines.add(Optional.empty());
    }

    private void readErrors()
    {
        readLines(process.getErrorStream(), line -> {
            if (errors.length() < MAX_ERRORS)
            {
                errors.append(line).append('\n');
            }
        });
    }

    private static void readLines(final InputStream stream, final Consumer<String> consumer)
    {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8)))
        {
            reader.lines().forEach(consumer);
        }
        catch (final IOException | UncheckedIOException gone)
        {
            // Destroyed: there are no more lines.
        }
    }

    private static void start(final String name, final Runnable work)
    {
        final Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
