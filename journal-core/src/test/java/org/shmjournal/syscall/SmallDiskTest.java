package org.shmjournal.syscall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.IdleStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.shmjournal.ShmChannel;
import org.shmjournal.testing.ChildJvm;

/** Disks of half a mebibyte, in a mount namespace of their own, filled to the last byte. */
@Timeout(60)
class SmallDiskTest
{
    private static final String DISK_SIZE = "512k";

    @TempDir
    private Path directory;

    @Test
    void shouldLoseNothingAndGoOnWhenAFullDiskHasSpaceAgain() throws IOException, InterruptedException
    {
        assumeTrue(run("mount -t tmpfs -o size=4k none " + directory) == 0,
            "this machine does not let this user make a mount namespace and mount a tmpfs in it: " + output());
        final StringBuilder script = new StringBuilder("set -e\n");
        for (int i = 0; i < SmallDiskMain.CASES.size(); i++)
        {
            final Path disk = Files.createDirectory(directory.resolve(Integer.toString(i)));
            script.append("mount -t tmpfs -o size=").append(DISK_SIZE).append(" none ").append(disk).append('\n');
        }
        script.append("exec ").append(Path.of(System.getProperty("java.home"), "bin", "java"))
            .append(" -XX:TieredStopAtLevel=1 -Xmx64m -XX:+UseSerialGC -XX:-UsePerfData -cp ")
            .append(String.join(":", ChildJvm.location(SmallDiskMain.class).toString(),
                ChildJvm.location(ShmChannel.class).toString(), ChildJvm.location(IdleStrategy.class).toString()))
            .append(' ').append(SmallDiskMain.class.getName()).append(' ').append(directory);

        assertEquals(0, run(script.toString()), this::output);
        System.out.print(output());
        assertEquals(SmallDiskMain.CASES.size(), output().lines().count(), this::output);
    }

    /** As root of a namespace of its own, which ends with the last process in it, and its mounts with it. */
    private int run(final String script) throws IOException, InterruptedException
    {
        try
        {
            final Process process = new ProcessBuilder(List.of("unshare", "-r", "-m", "sh", "-c", script))
                .redirectErrorStream(true).redirectOutput(outputFile().toFile()).start();
            if (!process.waitFor(50, TimeUnit.SECONDS))
            {
                process.destroyForcibly().waitFor();
                throw new AssertionError("hangs: " + output());
            }
            return process.exitValue();
        }
        catch (final IOException ex)
        {
            Files.writeString(outputFile(), "there is no unshare: " + ex.getMessage());
            return -1;
        }
    }

    private Path outputFile()
    {
        return directory.resolveSibling(directory.getFileName() + ".output");
    }

    private String output()
    {
        try
        {
            return Files.readString(outputFile());
        }
        catch (final IOException ex)
        {
            throw new IllegalStateException(ex);
        }
    }
}
