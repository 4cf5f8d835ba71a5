package org.shmjournal.cli.demo;

import java.io.BufferedReader;
import java.io.File;
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
 * Another JVM that runs one of the demo's parts, without any flag. Closing it destroys it.
 */
final class ChildProcess implements AutoCloseable
{
    private static final long PATIENCE_SECONDS = 30;
    private static final int MAX_ERRORS = 8192;

    private final String name;
    private final Process process;
    private final BlockingQueue<Optional<Message>> messages = new LinkedBlockingQueue<>();
    private final List<String> findings = new ArrayList<>();
    private final StringBuffer errors = new StringBuffer();

    private ChildProcess(final String name, final Process process)
    {
        this.name = name;
        this.process = process;
        start(name + "-output", this::readMessages);
        start(name + "-errors", this::readErrors);
    }

    /** Starts a hidden command of this same program. */
    static ChildProcess start(final String command, final Object... arguments)
    {
        final List<String> line = new ArrayList<>(List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Journal.class.getName(),
            command));
        for (final Object argument : arguments)
        {
            line.add(argument.toString());
        }
        try
        {
            return new ChildProcess(command, new ProcessBuilder(line).directory(new File(".")).start());
        }
        catch (final IOException ex)
        {
            throw new DemoException("cannot start " + line.get(0) + ": " + ex.getMessage(), ex);
        }
    }

    long pid()
    {
        return process.pid();
    }

    /** What it found wrong so far. */
    List<String> findings()
    {
        return findings;
    }

    void tell(final String command)
    {
        try
        {
            process.getOutputStream().write((command + "\n").getBytes(StandardCharsets.US_ASCII));
            process.getOutputStream().flush();
        }
        catch (final IOException gone)
        {
            throw ended(gone);
        }
    }

    /** The next message with this verb; gives up when nothing moves any more. */
    Message await(final String verb)
    {
        while (true)
        {
            final Message message = next(verb);
            if (message.verb().equals(verb))
            {
                return message;
            }
            if (message.verb().equals("finding"))
            {
                findings.add(message.text("text"));
            }
        }
    }

    /** Fails when it is not there any more. */
    void requireAlive()
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
        try
        {
            process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
    }

    private Message next(final String verb)
    {
        try
        {
            final Optional<Message> message = messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (message == null)
            {
                throw new DemoException(name + " (process " + pid() + ") made no progress for " + PATIENCE_SECONDS +
                    " s, expected " + verb + errorText());
            }
            return message.orElseThrow(() -> ended(null));
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            throw new DemoException("interrupted", ex);
        }
    }

    private DemoException ended(final IOException cause)
    {
        try
        {
            process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
        return new DemoException(name + " (process " + pid() + ") ended too early" +
            (process.isAlive() ? "" : ", with exit code " + process.exitValue()) + errorText(), cause);
    }

    private String errorText()
    {
        return errors.length() == 0 ? "" : ": " + errors.toString().strip();
    }

    private void readMessages()
    {
        readLines(process.getInputStream(), line -> messages.add(Optional.of(Message.parse(line))));
        messages.add(Optional.empty());
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
