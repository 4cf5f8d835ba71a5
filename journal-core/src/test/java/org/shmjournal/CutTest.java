package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.error.StorageException;
import org.shmjournal.error.StorageFullException;
import org.shmjournal.layout.ControlLayout;
import org.shmjournal.testing.Damage;
import org.shmjournal.testing.DelegatingFiles;
import org.shmjournal.testing.Records;
import org.shmjournal.testing.TestDisk;

/** The end that an owner asks for, at odd places; and a quarantine that cannot be had. */
class CutTest extends ChannelFixture
{
    private static final long THIS_BOOT = 1;
    private static final long ANOTHER_BOOT = 2;
    private static final int RECORD = 112;
    private static final int COUNT = 1500;

    private final TestDisk disk = new TestDisk();

    /** Three segments and a bit of them. */
    private List<Records.Read> writeThree(final boolean close)
    {
        final ChannelSpec spec = smallSegments().checksums(true).timestamps(true);
        try (ShmWriter<ByteBuffer> writer = channel(spec).fileOperations(disk).bootId(() -> THIS_BOOT).openWriter())
        {
            write(writer, 0, COUNT, 96);
            if (!close)
            {
                writer.terminate();
            }
        }
        return readAll();
    }

    private RecoveryReport cut(final long position)
    {
        return channel().fileOperations(disk).bootId(() -> THIS_BOOT).recover(
            RecoverySpec.defaults().cutAt(position));
    }

    private void assertGoesOn(final int count)
    {
        assertRecords(readAll(), 0, count, 96);
        assertEquals(List.of(), channel().verify().findings());
        try (ShmWriter<ByteBuffer> writer =
            channel().fileOperations(disk).bootId(() -> THIS_BOOT).openWriter())
        {
            assertEquals(count - 1, writer.lastSequence());
            write(writer, count, 800, 96);
        }
        assertRecords(readAll(), 0, count + 800, 96);
        assertEquals(List.of(), channel().verify().findings());
    }

