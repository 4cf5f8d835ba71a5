package org.shmjournal.cli.measure;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The child's side: plays one role for all rounds, as the parent says, a line a command on standard input, a line an
 * answer on standard output. Whatever is thrown ends the process, and so does the end of standard input, even in the
 * middle of a round: a child never outlives its parent.
 *
 * <pre>
 *   prepare ROUND  →  prepared
 *   connect ROUND  →  connected
 *   run            →  started, then done NAME=NUMBER NAME:TEXT ...
 *   close          →  closed
 * </pre>
 */
public final class Child
{
    /** Between the name and the value of a number that was measured. */
    static final char NUMBER = '=';
    /** Between the name and the value of a text. */
    static final char TEXT = ':';

    private final BlockingQueue<String> commands = new LinkedBlockingQueue<>();
    private final PrintStream answers;
    private final Role role;

    /** Of a process whose standard output is for answers alone. */
    public Child(final Role role, final PrintStream answers)
    {
        this.role = role;
        this.answers = answers;
    }

    /** Serves until the process ends. */
    public void serve() throws InterruptedException
    {
        final Thread listener = new Thread(this::listen, "parent");
        listener.setDaemon(true);
        listener.start();
        answer("hello " + System.getProperty("java.vm.name") + " " + Runtime.version());
        while (true)
        {
            obey(commands.take());
        }
    }

    private void listen()
    {
        try (BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)))
        {
            String line = input.readLine();
            while (line != null)
            {
                commands.add(line);
                line = input.readLine();
            }
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
        finally
        {
            // Not exit: there is nothing to clean up here that the parent does not, and a round may be running.
            Runtime.getRuntime().halt(0);
        }
    }

    private void obey(final String line)
    {
        final String[] words = line.split(" ", 2);
        switch (words[0])
        {
            case "prepare" ->
            {
                role.prepare(Round.parse(words[1]));
                answer("prepared");
            }
            case "connect" ->
            {
                role.connect(Round.parse(words[1]));
                answer("connected");
            }
            case "run" -> answer("done" + text(role.run(() -> answer("started"))));
            case "close" ->
            {
                role.close();
                answer("closed");
            }
            default -> throw new IllegalArgumentException("unknown command: " + line);
        }
    }

    private void answer(final String line)
    {
        answers.println(line);
        answers.flush();
    }

    private static String text(final Map<String, ?> result)
    {
        final StringBuilder text = new StringBuilder();
        result.forEach((name, value) -> text.append(' ').append(name)
            .append(value instanceof Long ? NUMBER : TEXT).append(value));
        return text.toString();
    }
}
