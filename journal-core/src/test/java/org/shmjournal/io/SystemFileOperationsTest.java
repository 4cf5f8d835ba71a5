package org.shmjournal.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemFileOperationsTest
{
    private static final Set<PosixFilePermission> PERMISSIONS =
        Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    /** The channel's own name is forced by whoever creates the channel, once its files are there. */
    @Test
    void shouldForceTheNamesOfParentsThatItMakes(@TempDir final Path directory) throws IOException
    {
        final List<Path> forced = new ArrayList<>();
        final FileOperations files = new SystemFileOperations(false)
        {
            @Override
            public void forceDirectory(final Path path) throws IOException
            {
                super.forceDirectory(path);
                forced.add(path);
            }
        };
        final Path parent = directory.resolve("one/two");

        files.createDirectory(parent.resolve("channel"), PERMISSIONS);
        files.createDirectory(parent.resolve("another"), PERMISSIONS);

        assertTrue(Files.isDirectory(parent.resolve("channel")));
        assertEquals(List.of(directory, directory.resolve("one")), forced);
    }
}
