package org.shmjournal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.shmjournal.testing.SharedClasses;

/**
 * The real jar in a real process. Closing it kills it.
 */
final class JournalProcess implements AutoCloseable
{
    private static final long PATIENCE_SECONDS = 60;
    private static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private static final String JAR =
        Objects.requireNonNull(System.getProperty("journal.jar"), "system property journal.jar");
    private static final List<String> SHARED_CLASSES = SharedClasses.of(JAVA, Path.of(JAR));

    private final Process process;
    private final Path errors;
    private final BufferedReader lines;

    /**
     * What a process left behind.
     *
     * @param exitCode of the process.
     * @param output   that it printed.
     * @param errors   that it printed on standard error.
     */
    record Outcome(int exitCode, byte[] output, String errors)
    {
        /** Requires an exit code and, if that is 0, a silent standard error. */
        Outcome expect(final int expectedExitCode)
        {
            assertEquals(expectedExitCode, exitCode, errors);
            if (expectedExitCode == 0)
            {
                assertEquals("", errors);
            }
            return this;
        }

        /** Requires an exit code, and nothing on standard error. */
        Outcome expectQuiet(final int expectedExitCode)
        {
            expect(expectedExitCode);
            assertEquals("", errors);
            return this;
        }

        /** Requires an exit code, and one line on standard error that holds some text. */
        Outcome expect(final int expectedExitCode, final String error)
        {
            expect(expectedExitCode);
            assertEquals(1, errors.lines().count(), errors);
            assertEquals("journal: ", errors.substring(0, 9));
            if (!errors.contains(error))
            {
                throw new AssertionError("expected '" + error + "' in: " + errors);
            }
            return this;
        }

        String text()
        {
            return new String(output, StandardCharsets.UTF_8);
        }
    }

    private JournalProcess(final Process process, final Path errors)
    {
        this.process = process;
        this.errors = errors;
        this.lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Starts a command; its standard input and output are pipes. */
    static JournalProcess start(final Object... arguments)
    {
        return start(Redirect.PIPE, arguments);
    }

    /** A JVM that compiles quickly. */
    static List<String> javaCommand()
    {
        return new ArrayList<>(List.of(JAVA, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    }

    /** A class path: the real jar, and the tests. */
    static String jarAndTests()
    {
        return JAR + File.pathSeparator +
            Path.of(JournalProcess.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    }

    private static JournalProcess start(final Redirect output, final Object... arguments)
    {
        final List<String> command = javaCommand();
        command.addAll(SHARED_CLASSES);
        command.addAll(List.of("-jar", JAR));
        for (final Object argument : arguments)
        {
            command.add(argument.toString());
        }
        try
        {
            final Path errors = Files.createTempFile("journal-it", ".err");
            return new JournalProcess(
                new ProcessBuilder(command).redirectOutput(output).redirectError(errors.toFile()).start(), errors);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    /** Runs a command without input to its end. */
    static Outcome run(final Object... arguments)
    {
        return runWith(new byte[0], arguments);
    }

    /** Runs a command without input to its end, its standard output going into a file that is there. */
    static Outcome runInto(final Path output, final Object... arguments)
    {
        try (JournalProcess process = start(Redirect.appendTo(output.toFile()), arguments))
        {
            process.endInput();
            return process.finish();
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    /** Runs a command with input to its end. */
    static Outcome runWith(final byte[] input, final Object... arguments)
    {
        try (JournalProcess process = start(arguments))
        {
            final Thread feeder = new Thread(() -> process.feedAll(input));
            feeder.start();
            return process.finish();
        }
    }

    /** Gives it input; it stays open. */
    void feed(final String input) throws IOException
    {
        process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    void endInput() throws IOException
    {
        process.getOutputStream().close();
    }

    /** The next line that it prints; null at the end. */
    String line() throws IOException
    {
        return lines.readLine();
    }

    InputStream output()
    {
        return process.getInputStream();
    }

    OutputStream input()
    {
        return process.getOutputStream();
    }

    /** What it has mapped, a line each. */
    Stream<String> maps() throws IOException
    {
        return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "maps")).stream();
    }

    /** The processes that it started. */
    Stream<ProcessHandle> children()
    {
        return process.children();
    }

    /** Kill -9; what it printed can still be read. */
    void kill() throws InterruptedException
    {
        process.toHandle().destroyForcibly();
        process.waitFor();
    }

    /** Sends SIGSTOP. */
    void stop() throws IOException, InterruptedException
    {
        signal("-STOP");
    }

    /** Sends SIGCONT. */
    void go() throws IOException, InterruptedException
    {
        signal("-CONT");
    }

    private void signal(final String signal) throws IOException, InterruptedException
    {
        new ProcessBuilder("kill", signal, Long.toString(process.pid())).inheritIO().start().waitFor();
    }

    /** SIGTERM; what it printed can still be read. */
    void terminate()
    {
        process.toHandle().destroy();
    }

    /** Waits for its end. */
    Outcome finish()
    {
        try
        {
            final byte[] output = process.getInputStream().readAllBytes();
            return outcome(output);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    /** Waits for its end, without looking at its output. */
    Outcome outcome(final byte[] output)
    {
        try
        {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
            {
                throw new AssertionError("still running; standard error: " + Files.readString(errors));
            }
            return new Outcome(process.exitValue(), output, Files.readString(errors));
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            throw new AssertionError(ex);
        }
    }

    @Override
    public void close()
    {
        try
        {
            process.destroyForcibly().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            Files.deleteIfExists(errors);
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private void feedAll(final byte[] input)
    {
        try (OutputStream target = process.getOutputStream())
        {
            target.write(input);
        }
        catch (final IOException ended)
        {
            // It ended without reading all.
        }
    }
}
