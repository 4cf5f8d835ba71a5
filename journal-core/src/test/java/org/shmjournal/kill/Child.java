package org.shmjournal.kill;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.shmjournal.testing.SharedClasses;

/**
 * A process of its own, on the JVM of this one and the classes of the core and its tests, that talks to its parent by
 * longs: on its standard output what it tells, on its standard input what it is told. It ends when its parent does.
 */
final class Child implements AutoCloseable
{
    /** What the exit value is when SIGKILL ended a process. */
    static final int KILLED = 128 + 9;

    /** A child that lives longer hangs. It is killed, and its parent finds the end of its output. */
    private static final long MAX_LIFE_SECONDS = 180;

    private final String name;
    private final Process process;
    private final Path errors;
    private final DataInputStream in;
    private final DataOutputStream out;

    private Child(final String name, final Process process, final Path errors)
    {
        this.name = name;
        this.process = process;
        this.errors = errors;
        this.in = new DataInputStream(process.getInputStream());
        this.out = new DataOutputStream(process.getOutputStream());
    }

    /**
     * Starts the main method of a class. Warnings of the JVM, for example of its performance data being locked by
     * another that is starting, would go to standard output by default, where they are taken for messages.
     *
     * @param errors where its standard error goes.
     */
    static Child start(final Class<?> main, final Path errors, final Object... arguments) throws IOException
    {
        final String java = System.getProperty("java.home") + File.separator + "bin" + File.separator + "java";
        final List<String> command = new ArrayList<>(List.of(java, "-ea", "-Xmx128m", "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1"));
        command.addAll(SharedClasses.ofTests(java));
        command.add(main.getName());
        for (final Object argument : arguments)
        {
            command.add(argument.toString());
        }
        final ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        // Each would be told on standard error.
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        final Process process = builder.start();
        process.onExit().orTimeout(MAX_LIFE_SECONDS, TimeUnit.SECONDS)
            .exceptionally(late -> {
                process.toHandle().destroyForcibly();
                return process;
            });
        return new Child(main.getSimpleName(), process, errors);
    }

    /** The child's: halts it when its parent is gone, and hands what it is told to {@code listener} until then. */
    static void listenToParent(final LongConsumer listener)
    {
        final Thread thread = new Thread(() -> {
            try (DataInputStream parent = new DataInputStream(System.in))
            {
                while (true)
                {
                    listener.accept(parent.readLong());
                }
            }
            catch (final IOException ex)
            {
                Runtime.getRuntime().halt(1);
            }
        }, "parent");
        thread.setDaemon(true);
        thread.start();
    }

    long pid()
    {
        return process.pid();
    }

    /** What it tells, to the end. */
    DataInputStream in()
    {
        return in;
    }

    /** Tells it a number. */
    void send(final long message) throws IOException
    {
        out.writeLong(message);
        out.flush();
    }

    /** By SIGKILL; what it told before can still be read. {@link Process#destroyForcibly} would throw that away. */
    void kill()
    {
        process.toHandle().destroyForcibly();
    }

    void requireAlive() throws IOException
    {
        if (!process.isAlive())
        {
            throw failure("ended");
        }
    }

    /** Waits for its end, and throws unless it is as expected, with nothing on standard error. */
    void awaitExit(final int expected) throws IOException, InterruptedException
    {
        final int found = process.waitFor();
        if (found != expected || Files.size(errors) != 0)
        {
            throw failure("ended with exit value " + found + ", expected " + expected);
        }
    }

    /** An error about this process, with what it has to say on standard error. */
    AssertionError failure(final String what) throws IOException
    {
        return new AssertionError(name + ", pid " + pid() + ", " + what + "; on standard error: " +
            Files.readString(errors));
    }

    /** Kills it, whatever it is doing. */
    @Override
    public void close() throws IOException
    {
        kill();
        process.onExit().join();
        process.destroyForcibly();
    }
}
