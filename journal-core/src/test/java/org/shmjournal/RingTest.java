package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shmjournal.error.OvertakenException;
import org.shmjournal.error.PositionUnavailableException;
import org.shmjournal.error.WaitTimeoutException;
import org.shmjournal.layout.CursorLayout;
import org.shmjournal.testing.Damage;
import org.shmjournal.testing.Records;

@InEachMode
class RingTest extends ChannelFixture
{
    private static final int SLOTS = 4;
    private static final int LENGTH = 1000;
    private static final int PER_SEGMENT = RECORDS_END / 1008;

    private ChannelSpec ring()
    {
        final ChannelSpec ring = smallSegments().retention(Retention.ring(SLOTS));
        // Once a segment is often enough here.
        return durability == Durability.PERIODIC ? ring.forceEvery(SEGMENT_SIZE) : ring;
    }

    private void writeSegments(final ShmWriter<ByteBuffer> writer, final int segments)
    {
        write(writer, writer.lastSequence() + 1, segments * PER_SEGMENT, LENGTH);
    }

    private List<Path> segments()
    {
        return Damage.files(path()).stream().filter(file -> file.toString().endsWith(".seg")).toList();
    }

    private void assertHoldsFrom(final long first, final int count)
    {
        assertRecords(readAll(), first, count, LENGTH);
        assertEquals(List.of(), at(path()).verify().findings());
    }

    @Test
    void shouldUseItsSlotsAgain()
    {
        try (ShmWriter<ByteBuffer> writer = channel(ring()).openWriter())
        {
            writeSegments(writer, 11);
            assertEquals(List.of("0000.seg", "0001.seg", "0002.seg", "0003.seg"),
                segments().stream().map(file -> file.getFileName().toString()).sorted().toList());
            assertEquals(10, writer.lastPosition() / SEGMENT_SIZE);
            assertTrue(at(path()).verify().isGood());
        }
        // All but one hold records; that one is prepared.
        assertHoldsFrom(8L * PER_SEGMENT, 3 * PER_SEGMENT);
    }

    @Test
    void shouldGoOnAfterClose()
    {
        for (int round = 1; round <= 12; round++)
        {
            try (ShmWriter<ByteBuffer> writer = channel(ring()).openWriter())
            {
                assertEquals((round - 1L) * PER_SEGMENT - 1, writer.lastSequence());
                writeSegments(writer, 1);
            }
            final List<Records.Read> records = readAll();
            assertTrue(records.size() >= Math.min(round, 2) * PER_SEGMENT);
            assertRecords(records, (long)round * PER_SEGMENT - records.size(), records.size(), LENGTH);
            assertEquals(List.of(), at(path()).verify().findings());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, 5, 9, 23})
    void shouldGoOnAfterAKill(final int segments)
    {
        final Path copy = directory.resolve("copy");
        final long first;
        try (ShmWriter<ByteBuffer> writer = channel(ring()).openWriter())
        {
            writeSegments(writer, segments);
            write(writer, writer.lastSequence() + 1, 20, LENGTH);
            first = at(path()).info().oldestSequence();
            Damage.copyDirectory(path(), copy);
        }
        try (ShmWriter<ByteBuffer> writer = at(copy).openWriter())
        {
            assertEquals(segments * PER_SEGMENT + 19L, writer.lastSequence());
            try (ShmReader<ByteBuffer> reader = at(copy).openReader())
            {
                final List<Records.Read> records = Records.readAll(reader);
                assertRecords(records, first, (int)(segments * PER_SEGMENT + 20 - first), LENGTH);
            }
            write(writer, writer.lastSequence() + 1, 10 * PER_SEGMENT, LENGTH);
        }
        assertEquals(List.of(), at(copy).verify().findings());
    }

    @Test
    void shouldKeepTheWriterWaitingForAStrongReader()
    {
        final ShmChannel<ByteBuffer> channel = channel(ring()).writeDeadline(Duration.ZERO);
        try (ShmWriter<ByteBuffer> writer = channel.openWriter();
            ShmReader<ByteBuffer> reader = channel.gating(Gating.WRITER).openReader())
        {
            writeSegments(writer, SLOTS);
            final long last = writer.lastSequence();
            conductor.doWork();
            assertEquals(WriteStatus.BACK_PRESSURED, writer.tryWrite(Records.buffer(last + 1, LENGTH)));
            assertThrows(WaitTimeoutException.class, () -> writer.write(Records.buffer(last + 1, LENGTH)));
            assertEquals(last, writer.lastSequence());

            // Not yet out of the oldest segment.
            final List<Records.Read> read = new ArrayList<>(Records.read(reader, PER_SEGMENT));
            conductor.doWork();
            assertEquals(WriteStatus.BACK_PRESSURED, writer.tryWrite(Records.buffer(last + 1, LENGTH)));
            read.addAll(Records.read(reader, 1));
            conductor.doWork();
            assertTrue(writer.tryWrite(Records.buffer(last + 1, LENGTH)) > 0);
            read.addAll(Records.readAll(reader));
            assertRecords(read, 0, (int)last + 2, LENGTH);
        }
    }

