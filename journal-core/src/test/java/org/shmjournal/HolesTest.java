package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.shmjournal.error.StorageFullException;
import org.shmjournal.layout.ControlLayout;
import org.shmjournal.layout.SegmentLayout;
import org.shmjournal.testing.Damage;
import org.shmjournal.testing.DelegatingFiles;

/** A store into a hole of a file needs room that a full disk does not have: an owner's files have none. */
class HolesTest extends ChannelFixture
{
    private static final long ANOTHER_BOOT = 2;
    private static final int PAGE = 4096;
    private static final Path STAT = Path.of("/usr/bin/stat");

    private final List<Path> filled = new ArrayList<>();
    private String noRoom;

    private final DelegatingFiles files = new DelegatingFiles()
    {
        @Override
        public void fillHoles(final Path file) throws IOException
        {
            if (noRoom != null)
            {
                throw new IOException(noRoom);
            }
            super.fillHoles(file);
            filled.add(file);
        }
    };

    @BeforeEach
    void requireStat()
    {
        assumeTrue(Files.isExecutable(STAT), "there is no " + STAT);
    }

    @Test
    void shouldHaveRoomForAllOfASegmentWhoseZerosAreNotForced() throws IOException
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            writeUntilLessIsLeft(writer, SEGMENT_SIZE / 2 - 200);
            conductor.doWork();
            assertRoom(0);
            assertRoom(1);
        }
    }

    @Test
    void shouldFillWhatAPowerLossLeftOfASegment() throws IOException
    {
        makeWithHoles();
        try (ShmWriter<ByteBuffer> writer = channel().bootId(() -> ANOTHER_BOOT).openWriter())
        {
            assertRoom(0);
            write(writer, 5, 5, 100);
        }
        assertHolds(10, 100);
    }

    @Test
    void shouldRefuseToWriteWhereThereIsNoRoomForThat() throws IOException
    {
        makeWithHoles();
        noRoom = "No space left on device";
        final ShmChannel<ByteBuffer> channel = channel().fileOperations(files).bootId(() -> ANOTHER_BOOT);
        assertThrows(StorageFullException.class, channel::openWriter);
        assertHolds(5, 100);

        noRoom = null;
        try (ShmWriter<ByteBuffer> writer = channel.openWriter())
        {
            assertRoom(0);
            write(writer, 5, 5, 100);
        }
        assertHolds(10, 100);
    }

    @Test
    void shouldFillWhatAPowerLossLeftInSegmentsBeforeTheEnd() throws IOException, InterruptedException
    {
        final ChannelSpec checked = smallSegments().checksums(true);
        try (ShmWriter<ByteBuffer> writer = channel(checked).openWriter())
        {
            for (int i = 0; i < 10; i++)
            {
                writer.writeBytes(ByteBuffer.allocate(3 * PAGE));
            }
        }
        // As if nothing had been forced, and pages of zeros had not come to the disk.
        Damage.putLong(path().resolve("channel.ctl"), ControlLayout.DURABLE_POSITION, 0);
        leaveZerosOut(segmentFile(0));
        leaveZerosOut(segmentFile(1));

        try (ShmWriter<ByteBuffer> writer =
            channel(checked).fileOperations(files).bootId(() -> ANOTHER_BOOT).openWriter())
        {
            // By the file, and not by stores to the map, which fill holes, too, as long as there is room.
            assertTrue(filled.containsAll(List.of(segmentFile(0), segmentFile(1))), filled::toString);
            assertRoom(0);
            assertRoom(1);
            assertEquals(9, writer.lastSequence());
        }
    }

    private static void leaveZerosOut(final Path file) throws IOException, InterruptedException
    {
        final Path copy = file.resolveSibling("copy");
        final Process process =
            new ProcessBuilder("cp", "--sparse=always", file.toString(), copy.toString()).inheritIO().start();
        assertEquals(0, process.waitFor());
        Files.move(copy, file, StandardCopyOption.REPLACE_EXISTING);
        assertTrue(bytesOf(file) < SegmentLayout.fileLength(SEGMENT_SIZE));
    }

    /** Five records, and behind them what is left of zeros that were never forced. */
    private void makeWithHoles() throws IOException
    {
        final long end;
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            write(writer, 0, 5, 100);
            end = writer.position();
        }
        final long data = SegmentLayout.dataOffset(SEGMENT_SIZE) + end + PAGE & -PAGE;
        try (RandomAccessFile file = new RandomAccessFile(segmentFile(0).toFile(), "rw"))
        {
            final long length = file.length();
            file.setLength(data);
            file.setLength(length);
        }
        assertTrue(bytesOf(segmentFile(0)) < SegmentLayout.fileLength(SEGMENT_SIZE));
    }

    private void assertRoom(final int number) throws IOException
    {
        final long length = SegmentLayout.fileLength(SEGMENT_SIZE);
        assertEquals(length, Math.min(length, bytesOf(segmentFile(number))));
    }

    /** Which the file system has set aside. */
    private static long bytesOf(final Path file) throws IOException
    {
        final Process stat = new ProcessBuilder(STAT.toString(), "-c", "%b %B", file.toString()).start();
        final String[] words = new String(stat.getInputStream().readAllBytes()).trim().split(" ");
        return Long.parseLong(words[0]) * Long.parseLong(words[1]);
    }
}
