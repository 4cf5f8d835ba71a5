package org.shmjournal.cli.measure;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.shmjournal.cli.measure.loop.PayloadSum;

/** The parent's side of a {@link Child}: a JVM of its own with one role. One thread. */
public final class ChildProcess implements AutoCloseable
{
    private static final String ENDED = "";

    private final String name;
    private final int timeoutSeconds;
    private final Process process;
    private final PrintWriter commands;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final String jvm;
    private Map<String, String> texts = Map.of();

    private ChildProcess(final String name, final int timeoutSeconds, final Process process)
    {
        this.name = name;
        this.timeoutSeconds = timeoutSeconds;
        this.process = process;
        this.commands = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
        final Thread listener = new Thread(this::listen, name);
        listener.setDaemon(true);
        listener.start();
        this.jvm = await("hello");
    }

    /**
     * Starts one and waits until it is up.
     *
     * @param name           for messages.
     * @param command        with which a {@link Child} is served.
     * @param timeoutSeconds for anything that it does.
     */
    public static ChildProcess start(final String name, final List<String> command, final int timeoutSeconds)
    {
        try
        {
            final Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
            return new ChildProcess(name, timeoutSeconds, process);
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
    public String jvm()
    {
        return jvm;
    }

    /** Lets it make what it writes. */
    public void prepare(final Round round)
    {
        request("prepare " + round.line(), "prepared");
    }

    /** Lets it open what it reads. */
    public void connect(final Round round)
    {
        request("connect " + round.line(), "connected");
    }

    /** Lets it begin; returns when it has. */
    public void start()
    {
        request("run", "started");
    }

    /** The numbers that it measured; waits until it is done. */
    public Map<String, Long> result()
    {
        final Map<String, Long> numbers = new HashMap<>();
        final Map<String, String> others = new HashMap<>();
        for (final String pair : await("done").split(" "))
        {
            final int number = pair.indexOf(Child.NUMBER);
            final int text = pair.indexOf(Child.TEXT);
            if (text >= 0 && (number < 0 || text < number))
            {
                others.put(pair.substring(0, text), pair.substring(text + 1));
            }
            else
            {
                numbers.put(pair.substring(0, number), Long.parseLong(pair.substring(number + 1)));
            }
        }
        texts = others;
        return numbers;
    }

    /** A text that came with the newest result. */
    public String text(final String key)
    {
        return texts.get(key);
    }

    /** The numbers that it measured, which must have read the round's records, of so many bytes each, unchanged. */
    public Map<String, Long> result(final Round round, final int payload)
    {
        final Map<String, Long> result = result();
        final long expected = PayloadSum.of(round.records(), payload);
        if (result.get("sum") != expected)
        {
            throw new IllegalStateException(name + " read other payloads than were written: the sum over " +
                round.records() + " records is 0x" + Long.toHexString(result.get("sum")) + ", not 0x" +
                Long.toHexString(expected));
        }
        return result;
    }

    /** Lets it close all that it has open, and live on. */
    public void finish()
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
            final String line = answers.poll(timeoutSeconds, TimeUnit.SECONDS);
            if (line == null)
            {
                throw new IllegalStateException(name + " did not get to \"" + word + "\" within " +
                    timeoutSeconds + " s");
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
