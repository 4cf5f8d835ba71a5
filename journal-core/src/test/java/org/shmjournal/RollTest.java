package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.concurrent.NoOpIdleStrategy;
import org.junit.jupiter.api.Test;
import org.shmjournal.error.RecordTooLongException;
import org.shmjournal.error.WaitTimeoutException;
import org.shmjournal.layout.ControlLayout;
import org.shmjournal.layout.IndexWord;
import org.shmjournal.layout.SegmentLayout;
import org.shmjournal.testing.Damage;
import org.shmjournal.testing.Records;

/** Going from a full segment to the next, which only a success may do. */
class RollTest extends ChannelFixture
{
    private final Recording format = new Recording();

    /** Notes how much room it was given, and behaves as a test says. */
    private static final class Recording implements DataFormat<ByteBuffer>
    {
        private final List<Integer> rooms = new ArrayList<>();
        private RuntimeException failure;
        private int failAtRoom;
        private int lieAtRoom;
        private int lie;

        @Override
        public int id()
        {
            return RawFormat.ID;
        }

        @Override
        public String mediaType()
        {
            return RawFormat.MEDIA_TYPE;
        }

        @Override
        public int encode(final ByteBuffer value, final ByteBuffer target, final int offset, final int available)
        {
            rooms.add(available);
            // One that writes as far as it gets, as a real one does
            target.put(offset, value, value.position(), Math.min(value.remaining(), available));
            if (failure != null && available == failAtRoom)
            {
                throw failure;
            }
            if (lie != 0 && available == lieAtRoom)
            {
                return lie;
            }
            return value.remaining() > available ? -1 : value.remaining();
        }

        @Override
        public ByteBuffer decode(final ByteBuffer source, final int offset, final int length)
        {
            return RawFormat.raw().decode(source, offset, length);
        }
    }

    /** A writer with fewer than 200 bytes left, and the next segment prepared. */
    private ShmWriter<ByteBuffer> openAtTheEnd()
    {
        final ShmWriter<ByteBuffer> writer = channel().format(format).openWriter();
        writeUntilLessIsLeft(writer, 200);
        conductor.doWork();
        return writer;
    }

    @Test
    void shouldEncodeAgainInTheNextSegmentWhatDoesNotFit()
    {
        final long sequence;
        try (ShmWriter<ByteBuffer> writer = openAtTheEnd())
        {
            final int left = writer.available();
            sequence = writer.lastSequence() + 1;
            assertEquals(1008, writer.write(Records.buffer(sequence, 1000)));

            assertEquals(List.of(left - 8, MAX_RECORD_LENGTH), format.rooms);
            assertEquals(SEGMENT_SIZE, writer.lastPosition());
            assertEquals(sequence, writer.lastSequence());
            assertEquals(RECORDS_END - 1008, writer.available());
        }
        assertLast(sequence, 1000);
    }

    @Test
    void shouldNotRollWhenEncodingInTheNextSegmentFails()
    {
        try (ShmWriter<ByteBuffer> writer = openAtTheEnd();
            ShmReader<ByteBuffer> reader = channel().openReader())
        {
            final int left = writer.available();
            final long position = writer.position();
            final long sequence = writer.lastSequence() + 1;
            Records.readAll(reader);
            format.failure = new IllegalStateException("fails in the next segment only");
            format.failAtRoom = MAX_RECORD_LENGTH;

            assertThrows(IllegalStateException.class, () -> writer.write(Records.buffer(sequence, 1000)));
            assertThrows(IllegalStateException.class, () -> writer.tryWrite(Records.buffer(sequence, 1000)));

            assertEquals(left, writer.available());
            assertEquals(position, writer.position());
            assertEquals(0, Records.readAll(reader).size());
            assertEquals(0, Damage.longAt(segmentFile(1), DATA_OFFSET));
            assertEquals(-1, Damage.longAt(segmentFile(1), SegmentLayout.BASE_SEQUENCE));
            format.failure = null;
            writer.write(Records.buffer(sequence, 50));
            assertEquals(position, writer.lastPosition());
            writer.write(Records.buffer(sequence + 1, 1000));
            assertEquals(SEGMENT_SIZE, writer.lastPosition());
            assertEquals(2, Records.readAll(reader).size());
        }
        assertTrue(channel().verify().isGood());
    }

