package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.error.PositionUnavailableException;
import org.shmjournal.testing.Damage;
import org.shmjournal.testing.Records;

class SeekTest extends ChannelFixture
{
    /** Takes 112 bytes, so that no record starts at 64. */
    private static final int LENGTH = 100;
    private static final int TAKEN = 112;
    private static final int PER_SEGMENT = (SEGMENT_SIZE - 16) / TAKEN;

    @ParameterizedTest
    @ValueSource(longs = {4, 999, 64, 8, 104, 120, -8, -1, Long.MIN_VALUE, TAKEN * 2 + 1})
    void shouldRefuseAPositionAtWhichNoRecordStartsAndStay(final long position)
    {
        writeAndClose(smallSegments(), 10, LENGTH);
        try (ShmReader<ByteBuffer> reader = channel().openReader())
        {
            reader.poll(record -> {
            }, 3);
            assertThrows(IllegalArgumentException.class, () -> reader.seek(position));
            assertStaysAt(reader, 3);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {TAKEN * 10 + 16, SEGMENT_SIZE - 8, SEGMENT_SIZE, 10L * SEGMENT_SIZE,
        Long.MAX_VALUE - 7})
    void shouldRefuseAPositionBeyondTheEndAndStay(final long position)
    {
        writeAndClose(smallSegments(), 10, LENGTH);
        try (ShmReader<ByteBuffer> reader = channel().openReader())
        {
            reader.poll(record -> {
            }, 3);
            final PositionUnavailableException unavailable = assertThrows(PositionUnavailableException.class,
                () -> reader.seek(position));
            assertEquals(position, unavailable.position());
            assertStaysAt(reader, 3);
        }
    }

    @Test
    void shouldRefuseAPositionBehindARollAndStay()
    {
        writeAndClose(smallSegments(), 1000, LENGTH);
        final int roll = PER_SEGMENT * TAKEN;
        try (ShmReader<ByteBuffer> reader = channel().openReader())
        {
            assertThrows(PositionUnavailableException.class, () -> reader.seek(roll + 8));
            reader.seek(roll);
            assertRecords(Records.readAll(reader), PER_SEGMENT, 1000 - PER_SEGMENT, LENGTH);
        }
    }

    @Test
    void shouldFindTheStartOfEveryRecord()
    {
        writeAndClose(smallSegments().checksums(true).timestamps(true), 1500, LENGTH);
        final List<Records.Read> all = readAll();
        try (ShmReader<ByteBuffer> reader = channel().openReader())
        {
            for (int i = all.size() - 1; i >= 0; i -= 7)
            {
                reader.seek(all.get(i).position());
                assertEquals(i, reader.sequence());
                assertEquals(all.get(i).position(), reader.position());
                reader.poll(record -> {
                }, 1);
                assertEquals(i + 1, reader.sequence());

                reader.seekToSequence(i);
                assertEquals(all.get(i).position(), reader.position());
                assertEquals(i, reader.sequence());
            }
        }
    }

    @Test
    void shouldGoToTheEndByPositionAndReadWhatComesThen()
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter();
            ShmReader<ByteBuffer> reader = channel().openReader())
        {
            write(writer, 0, 10, LENGTH);
            reader.seek(10 * TAKEN);
            assertEquals(0, Records.readAll(reader).size());
            assertEquals(10, reader.sequence());
            write(writer, 10, 1, LENGTH);
            assertRecords(Records.readAll(reader), 10, 1, LENGTH);
        }
    }

    @Test
    void shouldGoToStartAndEnd()
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter();
            ShmReader<ByteBuffer> reader = channel().openReader())
        {
            write(writer, 0, 1000, LENGTH);
            reader.seekToEnd();
            assertEquals(1000, reader.sequence());
            assertEquals(writer.position(), reader.position());
            assertEquals(0, Records.readAll(reader).size());
            write(writer, 1000, 1, LENGTH);
            assertRecords(Records.readAll(reader), 1000, 1, LENGTH);

            reader.seekToStart();
            assertEquals(0, reader.position());
            assertEquals(0, reader.sequence());
            assertRecords(Records.readAll(reader), 0, 1001, LENGTH);
        }
    }

    @Test
    void shouldStartAtTheEndWhenToldTo()
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            write(writer, 0, 1000, LENGTH);
            try (ShmReader<ByteBuffer> reader = channel().fromEnd().openReader())
            {
                write(writer, 1000, 2, LENGTH);
                assertRecords(Records.readAll(reader), 1000, 2, LENGTH);
            }
        }
    }

    @Test
    void shouldKnowThatTheChannelIsClosedAfterGoingToItsEnd()
    {
        writeAndClose(smallSegments(), 10, LENGTH);
        try (ShmReader<ByteBuffer> reader = channel().openReader())
        {
            reader.seekToEnd();
            assertEquals(10, reader.sequence());
            assertEquals(0, Records.readAll(reader).size());
            assertEquals(ReaderState.CLOSED, reader.state());
            writeAndClose(smallSegments(), 1, LENGTH);
            assertRecords(Records.readAll(reader), 10, 1, LENGTH);
        }
    }

    @Test
    void shouldKnowThatTheChannelIsClosedAfterGoingToTheNextSequence()
    {
        writeAndClose(smallSegments(), 10, LENGTH);
        try (ShmReader<ByteBuffer> reader = channel().openReader())
        {
            reader.seekToSequence(10);
            assertEquals(0, Records.readAll(reader).size());
            assertEquals(ReaderState.CLOSED, reader.state());
        }
    }

    @Test
    void shouldKnowThatTheChannelIsClosedAfterGoingToItsEndPosition()
    {
        writeAndClose(smallSegments(), 10, LENGTH);
        try (ShmReader<ByteBuffer> reader = channel().openReader())
        {
            reader.seek(channel().info().endPosition());
            assertEquals(0, Records.readAll(reader).size());
            assertEquals(ReaderState.CLOSED, reader.state());
        }
    }

    @Test
    void shouldForgetThatItSawACloseWhenItGoesBack()
    {
        writeAndClose(smallSegments(), 10, LENGTH);
        try (ShmReader<ByteBuffer> reader = channel().openReader())
        {
            Records.readAll(reader);
            assertEquals(ReaderState.CLOSED, reader.state());
            reader.seekToStart();
            assertEquals(ReaderState.ACTIVE, reader.state());
            assertRecords(Records.readAll(reader), 0, 10, LENGTH);
        }
    }

    @Test
    void shouldGoToTheEndBySequenceButNotBeyond()
    {
        writeAndClose(smallSegments(), 10, LENGTH);
        try (ShmReader<ByteBuffer> reader = channel().openReader())
        {
            reader.seekToSequence(10);
            assertEquals(0, Records.readAll(reader).size());
            reader.seekToSequence(3);
            for (final long sequence : new long[]{11, Long.MAX_VALUE, -1, Long.MIN_VALUE})
            {
                assertThrows(PositionUnavailableException.class, () -> reader.seekToSequence(sequence));
            }
            assertStaysAt(reader, 3);
        }
    }

    @Test
    void shouldFindRecordsBehindHeartbeats()
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter();
            ShmReader<ByteBuffer> reader = channel().openReader())
        {
            writer.heartbeat();
            write(writer, 0, 1, LENGTH);
            writer.heartbeat();
            writer.heartbeat();
            write(writer, 1, 1, LENGTH);

            reader.seekToSequence(1);
            assertEquals(8 + TAKEN + 16, reader.position());
            // A heartbeat's place is one, too
            reader.seek(8 + TAKEN);
            assertRecords(Records.readAll(reader), 1, 1, LENGTH);
        }
    }

    @Test
    void shouldStayWhenItMeetsDamageOnTheWay()
    {
        writeAndClose(smallSegments(), 1000, LENGTH);
        try (ShmReader<ByteBuffer> reader = channel().openReader())
        {
            reader.poll(record -> {
            }, 3);
            Damage.flipBit(segmentFile(1), DATA_OFFSET + TAKEN * 5, 0);
            assertThrows(CorruptChannelException.class, () -> reader.seek(SEGMENT_SIZE + TAKEN * 10));
            assertThrows(CorruptChannelException.class, () -> reader.seekToSequence(PER_SEGMENT + 10));
            assertThrows(CorruptChannelException.class, () -> reader.seekToEnd());
            assertStaysAt(reader, 3);
        }
    }

    @Test
    void shouldGoBackAndForthOverManySegments()
    {
        writeAndClose(smallSegments(), 5000, LENGTH);
        try (ShmReader<ByteBuffer> reader = channel().openReader())
        {
            for (int i = 0; i < 200; i++)
            {
                final int sequence = i * 2311 % 5000;
                reader.seekToSequence(sequence);
                assertEquals(1, reader.poll((buffer, offset, length, context) -> {
                    assertEquals(sequence, context.sequence());
                    assertEquals(Records.buffer(sequence, LENGTH), buffer.slice(offset, length));
                }, 1));
            }
        }
        assertTrue(channel().verify(3).isGood());
    }

    private static void assertStaysAt(final ShmReader<ByteBuffer> reader, final int sequence)
    {
        assertEquals(sequence, reader.sequence());
        assertEquals(sequence * TAKEN, reader.position());
        reader.poll((buffer, offset, length, context) -> assertEquals(Records.buffer(sequence, LENGTH),
            buffer.slice(offset, length)), 1);
        assertEquals(sequence + 1, reader.sequence());
    }
}