    @Test
    void shouldTellAWeakReaderWhatItLost()
    {
        try (ShmWriter<ByteBuffer> writer = channel(ring()).openWriter();
            ShmReader<ByteBuffer> reader = at(path()).openReader())
        {
            writeSegments(writer, 1);
            assertEquals(10, Records.read(reader, 10).size());
            final long position = reader.position();
            writeSegments(writer, 9);
            final OvertakenException lost =
                assertThrows(OvertakenException.class, () -> Records.read(reader, 1));
            assertEquals(position, lost.position());
            final long oldest = at(path()).info().oldestPosition();
            assertEquals(oldest, lost.resumePosition());
            assertEquals(oldest - position, lost.lostBytes());
            final long sequence = oldest / SEGMENT_SIZE * PER_SEGMENT;
            assertEquals(sequence - 10, lost.lostRecords());
            final List<Records.Read> rest = Records.readAll(reader);
            assertRecords(rest, sequence, (int)(10 * PER_SEGMENT - sequence), LENGTH);
        }
    }

    @Test
    void shouldGoOnWhenItTellsSomebodyOfALoss()
    {
        final List<OvertakenException> losses = new ArrayList<>();
        try (ShmWriter<ByteBuffer> writer = channel(ring()).openWriter();
            ShmReader<ByteBuffer> reader = at(path()).onLoss(losses::add).openReader())
        {
            long read = 0;
            for (int round = 0; round < 20; round++)
            {
                writeSegments(writer, 7);
                read += Records.readAll(reader).size();
            }
            final long lost = losses.stream().mapToLong(OvertakenException::lostRecords).sum();
            assertEquals(writer.lastSequence() + 1, read + lost);
            assertEquals(20, losses.size());
        }
    }

    @Test
    void shouldChangeWhatIsHeldBack()
    {
        try (ShmWriter<ByteBuffer> writer = channel(ring()).openWriter();
            ShmReader<ByteBuffer> reader = at(path()).openReader())
        {
            writeSegments(writer, 2);
            assertEquals(5, Records.read(reader, 5).size());
            reader.gating(Gating.WRITER);
            assertEquals(Gating.WRITER, reader.gating());
            while (writer.tryWrite(Records.buffer(writer.lastSequence() + 1, LENGTH)) > 0)
            {
                conductor.doWork();
            }
            final long last = writer.lastSequence();
            assertEquals(5, reader.sequence());
            reader.gating(Gating.NONE);
            conductor.doWork();
            writeSegments(writer, 5);
            final OvertakenException lost =
                assertThrows(OvertakenException.class, () -> Records.read(reader, 1));
            assertTrue(last > 0 && lost.lostRecords() > 0);
            assertEquals(writer.lastSequence() + 1, reader.sequence() + Records.readAll(reader).size());
        }
    }

    /** Where only a flush forces anything, and nothing of one in the midst has come to the disk. */
    @Test
    void shouldEndInFrontOfASegmentThatAPowerLossTook()
    {
        final Path flushed = directory.resolve("flushed");
        final Path copy = directory.resolve("copy");
        final ChannelSpec spec = ChannelSpec.defaults().segmentSize(SEGMENT_SIZE).checksums(true)
            .retention(Retention.ring(SLOTS));
        try (ShmWriter<ByteBuffer> writer = channel(spec).openWriter())
        {
            writeSegments(writer, 5);
            write(writer, writer.lastSequence() + 1, 20, LENGTH);
            writer.flush();
            Damage.copyDirectory(path(), flushed);
            writeSegments(writer, 2);
            Damage.copyDirectory(path(), copy);
        }
        // In this slot 2 still is where 6 was written, and 7 is in the next one.
        Damage.putBytes(copy.resolve("0002.seg"), 0,
            Damage.bytesAt(flushed.resolve("0002.seg"), 0, (int)flushed.resolve("0002.seg").toFile().length()));
        final ShmChannel<ByteBuffer> next = at(copy).bootId(() -> 2);
        try (ShmReader<ByteBuffer> reader = next.openReader())
        {
            assertRecords(Records.readAll(reader), 5L * PER_SEGMENT, PER_SEGMENT, LENGTH);
        }
        try (ShmWriter<ByteBuffer> writer = next.openWriter())
        {
            assertEquals(6L * PER_SEGMENT - 1, writer.lastSequence());
            write(writer, writer.lastSequence() + 1, PER_SEGMENT, LENGTH);
            try (ShmReader<ByteBuffer> reader = next.openReader())
            {
                assertRecords(Records.readAll(reader), 5L * PER_SEGMENT, 2 * PER_SEGMENT, LENGTH);
            }
            write(writer, writer.lastSequence() + 1, 5 * PER_SEGMENT, LENGTH);
        }
        assertEquals(List.of(), next.verify().findings());
    }