    @Test
    void shouldNotRollForARecordThatIsTooLongForAnySegment()
    {
        try (ShmWriter<ByteBuffer> writer = openAtTheEnd())
        {
            final long position = writer.position();
            final long sequence = writer.lastSequence() + 1;
            assertThrows(RecordTooLongException.class,
                () -> writer.write(Records.buffer(0, MAX_RECORD_LENGTH + 1)));
            assertEquals(position, writer.position());
            writer.write(Records.buffer(sequence, 8));
            assertEquals(position, writer.lastPosition());
        }
        assertTrue(channel().verify().isGood());
    }

    @Test
    void shouldRefuseALengthThatTheFormatWasNotGiven()
    {
        try (ShmWriter<ByteBuffer> writer = channel().format(format).openWriter())
        {
            format.lieAtRoom = MAX_RECORD_LENGTH;
            format.lie = MAX_RECORD_LENGTH + 8;
            assertThrows(IllegalStateException.class, () -> writer.write(Records.buffer(0, 8)));
            assertEquals(0, writer.position());
            format.lie = 0;
            writer.write(Records.buffer(0, 8));
        }
        assertHolds(1, 8);
    }

    @Test
    void shouldRefuseALengthThatTheFormatWasNotGivenInTheNextSegment()
    {
        try (ShmWriter<ByteBuffer> writer = openAtTheEnd())
        {
            final long position = writer.position();
            format.lieAtRoom = MAX_RECORD_LENGTH;
            format.lie = MAX_RECORD_LENGTH + 8;
            assertThrows(IllegalStateException.class, () -> writer.write(Records.buffer(0, 1000)));
            assertEquals(position, writer.position());
            format.lie = 0;
            writer.write(Records.buffer(writer.lastSequence() + 1, 8));
            assertEquals(position, writer.lastPosition());
        }
        assertTrue(channel().verify().isGood());
    }

