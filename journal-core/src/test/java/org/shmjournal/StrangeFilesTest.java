package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.shmjournal.error.ChannelClosedException;
import org.shmjournal.error.ChannelNotFoundException;
import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.error.JournalException;
import org.shmjournal.error.StorageException;
import org.shmjournal.io.FileOperations;
import org.shmjournal.io.Mapping;
import org.shmjournal.testing.Damage;
import org.shmjournal.testing.DelegatingFiles;
import org.shmjournal.testing.Records;

/** Something else stands where a file of the channel should: told at once, and never opened, since a FIFO blocks. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
@InEachMode
class StrangeFilesTest extends ChannelFixture
{
    private static final Set<String> WORDS =
        Set.of("a directory", "a symbolic link", "neither a file nor a directory");

    /** What may stand there. */
    enum Strange
    {
        LINK, DANGLING_LINK, FIFO, DEVICE, DIRECTORY;

        void replace(final Path file) throws IOException, InterruptedException
        {
            final Path moved = file.resolveSibling("moved-" + file.getFileName());
            Files.move(file, moved);
            switch (this)
            {
                case LINK -> Files.createSymbolicLink(file, moved);
                case DANGLING_LINK -> Files.createSymbolicLink(file, file.resolveSibling("nowhere"));
                case DIRECTORY -> Files.createDirectory(file);
                case FIFO -> make("mkfifo", file.toString());
                // As /dev/null: only root may.
                default -> make("mknod", file.toString(), "c", "1", "3");
            }
        }

        private void make(final String... command) throws InterruptedException
        {
            try
            {
                final int exitValue = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
                assumeTrue(exitValue == 0 || this != DEVICE, "this user may not make a device");
                assertEquals(0, exitValue, command[0]);
            }
            catch (final IOException ex)
            {
                assumeTrue(false, "no " + command[0] + " here: " + ex.getMessage());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Strange.class)
    void shouldRefuseAControlFileThatIsNone(final Strange strange) throws Exception
    {
        writeAndClose(smallSegments(), 3, 10);
        strange.replace(controlFile());

        assertRefusesControlFile(() -> channel().openReader());
        assertRefusesControlFile(() -> channel().openWriter());
        assertRefusesControlFile(() -> channel().create());
        assertRefusesControlFile(() -> channel().exists());
        assertRefusesControlFile(() -> channel().info());
        assertRefusesControlFile(() -> channel().verify());
    }

    private void assertRefusesControlFile(final Executable access)
    {
        final CorruptChannelException refusal = assertThrows(CorruptChannelException.class, access);
        assertNames(controlFile(), refusal);
        assertTrue(WORDS.contains(refusal.found()), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("restore the file from a backup"), refusal.getMessage());
    }

    @ParameterizedTest
    @EnumSource(Strange.class)
    void shouldRefuseASegmentThatIsNone(final Strange strange) throws Exception
    {
        writeAndClose(smallSegments(), 3, 10);
        strange.replace(segmentFile(0));

        final CorruptChannelException refusal = assertThrows(CorruptChannelException.class,
            () -> channel().openReader());
        assertNames(segmentFile(0), refusal);
        assertTrue(WORDS.contains(refusal.found()), refusal.getMessage());
        assertNames(segmentFile(0), assertThrows(CorruptChannelException.class, () -> channel().openWriter()));
        assertEquals(segmentFile(0), channel().verify().findings().get(0).file());
        assertFalse(channel().info().problems().isEmpty());
        assertThrows(JournalException.class, () -> ChannelInfo.ofSegment(segmentFile(0)));
    }

    @ParameterizedTest
    @EnumSource(Strange.class)
    void shouldRefuseALockFileThatIsNone(final Strange strange) throws Exception
    {
        writeAndClose(smallSegments(), 3, 10);
        strange.replace(lockFile());

        final StorageException refusal = assertThrows(StorageException.class, () -> channel().openWriter());
        assertNames(lockFile(), refusal);
        assertTrue(refusal.getMessage().contains("move away what stands there"), refusal.getMessage());
        assertHolds(3, 10);
    }

    @ParameterizedTest
    @EnumSource(Strange.class)
    void shouldRefuseAStrangeNextSegmentWhenTheReaderComesToIt(final Strange strange) throws Exception
    {
        writeAndClose(smallSegments(), 1000, 100);
        try (ShmReader<ByteBuffer> reader = channel().openReader())
        {
            strange.replace(segmentFile(1));
            final CorruptChannelException corrupt = assertThrows(CorruptChannelException.class,
                () -> Records.readAll(reader));
            assertNames(segmentFile(1), corrupt);
            assertTrue(reader.position() < SEGMENT_SIZE);
        }
    }

    @ParameterizedTest
    @EnumSource(value = Strange.class, mode = EnumSource.Mode.EXCLUDE, names = "DIRECTORY")
    void shouldReplaceAStrangeTemporaryFileWithoutOpeningIt(final Strange strange) throws Exception
    {
        writeAndClose(smallSegments(), 3, 10);
        final Path temporary = path().resolve("00000000000000000001.seg.tmp");
        Files.writeString(temporary, "left");
        strange.replace(temporary);
        final Path target = path().resolve("moved-" + temporary.getFileName());

        writeAndClose(smallSegments(), 1000, 10);

        assertFalse(Files.exists(temporary, LinkOption.NOFOLLOW_LINKS));
        assertEquals("left", Files.readString(target));
        assertHolds(1003, 10);
    }

    @Test
    void shouldRefuseAFileWhereAChannelShouldBe() throws IOException
    {
        Files.writeString(path(), "no channel");
        assertNames(path(), assertThrows(StorageException.class, () -> channel().openReader()));
        assertNames(path(), assertThrows(StorageException.class, () -> channel().openWriter()));
        assertNames(path(), assertThrows(StorageException.class, () -> channel().create()));
        assertEquals("no channel", Files.readString(path()));
    }

    @Test
    void shouldRefuseAFifoWhereAChannelShouldBe() throws Exception
    {
        Files.writeString(path(), "");
        Strange.FIFO.replace(path());
        assertNames(path(), assertThrows(StorageException.class, () -> channel().openReader()));
        assertNames(path(), assertThrows(StorageException.class, () -> channel().openWriter()));
    }

    @Test
    void shouldFollowALinkToTheChannelItself() throws IOException
    {
        writeAndClose(smallSegments(), 3, 10);
        final Path link = Files.createSymbolicLink(directory.resolve("link"), path());
        try (ShmReader<ByteBuffer> reader = ShmChannel.at(link).openReader())
        {
            assertRecords(Records.readAll(reader), 0, 3, 10);
        }
    }

    @Test
    void shouldFindNoChannelBehindALinkThatLeadsNowhere() throws IOException
    {
        Files.createSymbolicLink(path(), directory.resolve("nowhere"));
        assertFalse(channel().exists());
        assertThrows(ChannelNotFoundException.class, () -> channel().openReader());
    }

    @Test
    void shouldFindNoChannelInADirectoryWithoutControlFile() throws IOException
    {
        Files.createDirectory(path());
        Files.writeString(path().resolve("notes.txt"), "mine");
        assertThrows(ChannelNotFoundException.class, () -> channel().openReader());
        assertThrows(ChannelNotFoundException.class, () -> channel().info());
        assertThrows(ChannelNotFoundException.class, () -> channel().verify());
        assertFalse(channel().exists());

        writeAndClose(smallSegments(), 3, 10);
        assertEquals("mine", Files.readString(path().resolve("notes.txt")));
    }

    @Test
    void shouldRefuseTruncatedFiles() throws IOException
    {
        writeAndClose(smallSegments(), 3, 10);
        for (final Path file : new Path[]{controlFile(), segmentFile(0)})
        {
            final byte[] whole = Files.readAllBytes(file);
            for (final int length : new int[]{0, 1, 1023, 1024, 4095, whole.length - 1})
            {
                truncate(file, length);
                final CorruptChannelException refusal = assertThrows(CorruptChannelException.class,
                    () -> channel().openReader());
                assertNames(file, refusal);
                assertTrue(refusal.getMessage().endsWith("; restore the file from a backup"), refusal.getMessage());
                assertNames(file, assertThrows(CorruptChannelException.class, () -> channel().openWriter()));
                assertEquals(length, Files.size(file));
                Files.write(file, whole);
            }
            Files.write(file, new byte[]{0}, StandardOpenOption.APPEND);
            assertNames(file, assertThrows(CorruptChannelException.class, () -> channel().openReader()));
            Files.write(file, whole);
        }
        assertHolds(3, 10);
    }

    @Test
    void shouldSayWhatToDoAboutAFileThatVanishes()
    {
        writeAndClose(smallSegments(), 3, 10);
        final DelegatingFiles vanishing = new DelegatingFiles()
        {
            @Override
            public Mapping map(final Path file, final boolean writable, final long length, final boolean eager)
                throws IOException
            {
                throw new NoSuchFileException(file.toString());
            }
        };
        final StorageException vanished = assertThrows(StorageException.class,
            () -> channel().fileOperations(vanishing).openReader());
        assertNames(controlFile(), vanished);
        assertTrue(vanished.getMessage().contains("no such file; look who removes it"), vanished.getMessage());
    }

    @Test
    void shouldGoOnReadingWhatItHasMappedWhenTheFilesAreDeleted()
    {
        writeAndClose(smallSegments(), 3, 10);
        try (ShmReader<ByteBuffer> reader = channel().openReader())
        {
            Damage.deleteDirectory(path());
            assertRecords(Records.readAll(reader), 0, 3, 10);
            assertEquals(ReaderState.CLOSED, reader.state());
        }
    }

    @Test
    void shouldReadFilesByCopyingThem()
    {
        writeAndClose(smallSegments().checksums(true), 1000, 100);
        try (ShmReader<ByteBuffer> reader = channel().fileOperations(FileOperations.copying()).openReader())
        {
            assertRecords(Records.readAll(reader), 0, 1000, 100);
        }
        assertTrue(channel().fileOperations(FileOperations.copying()).verify(2).isGood());
    }

    @Test
    void shouldStopAWriterWhoseSegmentIsTruncatedUnderItsMap() throws IOException
    {
        writeAndClose(smallSegments(), 3, 10);
        final ShmWriter<ByteBuffer> writer = channel().openWriter();
        truncate(segmentFile(0), DATA_OFFSET);
        conductor.doWork();

        final ChannelClosedException ex = assertThrows(ChannelClosedException.class,
            () -> writer.write(Records.buffer(3, 10)));
        assertInstanceOf(CorruptChannelException.class, ex.getCause());
        writer.close();
    }

    @Test
    void shouldGoOnInAMapWhoseFileWasReplacedByAShorterOne() throws IOException
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            Files.move(segmentFile(0), directory.resolve("moved"));
            Files.writeString(segmentFile(0), "x");
            conductor.doWork();
            writer.write(Records.buffer(0, 10));
        }
    }

    private static void truncate(final Path file, final int length) throws IOException
    {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE))
        {
            channel.truncate(length);
        }
    }

    private static void assertNames(final Path file, final JournalException error)
    {
        assertEquals(file, error.path());
        assertTrue(error.getMessage().contains(file.toString()), error.getMessage());
    }
}
