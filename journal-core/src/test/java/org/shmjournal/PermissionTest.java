package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shmjournal.error.StorageException;
import org.shmjournal.io.FileOperations;
import org.shmjournal.io.Mapping;
import org.shmjournal.testing.Damage;
import org.shmjournal.testing.DelegatingFiles;
import org.shmjournal.testing.Records;

/** Readers need read permission and change nothing; writers without permission are told which they lack. */
@InEachMode
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
            final Path file,
            final long length,
            final ByteBuffer head,
            final boolean forced,
            final Set<PosixFilePermission> permissions)
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

    private static final String EVERYBODY = "rw-rw-rw-";

    private static void giveAway(final Path file, final String mode) throws IOException
    {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        try
        {
            Files.setAttribute(file, "unix:uid", 12345);
        }
        catch (final IOException ex)
        {
            assumeTrue(false, "only root may give files away: " + ex.getMessage());
        }
    }

    private void assertRefusesShared(final Path shared, final Path file) throws IOException
    {
        for (final Executable access : List.<Executable> of(() -> channel().openReader(), () -> channel().openWriter(),
            () -> channel().verify()))
        {
            final StorageException refusal = assertThrows(StorageException.class, access);
            assertEquals(file, refusal.path());
            assertTrue(refusal.getMessage().contains(" belongs to user 12345, and others may write it (mode "),
                refusal.getMessage());
            assertTrue(refusal.getMessage().contains("FileOperations.trusting()"), refusal.getMessage());
        }
        assertRecords(readAll(channel().fileOperations(FileOperations.copying())), 0, 3, 8);
        assertRecords(readAll(channel().fileOperations(FileOperations.trusting())), 0, 3, 8);
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertHolds(3, 8);
    }

    private static List<Records.Read> readAll(final ShmChannel<ByteBuffer> channel)
    {
        try (ShmReader<ByteBuffer> reader = channel.openReader())
        {
            return Records.readAll(reader);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {EVERYBODY, "rw-rw----", "rw-----w-"})
    void shouldRefuseAControlFileOfAnotherUserThatOthersMayWrite(final String mode) throws IOException
    {
        writeAndClose(smallSegments(), 3, 8);
        giveAway(controlFile(), mode);
        assertRefusesShared(controlFile(), controlFile());
    }

    @Test
    void shouldRefuseASegmentOfAnotherUserThatOthersMayWrite() throws IOException
    {
        writeAndClose(smallSegments(), 3, 8);
        giveAway(segmentFile(0), EVERYBODY);
        assertRefusesShared(segmentFile(0), segmentFile(0));
    }

    @Test
    void shouldRefuseADirectoryOfAnotherUserThatOthersMayWrite() throws IOException
    {
        writeAndClose(smallSegments(), 3, 8);
        giveAway(path(), "rwxrwxrwx");
        assertRefusesShared(path(), controlFile());
    }

    @Test
    void shouldTakeWhatAnotherUserAloneMayWrite() throws IOException
    {
        writeAndClose(smallSegments(), 3, 8);
        giveAway(controlFile(), "rw-r--r--");
        giveAway(segmentFile(0), "rw-r--r--");
        giveAway(path(), "rwxr-xr-x");
        assertHolds(3, 8);
    }

    @Test
    void shouldLeaveItToTheUserWhoMayWriteWhatIsItsOwn() throws IOException
    {
        writeAndClose(smallSegments(), 3, 8);
        Files.setPosixFilePermissions(controlFile(), PosixFilePermissions.fromString(EVERYBODY));
        Files.setPosixFilePermissions(segmentFile(0), PosixFilePermissions.fromString(EVERYBODY));
        Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString("rwxrwxrwx"));
        assertHolds(3, 8);
        writeAndClose(smallSegments(), 1, 8);
    }

    @Test
    void shouldLookAtASegmentByItselfInAPlaceForEverybodysFiles() throws IOException
    {
        writeAndClose(smallSegments(), 3, 8);
        giveAway(path(), "rwxrwxrwx");
        assertThrows(StorageException.class, () -> ChannelInfo.ofSegment(segmentFile(0)));
        Files.setAttribute(path(), "unix:mode", 01777);
        assertEquals(3, ChannelInfo.ofSegment(segmentFile(0)).records());
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
