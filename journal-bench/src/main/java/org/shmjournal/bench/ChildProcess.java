package org.shmjournal.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.shmjournal.bench.loop.Payload;

/** The parent's side of a {@link Child}: a JVM of its own with one role and one kind. */
final class ChildProcess implements AutoCloseable
{
    private static final String ENDED = "";

    private final Settings settings;
    private final String name;
    private final Process process;
    private final PrintWriter commands;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final String jvm;

    private ChildProcess(final Settings settings, final String name, final Process process)
    {
        this.settings = settings;
        this.name = name;
        this.process = process;
        this.commands = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
        final Thread listener = new Thread(this::listen, name);
        listener.setDaemon(true);
        listener.start();
        this.jvm = await("hello");
    }

    /** Starts one and waits until it is up. */
    static ChildProcess start(final Settings settings, final Kind kind, final RoleName role)
    {
        final List<String> command = new ArrayList<>();
        command.add(settings.java().toString());
        command.addAll(settings.jvmOptions());
        command.addAll(kind.jvmOptions());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), Main.CHILD,
            kind.name(), role.name()));
        command.addAll(settings.arguments());
        try
        {
            final Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
            return new ChildProcess(settings, kind + " " + role.name().toLowerCase(Locale.ROOT), process);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private void listen()
    {
        try (BufferedReader output =
            new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)))
        {
            String line = output.readLine();
            while (line != null)
            {
                answers.add(line);
                line = output.readLine();
            }
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
        finally
        {
            answers.add(ENDED);
        }
    }

    /** Which JVM it runs in. */
    String jvm()
    {
        return jvm;
    }

    void prepare(final Round round)
    {
        request("prepare " + round.line(), "prepared");
    }

    void connect(final Round round)
    {
        request("connect " + round.line(), "connected");
    }

    /** Lets it begin; returns when it has. */
    void start()
    {
        request("run", "started");
    }

    /** What it measured; waits until it is done. */
    Map<String, Long> result()
    {
        final Map<String, Long> result = new HashMap<>();
        for (final String pair : await("done").split(" "))
        {
            final int equals = pair.indexOf('=');
            result.put(pair.substring(0, equals), Long.parseLong(pair.substring(equals + 1)));
        }
        return result;
    }

    /** What it measured, which must have read all records of the round unchanged. */
    Map<String, Long> result(final Round round)
    {
        final Map<String, Long> result = result();
        final long expected = Payload.sumOf(round.records());
        if (result.get("sum") != expected)
        {
            throw new IllegalStateException(name + " read other payloads than were written: the sum over " +
                round.records() + " records is 0x" + Long.toHexString(result.get("sum")) + ", not 0x" +
                Long.toHexString(expected));
        }
        return result;
    }

    /** Lets it close all that it has open, and live on. */
    void finish()
    {
        request("close", "closed");
    }

    private void request(final String command, final String answer)
    {
        commands.println(command);
        await(answer);
    }

    private String await(final String word)
    {
        try
        {
            final String line = answers.poll(settings.timeoutSeconds(), TimeUnit.SECONDS);
            if (line == null)
            {
                throw new IllegalStateException(name + " did not get to \"" + word + "\" within " +
                    settings.timeoutSeconds() + " s");
            }
            if (line.equals(ENDED))
            {
                throw new IllegalStateException(name + " ended before \"" + word + "\", with exit code " +
                    process.waitFor());
            }
            if (!line.startsWith(word))
            {
                throw new IllegalStateException(name + " said \"" + line + "\" where \"" + word + "\" was expected");
            }
            return line.substring(word.length()).trim();
        }
        catch (final InterruptedException ex)
        {
            throw new IllegalStateException("interrupted while waiting for " + name, ex);
        }
    }

    /** Ends the process, whatever it does, and waits for that. */
    @Override
    public void close()
    {
        process.destroyForcibly();
        process.onExit().join();
    }
}
