package org.shmjournal.syscall;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.IdleStrategy;
import org.shmjournal.ShmChannel;
import org.shmjournal.testing.ChildJvm;

/** Runs scripts as root of a mount namespace of their own, which ends with its last process, and its mounts with it. */
final class MountNamespace
{
    private static final long LONGEST_RUN_SECONDS = 40;

    private final Path directory;
    private final Path outputFile;

    /** For mounts on, or in, a directory. */
    MountNamespace(final Path directory)
    {
        this.directory = directory;
        this.outputFile = directory.resolveSibling(directory.getFileName() + ".output");
        outputFile.toFile().deleteOnExit();
    }

    /** Why a script that only mounts cannot be run here, or null. */
    String reasonNotTo(final String mount) throws IOException, InterruptedException
    {
        return run(mount) == 0 ? null :
            "this machine does not let this user make a mount namespace, and mount in it: " + output();
    }

    /** The end of a script: a main class, which is run on the directory. */
    String main(final Class<?> main)
    {
        return "exec " + Path.of(System.getProperty("java.home"), "bin", "java") +
            " -XX:TieredStopAtLevel=1 -Xmx64m -XX:+UseSerialGC -XX:-UsePerfData -cp " + String.join(":",
                ChildJvm.location(main).toString(), ChildJvm.location(ShmChannel.class).toString(),
                ChildJvm.location(IdleStrategy.class).toString()) +
            ' ' + main.getName() + ' ' + directory;
    }

    /** Runs a script to its end; returns its exit value. */
    int run(final String script) throws IOException, InterruptedException
    {
        try
        {
            final Process process = new ProcessBuilder(List.of("unshare", "-r", "-m", "sh", "-c", script))
                .redirectErrorStream(true).redirectOutput(outputFile.toFile()).start();
            try
            {
                assertTrue(process.waitFor(LONGEST_RUN_SECONDS, TimeUnit.SECONDS), () -> "hangs: " + output());
                return process.exitValue();
            }
            finally
            {
                process.destroyForcibly();
            }
        }
        catch (final IOException ex)
        {
            Files.writeString(outputFile, "there is no unshare: " + ex.getMessage());
            return -1;
        }
    }

    /** What the last script said. */
    String output()
    {
        try
        {
            return Files.readString(outputFile);
        }
        catch (final IOException ex)
        {
            throw new IllegalStateException(ex);
        }
    }
}