    @Test
    void shouldRollForHeartbeatsToo()
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            for (int i = 0; i < SEGMENT_SIZE / 8 + 100; i++)
            {
                conductor.doWork();
                writer.heartbeat();
            }
            assertEquals(SEGMENT_SIZE + (100 + 2) * 8, writer.position());
            writer.write(Records.buffer(0, 10));
        }
        assertHolds(1, 10);
    }

    @Test
    void shouldBeBackpressuredUntilTheNextSegmentIsThere()
    {
        try (ShmWriter<ByteBuffer> writer = channel().writeDeadline(Duration.ofNanos(1))
            .idleStrategy(() -> NoOpIdleStrategy.INSTANCE).openWriter())
        {
            writeUntilLessIsLeft(writer, 200);
            final long position = writer.position();
            final long sequence = writer.lastSequence() + 1;
            assertEquals(WriteStatus.BACK_PRESSURED, writer.tryWrite(Records.buffer(sequence, 1000)));
            assertEquals(null, writer.tryClaim(1000));
            assertThrows(WaitTimeoutException.class, () -> writer.write(Records.buffer(sequence, 1000)));
            assertThrows(WaitTimeoutException.class, () -> writer.writeBytes(Records.buffer(sequence, 1000)));
            assertThrows(WaitTimeoutException.class, () -> writer.claim(1000));
            assertEquals(position, writer.position());

            conductor.doWork();
            assertEquals(1008, writer.tryWrite(Records.buffer(sequence, 1000)));
        }
        assertTrue(channel().verify().isGood());
    }

    @Test
    void shouldPrepareTheNextSegmentOnceHalfOfThisOneIsUsed()
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            writeUntilLessIsLeft(writer, SEGMENT_SIZE / 2);
            conductor.doWork();
            assertFalse(Files.exists(segmentFile(1)));
            writeUntilLessIsLeft(writer, SEGMENT_SIZE / 2 - 200);
            conductor.doWork();
            assertTrue(Files.exists(segmentFile(1)));
            conductor.doWork();
            assertFalse(Files.exists(segmentFile(2)));
        }
    }

    @Test
    void shouldTellOfEachSegmentThatIsSealedAndForced()
    {
        final List<String> sealed = new ArrayList<>();
        final ChannelListener listener = new ChannelListener()
        {
            @Override
            public void onSegmentSealed(final Path file, final long number)
            {
                sealed.add(file.getFileName() + " " + number);
            }
        };
        try (ShmWriter<ByteBuffer> writer = channel().listener(listener).openWriter())
        {
            write(writer, 0, 1200, 100);
            conductor.doWork();
            assertEquals(List.of("00000000000000000000.seg 0", "00000000000000000001.seg 1"), sealed);
            assertEquals(2 * SEGMENT_SIZE, writer.durablePosition());
        }
        assertEquals(2, sealed.size());
    }

    @Test
    void shouldStoreWhereEachSegmentBegins()
    {
        try (ShmWriter<ByteBuffer> writer = channel(smallSegments().timestamps(true)).epochClock(() -> 77)
            .openWriter())
        {
            write(writer, 0, 1200, 100);
            final List<ChannelInfo.Segment> segments = channel().info().segments();
            assertEquals(List.of("sealed", "sealed", "active"),
                segments.stream().map(ChannelInfo.Segment::state).toList());
            long sequence = 0;
            for (final ChannelInfo.Segment segment : segments)
            {
                assertEquals(sequence, segment.baseSequence());
                assertEquals(77, segment.baseTimestamp());
                sequence += segment.records();
            }
            assertEquals(1200, sequence);
            assertEquals(2, Damage.longAt(controlFile(), ControlLayout.ACTIVE_SEGMENT));
        }
    }

    @Test
    void shouldNotHaveRolledWhenTheClockThrows()
    {
        final boolean[] broken = {false};
        try (ShmWriter<ByteBuffer> writer = channel(smallSegments().timestamps(true)).epochClock(() -> {
            if (broken[0])
            {
                throw new IllegalStateException("no clock");
            }
            return 77;
        }).openWriter(); ShmReader<ByteBuffer> reader = channel().openReader())
        {
            writeUntilLessIsLeft(writer, 300);
            conductor.doWork();
            final long sequence = writer.lastSequence() + 1;
            Records.readAll(reader);
            broken[0] = true;
            assertThrows(IllegalStateException.class, () -> writer.writeBytes(Records.buffer(sequence, 1000)));
            assertEquals(0, reader.poll((buffer, offset, length, context) -> {
            }, 1));
            broken[0] = false;

            // Fits where the roll would have been
            writer.writeBytes(Records.buffer(sequence, 100));
            assertEquals(0, reader.position() / SEGMENT_SIZE);
            assertEquals(1, Records.readAll(reader).size());
            writer.writeBytes(Records.buffer(sequence + 1, 1000));
            assertEquals(1, Records.readAll(reader).size());
        }
        assertTrue(channel().verify().isGood());
    }

    @Test
    void shouldIndexTheFirstRecordOfEachStride()
    {
        final int size = 4 * SEGMENT_SIZE;
        try (ShmWriter<ByteBuffer> writer = channel(ChannelSpec.defaults().segmentSize(size)).openWriter())
        {
            // The second stride is spanned by one long record, which starts in the last word of the first
            write(writer, 0, 585, 100);
            writer.heartbeat();
            assertEquals(SEGMENT_SIZE - 8, writer.position());
            writer.writeBytes(ByteBuffer.allocate(size / 4));
            assertEquals(2 * SEGMENT_SIZE, writer.position());
            write(writer, 586, 900, 100);
        }
        final List<Records.Read> records = readAll();
        for (int stride = 0; stride < 4; stride++)
        {
            final int from = stride * SEGMENT_SIZE;
            final Records.Read first = records.stream()
                .filter(record -> record.position() >= from && record.position() < from + SEGMENT_SIZE)
                .findFirst()
                .orElse(null);
            assertEquals(first == null ? 0 : IndexWord.of((int)first.position(), first.sequence()),
                Damage.longAt(segmentFile(0), SegmentLayout.INDEX + stride * 8L));
        }
        assertEquals(0, Damage.longAt(segmentFile(0), SegmentLayout.INDEX + 8));
        assertTrue(channel().verify().isGood());
    }

    @Test
    void shouldServeManyChannelsWithOneConductor()
    {
        final List<ShmWriter<ByteBuffer>> writers = new ArrayList<>();
        for (int i = 0; i < 10; i++)
        {
            writers.add(at(directory.resolve("channel" + i)).spec(smallSegments()).openWriter());
        }
        for (int i = 0; i < 1000; i++)
        {
            for (final ShmWriter<ByteBuffer> writer : writers)
            {
                conductor.doWork();
                writer.write(Records.buffer(i, 100));
            }
        }
        writers.forEach(ShmWriter::close);
        for (int i = 0; i < 10; i++)
        {
            try (ShmReader<ByteBuffer> reader = at(directory.resolve("channel" + i)).openReader())
            {
                assertRecords(Records.readAll(reader), 0, 1000, 100);
            }
        }
        assertEquals(0, conductor.doWork());
    }

    private void assertLast(final long sequence, final int length)
    {
        final List<Records.Read> records = readAll();
        final Records.Read last = records.get(records.size() - 1);
        assertEquals(sequence, last.sequence());
        assertEquals(Arrays.toString(Records.payload(sequence, length)), Arrays.toString(last.payload()));
        assertTrue(channel().verify().isGood());
    }
}
