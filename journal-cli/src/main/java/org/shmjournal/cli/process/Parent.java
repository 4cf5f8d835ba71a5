package org.shmjournal.cli.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.shmjournal.cli.ExitCode;

/**
 * A child's view of the process that started it: lines to it on standard output, lines from it on standard input. When
 * it is gone, the child ends at once.
 */
public final class Parent
{
    private static final long REPORT_MILLIS = 500;

    private final BlockingQueue<String> commands = new LinkedBlockingQueue<>();
    private volatile long progress;

    /** Listens from now on. */
    public static Parent attach()
    {
        final Parent parent = new Parent();
        start("commands", parent::readCommands);
        return parent;
    }

    /** Listens from now on, and says now and then how far the work got. */
    public static Parent attachWithProgress()
    {
        final Parent parent = attach();
        start("progress", parent::reportProgress);
        return parent;
    }

    /** Says something: a verb, then key=value pairs. */
    public void say(final String message)
    {
        System.out.println(message);
        System.out.flush();
    }

    /** Notes how far the work got; the parent hears of it now and then. */
    public void progress(final long done)
    {
        progress = done;
    }

    /** Waits to be told to go on. */
    public void await(final String command)
    {
        final String told = next();
        if (!told.equals(command))
        {
            throw new IllegalStateException("expected command=" + command + " found=" + told);
        }
    }

    /** Waits to be told anything. */
    public String next()
    {
        try
        {
            return commands.take();
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(ex);
        }
    }

    private void readCommands()
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
        catch (final IOException gone)
        {
            // The same as its end.
        }
        Runtime.getRuntime().halt(ExitCode.PROBLEM);
    }

    private void reportProgress()
    {
        long reported = 0;
        try
        {
            while (true)
            {
                Thread.sleep(REPORT_MILLIS);
                final long done = progress;
                if (done != reported)
                {
                    reported = done;
                    say("progress done=" + done);
                }
            }
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
    }

    private static void start(final String name, final Runnable work)
    {
        final Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
