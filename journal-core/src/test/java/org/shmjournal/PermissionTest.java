package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.shmjournal.error.StorageException;
import org.shmjournal.io.Mapping;
import org.shmjournal.testing.Damage;
import org.shmjournal.testing.DelegatingFiles;
import org.shmjournal.testing.Records;

/** Readers need read permission and change nothing; writers without permission are told which they lack. */
class PermissionTest extends ChannelFixture
{
    /** Fails whatever would change a file. */
    private static final class ReadOnlyFiles extends DelegatingFiles
    {
        private static AssertionError refused(final Path file)
        {
            return new AssertionError("a reader changes " + file);
        }

        @Override
        public void createDirectory(final Path path, final Set<PosixFilePermission> permissions)
        {
            throw refused(path);
        }

        @Override
        public void allocate(
            final Path file, final long length, final ByteBuffer head, final Set<PosixFilePermission> permissions)
        {
            throw refused(file);
        }

        @Override
        public void rename(final Path from, final Path to)
        {
            throw refused(from);
        }

        @Override
        public void delete(final Path file)
        {
            throw refused(file);
        }

        @Override
        public void forceDirectory(final Path path)
        {
            throw refused(path);
        }

        @Override
        public Mapping map(final Path file, final boolean writable, final long length, final boolean eager)
            throws IOException
        {
            if (writable)
            {
                throw refused(file);
            }
            return super.map(file, false, length, eager);
        }

        @Override
        public void force(final MappedByteBuffer memory, final int index, final int length)
        {
            throw refused(null);
        }

        @Override
        public void createEmpty(final Path file, final Set<PosixFilePermission> permissions)
        {
            throw refused(file);
        }

        @Override
        public FileChannel lock(final Path file)
        {
            throw refused(file);
        }
    }

    @AfterEach
    void allowDeletion() throws IOException
    {
        if (Files.isDirectory(path()))
        {
            Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString("rwx------"));
        }
    }

    private static void assumeNotRoot()
    {
        assumeFalse("root".equals(System.getProperty("user.name")), "root may do everything: run as another user");
    }

    @Test
    void shouldReadWithoutChangingAnything()
    {
        writeAndClose(smallSegments().checksums(true).timestamps(true), 1000, 100);
        final ShmChannel<ByteBuffer> channel = channel().fileOperations(new ReadOnlyFiles());
        try (ShmReader<ByteBuffer> reader = channel.openReader())
        {
            assertRecords(Records.readAll(reader), 0, 1000, 100);
            reader.seekToStart();
            reader.seekToSequence(700);
            reader.seekToEnd();
        }
        channel.fromEnd().openReader().close();
        assertTrue(channel.verify().isGood());
        assertEquals(1000, channel.info().records());
    }

    @Test
    void shouldNeverGiveAHandlerMemoryThatItCanWrite()
    {
        writeAndClose(smallSegments(), 1, 8);
        try (ShmReader<ByteBuffer> reader = channel().openReader())
        {
            reader.poll((buffer, offset, length, context) -> assertTrue(buffer.isReadOnly()), 1);
        }
    }

    @Test
    void shouldSayWhichFileAndModeKeepAWriterOut()
    {
        writeAndClose(smallSegments(), 1, 8);
        final DelegatingFiles denying = new DelegatingFiles()
        {
            @Override
            public Mapping map(final Path file, final boolean writable, final long length, final boolean eager)
                throws IOException
            {
                if (writable)
                {
                    throw new AccessDeniedException(file.toString());
                }
                return super.map(file, false, length, eager);
            }
        };
        final StorageException denied = assertThrows(StorageException.class,
            () -> channel().fileOperations(denying).openWriter());
        assertEquals(controlFile(), denied.path());
        assertTrue(denied.getMessage().contains("permission denied (mode rw-------)"), denied.getMessage());
        channel().openWriter().close();
    }

    @Test
    void shouldReadFilesThatMayOnlyBeRead() throws IOException
    {
        assumeNotRoot();
        writeAndClose(smallSegments(), 1000, 100);
        makeReadOnly();
        assertHolds(1000, 100);
    }

    @Test
    void shouldRefuseToWriteFilesThatMayOnlyBeRead() throws IOException
    {
        assumeNotRoot();
        writeAndClose(smallSegments(), 10, 100);
        makeReadOnly();
        final StorageException denied = assertThrows(StorageException.class, () -> channel().openWriter());
        assertTrue(denied.getMessage().contains("mode r--------"), denied.getMessage());
        assertHolds(10, 100);
    }

    @Test
    void shouldRefuseToCreateWhereItMayNot() throws IOException
    {
        assumeNotRoot();
        Files.createDirectory(path());
        Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString("r-x------"));
        final StorageException denied = assertThrows(StorageException.class, () -> channel().create());
        assertTrue(denied.getMessage().contains("permission denied"), denied.getMessage());
        assertTrue(denied.getMessage().contains("r-x------"), denied.getMessage());
    }

    @Test
    void shouldRefuseToReadWhatItMayNot() throws IOException
    {
        assumeNotRoot();
        writeAndClose(smallSegments(), 10, 100);
        Files.setPosixFilePermissions(segmentFile(0), PosixFilePermissions.fromString("---------"));
        final StorageException denied = assertThrows(StorageException.class, () -> channel().openReader());
        assertEquals(segmentFile(0), denied.path());
        assertTrue(denied.getMessage().contains("mode ---------"), denied.getMessage());
    }

    private void makeReadOnly() throws IOException
    {
        for (final Path file : Damage.files(path()))
        {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
        }
        Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString("r-x------"));
    }
}
