package org.shmjournal.syscall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Disks of half a mebibyte, in a mount namespace of their own, filled to the last byte. */
@Timeout(120)
class SmallDiskTest
{
    private static final String DISK_SIZE = "512k";

    @TempDir
    private Path directory;

    @Test
    void shouldLoseNothingAndGoOnWhenAFullDiskHasSpaceAgain() throws IOException, InterruptedException
    {
        final MountNamespace namespace = new MountNamespace(directory);
        final String reason = namespace.reasonNotTo("mount -t tmpfs -o size=4k none " + directory);
        assumeTrue(reason == null, reason);
        final StringBuilder script = new StringBuilder("set -e\n");
        for (int i = 0; i < SmallDiskMain.CASES.size(); i++)
        {
            final Path disk = Files.createDirectory(directory.resolve(Integer.toString(i)));
            script.append("mount -t tmpfs -o size=").append(DISK_SIZE).append(" none ").append(disk).append('\n');
        }

        assertEquals(0, namespace.run(script + namespace.main(SmallDiskMain.class)), namespace::output);
        System.out.print(namespace.output());
        assertEquals(SmallDiskMain.CASES.size(), namespace.output().lines().count(), namespace::output);
    }
}
