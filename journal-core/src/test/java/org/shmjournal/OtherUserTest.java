package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.agrona.concurrent.IdleStrategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.shmjournal.io.FileOperations;
import org.shmjournal.testing.ChildJvm;

/**
 * Readers with cursors under another user than the owner's, for real; neither is root, who may do everything. Only root
 * can change its user, so all of this is skipped for others.
 */
@Timeout(120)
class OtherUserTest
{
    private static final int OWNER = 65_501;
    private static final int READER = 65_502;
    private static final int GROUP = 65_500;

    private final List<Process> processes = new ArrayList<>();
    private String classPath;

    @TempDir
    private Path directory;

    @BeforeEach
    void giveAccess() throws IOException, InterruptedException
    {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root may change its user");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        classPath = copied(OtherUserMain.class, "tests") + File.pathSeparator + copied(ShmChannel.class, "core") +
            File.pathSeparator + copied(IdleStrategy.class, "agrona");
        assumeTrue(works(), "setpriv is not there, or may not change the user here");
    }

    @AfterEach
    void endProcesses() throws InterruptedException
    {
        for (final Process process : processes)
        {
            process.destroyForcibly().waitFor();
        }
    }

    /** Where others may read it, which they often may not where it is built. */
    private Path copied(final Class<?> type, final String name) throws IOException
    {
        final Path from = ChildJvm.location(type);
        final Path to = directory.resolve(Files.isDirectory(from) ? name : name + ".jar");
        try (Stream<Path> files = Files.walk(from))
        {
            for (final Path file : (Iterable<Path>)files::iterator)
            {
                final Path copy = to.resolve(from.relativize(file).toString());
                Files.copy(file, file.equals(from) ? to : copy);
            }
        }
        return to;
    }

    private List<String> as(final int user, final String... arguments)
    {
        final List<String> command = new ArrayList<>(List.of("setpriv", "--reuid", Integer.toString(user), "--regid",
            Integer.toString(GROUP), "--clear-groups",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp", classPath));
        command.addAll(List.of(arguments));
        return command;
    }

    private boolean works() throws InterruptedException
    {
        try
        {
            return new ProcessBuilder(as(OWNER, "-version")).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
        }
        catch (final IOException ex)
        {
            return false;
        }
    }

    private Path path()
    {
        return directory.resolve("channel");
    }

    private ChannelInfo info()
    {
        return ShmChannel.at(path()).fileOperations(FileOperations.trusting()).info();
    }

    private Process start(final int user, final String... arguments) throws IOException
    {
        final List<String> all = new ArrayList<>(List.of(OtherUserMain.class.getName()));
        all.addAll(List.of(arguments));
        final Process process = new ProcessBuilder(as(user, all.toArray(String[]::new)))
            .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        processes.add(process);
        assertEquals("OPEN", line(process));
        return process;
    }

    private static String line(final Process process) throws IOException
    {
        // Whatever it says, it says a line, and waits.
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine();
    }

    private static void go(final Process process) throws IOException
    {
        process.getOutputStream().write('g');
        process.getOutputStream().flush();
    }

    private void awaitWait()
    {
        final Patience patience = new Patience("the writer to wait");
        while (info().rollWaits() == 0)
        {
            patience.check();
            Thread.onSpinWait();
        }
    }

    @Test
    void shouldBeWaitedForByTheOwnerOfAnotherUser() throws IOException, InterruptedException
    {
        final Process owner = start(OWNER, "own", path().toString());
        final Process reader = start(READER, "read", path().toString(), "billing");
        go(owner);
        awaitWait();
        assertTrue(owner.isAlive());
        go(reader);
        assertEquals("AT " + OtherUserMain.RECORDS, line(reader));
        assertEquals("AT " + OtherUserMain.RECORDS, line(owner));
        assertEquals(0, reader.waitFor());
        assertEquals(0, owner.waitFor());
        assertEquals("billing", info().cursors().get(0).name());
        assertEquals(OtherUserMain.RECORDS, info().cursors().get(0).sequence());
        assertEquals(List.of(), info().problems());
        // Nothing but the cursors is the reader's.
        try (Stream<Path> files = Files.list(path()))
        {
            for (final Path file : files.toList())
            {
                assertEquals(OWNER, Files.getAttribute(file, "unix:uid"), file.toString());
            }
        }
    }

    @Test
    void shouldBeLetGoOfByTheOwnerOfAnotherUserWhenItIsKilled() throws IOException, InterruptedException
    {
        final Process owner = start(OWNER, "own", path().toString());
        final Process reader = start(READER, "read", path().toString());
        go(owner);
        awaitWait();
        reader.destroyForcibly().waitFor();
        assertEquals("AT " + OtherUserMain.RECORDS, line(owner));
        assertEquals(0, owner.waitFor());
        assertEquals(List.of(), info().cursors());
        try (Stream<Path> files = Files.list(path().resolve("cursors")))
        {
            assertFalse(files.anyMatch(file -> file.toString().contains("unnamed")));
        }
    }
}