    /** All of it is on the disk, and nothing that was cut off is. */
    private void assertGoesOnAfterAPowerLoss(final int count)
    {
        final Path left = directory.resolve("left");
        disk.losePower(path(), left);
        try (ShmReader<ByteBuffer> reader = at(left).openReader())
        {
            assertRecords(Records.readAll(reader), 0, count, 96);
        }
        assertGoesOn(count);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 584, 585, 586, 1000, 1169, 1170, 1171, COUNT - 1})
    void shouldCutBeforeAnyRecord(final int sequence)
    {
        final List<Records.Read> records = writeThree(true);
        final RecoveryReport report = cut(records.get(sequence).position());
        assertEquals(sequence, report.endSequence());
        assertEquals(records.get(sequence).position(), report.endPosition());
        assertTrue(report.bytesBehindEnd() >= (COUNT - sequence) * RECORD);
        assertGoesOnAfterAPowerLoss(sequence);
    }

    @Test
    void shouldCutWhatNobodyForced()
    {
        final List<Records.Read> records = writeThree(false);
        // As if the conductor had not come to it.
        Damage.putLong(controlFile(), ControlLayout.DURABLE_POSITION, 0);
        disk.forget();
        cut(records.get(1400).position());
        for (int i = 0; i < 3; i++)
        {
            assertTrue(disk.forces().contains(
                new TestDisk.Force(segmentFile(i).getFileName().toString(), DATA_OFFSET, SEGMENT_SIZE)));
        }
        assertGoesOnAfterAPowerLoss(1400);
    }

    @Test
    void shouldCutExactlyAtTheEndAndLoseNothing()
    {
        writeThree(false);
        final long end = channel().info().endPosition();
        final RecoveryReport report = cut(end);
        assertEquals(0, report.bytesBehindEnd());
        assertEquals(List.of(), report.quarantine());
        assertGoesOnAfterAPowerLoss(COUNT);
    }

    @Test
    void shouldCutTheWordThatLeadsToTheNextSegment()
    {
        final List<Records.Read> records = writeThree(true);
        int last = 0;
        while (records.get(last + 1).position() < SEGMENT_SIZE)
        {
            last++;
        }
        final long roll = records.get(last).position() + RECORD;
        assertEquals(last + 1, cut(roll).endSequence());
        assertGoesOnAfterAPowerLoss(last + 1);
    }

    @Test
    void shouldRefusePlacesWhereNoRecordStartsAndChangeNothing()
    {
        final List<Records.Read> records = writeThree(true);
        final long end = channel().info().endPosition();
        final long roll = SEGMENT_SIZE - SEGMENT_SIZE % RECORD;
        final List<Long> odd = List.of(1L, 4L, 8L, 16L, RECORD - 8L, RECORD + 8L, records.get(700).position() + 16,
            roll + 8, SEGMENT_SIZE - 8L, end + 8, end + RECORD, 3L * SEGMENT_SIZE, 4L * SEGMENT_SIZE,
            Long.MAX_VALUE, Long.MAX_VALUE - 7, 1L << 62, (1L << 32) * SEGMENT_SIZE);
        for (final long position : odd)
        {
            assertThrows(IllegalArgumentException.class, () -> cut(position), "position=" + position);
        }
        for (final long position : new long[]{-1, -8, -RECORD, Long.MIN_VALUE})
        {
            assertThrows(IllegalArgumentException.class, () -> RecoverySpec.defaults().cutAt(position));
        }
        assertGoesOn(COUNT);
    }

    /** Nothing leads there: whatever was written in it, no reader would ever come to. */
    @Test
    void shouldRefuseTheStartOfASegmentThatWasOnlyPrepared()
    {
        try (ShmWriter<ByteBuffer> writer =
            channel(smallSegments().checksums(true).timestamps(true)).fileOperations(disk).openWriter())
        {
            write(writer, 0, 400, 96);
            conductor.doWork();
            writer.terminate();
        }
        assertTrue(Files.exists(segmentFile(1)));
        assertThrows(IllegalArgumentException.class, () -> cut(SEGMENT_SIZE));
        assertGoesOn(400);
    }

    @Test
    void shouldCutADrainedChannelWhichThenGoesOn()
    {
        try (ShmWriter<ByteBuffer> writer =
            channel(smallSegments().checksums(true).timestamps(true)).fileOperations(disk).openWriter())
        {
            write(writer, 0, 400, 96);
            writer.drain();
        }
        assertThrows(IllegalArgumentException.class, () -> cut(400 * RECORD + 8));
        assertEquals(400, cut(400 * RECORD).endSequence());
        assertEquals(300, cut(300 * RECORD).endSequence());
        assertGoesOnAfterAPowerLoss(300);
    }

    /** Whatever was done of it, what is there is a prefix, and cutting again comes to the same. */
    @Test
    void shouldCutAgainAfterADeathAtAnyOfItsSteps()
    {
        final List<Records.Read> records = writeThree(true);
        final Path before = directory.resolve("before");
        Damage.copyDirectory(path(), before);
        final long position = records.get(300).position();
        final Path undisturbed = directory.resolve("undisturbed");
        Damage.copyDirectory(before, undisturbed);
        at(undisturbed).bootId(() -> THIS_BOOT).recover(RecoverySpec.defaults().cutAt(position));
        final Map<String, Integer> keptAtOnce = keptBytes(undisturbed);
        int steps = 0;
        boolean died = true;
        while (died)
        {
            final Path copy = directory.resolve("copy-" + steps);
            Damage.copyDirectory(before, copy);
            final DyingDisk dying = new DyingDisk(steps++);
            died = cutUntilDeath(copy, dying, position);
            for (final long boot : new long[]{THIS_BOOT, ANOTHER_BOOT})
            {
                openAfterDeath(copy, boot);
            }
            assertEquals(300, at(copy).bootId(() -> THIS_BOOT).recover(
                RecoverySpec.defaults().cutAt(position)).endSequence());
            try (ShmReader<ByteBuffer> reader = at(copy).openReader())
            {
                assertRecords(Records.readAll(reader), 0, 300, 96);
            }
            assertEquals(List.of(), at(copy).verify().findings());
            assertEquals(keptAtOnce, keptBytes(copy), "steps=" + steps);
        }
        assertTrue(steps > 5, "steps=" + steps);
    }

    /** What is kept of each segment, and that it is kept once. */
    private static Map<String, Integer> keptBytes(final Path channel)
    {
        final Map<String, Integer> kept = new TreeMap<>();
        for (final Path file : Damage.files(channel.resolve("quarantine")))
        {
            try
            {
                // Without the epoch, of which the one that died has had one more.
                assertNull(kept.put(file.getFileName().toString().substring(0, 31),
                    Arrays.hashCode(Files.readAllBytes(file))), "kept twice: " + file);
            }
            catch (final IOException ex)
            {
                throw new UncheckedIOException(ex);
            }
        }
        return kept;
    }

    private boolean cutUntilDeath(final Path copy, final DyingDisk dying, final long position)
    {
        try
        {
            at(copy).fileOperations(dying).bootId(() -> THIS_BOOT).recover(RecoverySpec.defaults().cutAt(position));
            return false;
        }
        catch (final StorageException ex)
        {
            return true;
        }
    }

    private void openAfterDeath(final Path copy, final long boot)
    {
        final Path again = directory.resolve("again");
        Damage.copyDirectory(copy, again, "quarantine");
        try
        {
            at(again).bootId(() -> boot).openWriter().close();
            try (ShmReader<ByteBuffer> reader = at(again).openReader())
            {
                final List<Records.Read> left = Records.readAll(reader);
                assertTrue(left.size() >= 300);
                assertRecords(left, 0, left.size(), 96);
            }
        }
        catch (final CorruptChannelException ex)
        {
            assertTrue(ex.getMessage().contains(again.toString()), ex.getMessage());
        }
        Damage.deleteTree(again);
    }

    /** Fails before a change from some number of them on, for ever. */
    private static final class DyingDisk extends DelegatingFiles
    {
        private int left;

        private DyingDisk(final int changes)
        {
            left = changes;
        }

        private void step() throws IOException
        {
            if (left-- <= 0)
            {
                throw new IOException("Input/output error");
            }
        }

        @Override
        public void force(final MappedByteBuffer memory, final int index, final int length) throws IOException
        {
            step();
            super.force(memory, index, length);
        }

        @Override
        public void rename(final Path from, final Path to) throws IOException
        {
            step();
            super.rename(from, to);
        }

        @Override
        public void delete(final Path file) throws IOException
        {
            step();
            super.delete(file);
        }
    }

    private Path hole()
    {
        writeThree(false);
        Damage.putLong(controlFile(), ControlLayout.DURABLE_POSITION, 0);
        Damage.putLong(segmentFile(1), DATA_OFFSET + 10 * RECORD, 0);
        return segmentFile(1);
    }

    @Test
    void shouldRefuseAndChangeNothingWhenThereIsNoRoomForTheQuarantine() throws IOException
    {
        final Path holed = hole();
        final byte[] before = Files.readAllBytes(holed);
        final byte[] next = Files.readAllBytes(segmentFile(2));
        disk.fill("quarantine");
        assertThrows(StorageFullException.class,
            () -> channel().fileOperations(disk).bootId(() -> ANOTHER_BOOT).openWriter());
        assertArrayEquals(before, Files.readAllBytes(holed));
        assertArrayEquals(next, Files.readAllBytes(segmentFile(2)));
        assertFalse(disk.forces().isEmpty());

        final RecoveryReport report = channel().fileOperations(disk).bootId(() -> ANOTHER_BOOT)
            .recover(RecoverySpec.defaults().discardQuarantine());
        assertEquals(SEGMENT_SIZE + 10 * RECORD, report.endPosition());
        assertTrue(report.bytesBehindEnd() > 0);
        assertGoesOnAfterAPowerLoss((int)report.endSequence());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldRefuseAQuarantineThatIsAFileOrALink(final boolean link) throws IOException
    {
        hole();
        final Path quarantine = path().resolve("quarantine");
        if (link)
        {
            Files.createSymbolicLink(quarantine, Files.createDirectory(directory.resolve("elsewhere")));
        }
        else
        {
            Files.createFile(quarantine);
        }
        final StorageException refused = assertThrows(StorageException.class,
            () -> channel().fileOperations(disk).bootId(() -> ANOTHER_BOOT).openWriter());
        assertTrue(refused.getMessage().contains("quarantine"), refused.getMessage());
        if (link)
        {
            assertEquals(List.of(), Damage.names(directory.resolve("elsewhere")));
        }
        Files.delete(quarantine);
        final RecoveryReport report =
            channel().fileOperations(disk).bootId(() -> ANOTHER_BOOT).recover();
        assertEquals(new ArrayList<>(Damage.files(quarantine)), new ArrayList<>(report.quarantine()));
        assertGoesOnAfterAPowerLoss((int)report.endSequence());
    }
}
