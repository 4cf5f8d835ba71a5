package org.shmjournal.docs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.shmjournal.testing.SharedClasses;

/** Runs the command line and other programs, as processes of their own. */
final class Tools
{
    private static final long SECONDS = 300;

    /** What came out of a process. */
    record Outcome(int exitCode, byte[] output, String error)
    {
    }

    private Tools()
    {
    }

    static String java()
    {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** The executable jar. */
    static Path jar()
    {
        final String named = System.getProperty("journal.jar");
        return named == null ? Documents.root().resolve("journal-cli/target/journal.jar") : Path.of(named);
    }

    static Outcome journal(final Path scratch, final String... arguments) throws IOException, InterruptedException
    {
        final List<String> command = javaCommand();
        command.addAll(List.of(arguments));
        return run(scratch, command);
    }

    /** Whether a program can be started. */
    static boolean isThere(final Path scratch, final String... command) throws InterruptedException
    {
        try
        {
            return run(scratch, List.of(command)).exitCode == 0;
        }
        catch (final IOException ex)
        {
            return false;
        }
    }

    private static List<String> javaCommand()
    {
        final List<String> command =
            new ArrayList<>(List.of(java(), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(SharedClasses.of(java(), jar()));
        command.addAll(List.of("-jar", jar().toString()));
        return command;
    }

    /** Runs a program to its end, its output kept in files of {@code scratch} meanwhile. */
    static Outcome run(final Path scratch, final List<String> command) throws IOException, InterruptedException
    {
        final Path output = Files.createTempFile(scratch, "output", null);
        final Path error = Files.createTempFile(scratch, "error", null);
        final Process process = new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(error.toFile())
            .start();
        process.getOutputStream().close();
        try
        {
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS))
            {
                throw new IOException(command + " did not end within " + SECONDS + " s");
            }
            return new Outcome(process.exitValue(), Files.readAllBytes(output), Files.readString(error));
        }
        finally
        {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            Files.delete(output);
            Files.delete(error);
        }
    }

    /** Makes a command {@code journal} in a folder, to be put on the PATH. */
    static void makeCommand(final Path folder) throws IOException
    {
        final Path command = Files.createDirectories(folder).resolve("journal");
        Files.writeString(command, "#!/bin/sh\nexec '" + String.join("' '", javaCommand()) + "' \"$@\"\n",
            StandardCharsets.UTF_8);
        Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
