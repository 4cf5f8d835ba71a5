package org.shmjournal.bench.compare;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.shmjournal.cli.measure.loop.PayloadSum;

/**
 * A program in C that does what the bare loop does: what two processes of this machine reach at best, whatever the
 * language. It is compiled where it runs, if a compiler is there; it forks its peer itself.
 */
final class CProgram
{
    /** One process writes, another reads along; figures are {@code reader}, {@code writer}, {@code preempted}. */
    static final String STREAM = "stream";
    /** Requests and replies; figures are {@code p50}, {@code p99}, {@code p99.9}, {@code max}, {@code preempted}. */
    static final String ROUND_TRIP = "round_trip";

    private static final String COMPILER = "cc";
    private static final List<String> OPTIONS = List.of("-std=c11", "-O2", "-Wall", "-Wextra");
    private static final String HEADER = "loop.h";

    private final Path program;
    private final int timeoutSeconds;

    private CProgram(final Path program, final int timeoutSeconds)
    {
        this.program = program;
        this.timeoutSeconds = timeoutSeconds;
    }

    /**
     * Compiles one of the programs.
     *
     * @param name           of the program.
     * @param directory      for the sources and the program.
     * @param timeoutSeconds for anything it does.
     */
    static CProgram compile(final String name, final Path directory, final int timeoutSeconds)
    {
        copy(HEADER, directory);
        final Path source = copy(name + ".c", directory);
        final CProgram program = new CProgram(directory.resolve(name), timeoutSeconds);
        final List<String> command = new ArrayList<>(List.of(COMPILER));
        command.addAll(OPTIONS);
        command.addAll(List.of("-o", program.program.toString(), source.toString()));
        program.start(command);
        return program;
    }

    /** Whether this machine has a C compiler. */
    static boolean isCompilerThere()
    {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, COMPILER)));
    }

    private static Path copy(final String name, final Path directory)
    {
        final Path target = directory.resolve(name);
        try (InputStream source = CProgram.class.getResourceAsStream("/org/shmjournal/bench/c/" + name))
        {
            Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING);
            return target;
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    /**
     * Lets it measure a round.
     *
     * @param file    that it makes anew, and deletes.
     * @param records of the round, or exchanges.
     * @param payload in bytes.
     * @return what it measured; all records came over unchanged.
     */
    CRound run(final Path file, final long records, final int payload)
    {
        final CRound round = CRound.parse(start(List.of(program.toString(), file.toString(), String.valueOf(records),
            String.valueOf(payload), "1")).get(0));
        final long expected = PayloadSum.of(records, payload);
        if (round.sum() != expected)
        {
            throw new IllegalStateException(program + " read other payloads than were written: the sum over " +
                records + " records is 0x" + Long.toHexString(round.sum()) + ", not 0x" + Long.toHexString(expected));
        }
        return round;
    }

    /** Runs a command to its end; returns the lines that it prints. */
    private List<String> start(final List<String> command)
    {
        final Path output = program.resolveSibling(program.getFileName() + ".out");
        try
        {
            final Process process = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
            if (!process.waitFor(timeoutSeconds, TimeUnit.SECONDS))
            {
                process.destroyForcibly();
                throw new IllegalStateException(command.get(0) + " did not end within " + timeoutSeconds + " s");
            }
            if (process.exitValue() != 0)
            {
                throw new IllegalStateException(String.join(" ", command) + " ended with exit code " +
                    process.exitValue());
            }
            return Files.readAllLines(output);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
        catch (final InterruptedException ex)
        {
            throw new IllegalStateException("interrupted while waiting for " + command.get(0), ex);
        }
    }
}