    /**
     * The page of its cursor is an older one than the control file's; or, where only a flush forces anything, all of
     * the ring is gone. It gets all that is there and all that comes, and no slot is kept for what is not.
     */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldKeepWhatIsThereForAReaderWhoseCursorAPowerLossLeftBehind(final boolean recoveredBefore)
    {
        final Path copy = directory.resolve("copy");
        try (ShmWriter<ByteBuffer> writer = channel(ring()).openWriter();
            ShmReader<ByteBuffer> reader = at(path()).cursor("billing").gating(Gating.WRITER).openReader())
        {
            for (int i = 0; i < 6; i++)
            {
                writeSegments(writer, 1);
                assertEquals(PER_SEGMENT, Records.readAll(reader).size());
            }
            Damage.copyDirectory(path(), copy);
            Damage.copyDirectory(path().resolve("cursors"), copy.resolve("cursors"));
        }
        final Path cursor = copy.resolve("cursors").resolve("billing.cursor");
        final long left = 10 * 1008;
        Damage.putLong(cursor, CursorLayout.POSITION, left);
        Damage.putLong(cursor, CursorLayout.SEQUENCE, 10);
        final ShmChannel<ByteBuffer> next = at(copy).bootId(() -> 2);
        if (recoveredBefore)
        {
            next.recover(RecoverySpec.defaults());
        }
        try (ShmWriter<ByteBuffer> writer = next.openWriter())
        {
            final ChannelInfo found = next.info();
            assertTrue(found.oldestPosition() > SEGMENT_SIZE);
            conductor.doWork();
            while (writer.tryWrite(Records.buffer(writer.lastSequence() + 1, LENGTH)) > 0)
            {
                conductor.doWork();
            }
            final long last = writer.lastSequence();
            assertEquals(found.oldestPosition(), next.info().oldestPosition());
            assertEquals(SLOTS - 1, (writer.position() - found.oldestPosition()) / SEGMENT_SIZE);
            try (ShmReader<ByteBuffer> reader = next.cursor("billing").openReader())
            {
                final OvertakenException lost =
                    assertThrows(OvertakenException.class, () -> Records.read(reader, 1));
                assertEquals(left, lost.position());
                assertEquals(found.oldestPosition(), lost.resumePosition());
                assertEquals(found.oldestSequence() - 10, lost.lostRecords());
                assertRecords(Records.readAll(reader), found.oldestSequence(),
                    (int)(last + 1 - found.oldestSequence()), LENGTH);
            }
            conductor.doWork();
            assertTrue(writer.tryWrite(Records.buffer(last + 1, LENGTH)) > 0);
        }
    }

    @Test
    void shouldNotBeHeldBackByAReaderThatIsClosed()
    {
        try (ShmWriter<ByteBuffer> writer = channel(ring()).openWriter())
        {
            final ShmReader<ByteBuffer> reader = at(path()).gating(Gating.WRITER).openReader();
            while (writer.tryWrite(Records.buffer(writer.lastSequence() + 1, LENGTH)) > 0)
            {
                conductor.doWork();
            }
            reader.close();
            conductor.doWork();
            writeSegments(writer, 10);
        }
    }

    @Test
    void shouldSeekInWhatIsKept()
    {
        try (ShmWriter<ByteBuffer> writer = channel(ring()).openWriter();
            ShmReader<ByteBuffer> reader = at(path()).openReader())
        {
            writeSegments(writer, 10);
            final long first = at(path()).info().oldestSequence();
            for (long sequence = first; sequence <= writer.lastSequence(); sequence += 7)
            {
                reader.seekToSequence(sequence);
                assertEquals(sequence, reader.sequence());
                final Records.Read read = Records.read(reader, 1).get(0);
                assertEquals(sequence, read.sequence());
                reader.seek(read.position());
                assertEquals(sequence, reader.sequence());
            }
            assertThrows(PositionUnavailableException.class, () -> reader.seekToSequence(first - 1));
            assertThrows(PositionUnavailableException.class, () -> reader.seek(0));
            reader.seekToEnd();
            assertEquals(writer.lastSequence() + 1, reader.sequence());
            reader.seekToStart();
            assertEquals(first, reader.sequence());
        }
    }

    @Test
    void shouldBeDrainedWithWhatItHolds()
    {
        try (ShmWriter<ByteBuffer> writer = channel(ring()).openWriter())
        {
            writeSegments(writer, 6);
            writer.drain();
        }
        try (ShmReader<ByteBuffer> reader = at(path()).openReader())
        {
            final int count = Records.readAll(reader).size();
            assertEquals(6 * PER_SEGMENT, reader.sequence());
            assertTrue(count >= 2 * PER_SEGMENT);
            assertEquals(ReaderState.DRAINED, reader.state());
        }
        assertTrue(at(path()).verify().isGood());
    }

    @Test
    void shouldRefuseTooFewSlotsAndPruning()
    {
        assertThrows(IllegalArgumentException.class, () -> Retention.ring(2));
        writeAndClose(ring(), 10, LENGTH);
        assertThrows(IllegalArgumentException.class, () -> at(path()).prune(Retention.keepSegments(1)));
        assertFalse(segments().isEmpty());
    }
}
