package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.shmjournal.error.ChannelClosedException;
import org.shmjournal.error.RecordTooLongException;
import org.shmjournal.error.WaitTimeoutException;
import org.shmjournal.testing.Records;

/** One record of several buffers, without waiting; and an end of the stream that is left to another call. */
class GatherWriteTest extends ChannelFixture
{
    private static ByteBuffer bytes(final String text)
    {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private List<String> texts()
    {
        return readAll().stream().map(read -> new String(read.payload(), StandardCharsets.US_ASCII)).toList();
    }

    @Test
    void shouldWriteOneRecordOfAllInOrder()
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            final ByteBuffer middle = bytes("xcdx").position(1).limit(3);
            final ByteBuffer direct = ByteBuffer.allocateDirect(3).put(bytes("efg")).flip();
            assertEquals(16, writer.tryWriteBytes(bytes("ab"), middle, bytes(""), direct));
            assertEquals(1, middle.position());
            assertEquals(3, middle.limit());
            assertEquals(16, writer.tryWriteBytes(bytes("second")));
        }
        assertEquals(List.of("abcdefg", "second"), texts());
    }

    @Test
    void shouldWriteAnEmptyRecordOfNoByte()
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            assertEquals(8, writer.tryWriteBytes());
            assertEquals(8, writer.tryWriteBytes(bytes(""), bytes("")));
        }
        assertEquals(List.of("", ""), texts());
    }

    @Test
    void shouldRollAndSayWhenItCannot()
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            writeUntilLessIsLeft(writer, 200);
            final ByteBuffer[] halves = {Records.buffer(0, 500), Records.buffer(1, 500)};
            assertEquals(WriteStatus.BACK_PRESSURED, writer.tryWriteBytes(halves));
            conductor.doWork();
            assertEquals(1008, writer.tryWriteBytes(halves));
            assertEquals(SEGMENT_SIZE, writer.lastPosition());
        }
        final List<Records.Read> records = readAll();
        final byte[] last = records.get(records.size() - 1).payload();
        assertArrayEquals(Records.payload(0, 500), Arrays.copyOf(last, 500));
    }

    @Test
    void shouldFillASingleSegment()
    {
        try (ShmWriter<ByteBuffer> writer = channel(smallSegments().retention(Retention.SINGLE_SEGMENT)).openWriter())
        {
            writeUntilLessIsLeft(writer, 200);
            assertEquals(WriteStatus.FULL, writer.tryWriteBytes(Records.buffer(0, 500)));
            assertEquals(WriteStatus.FULL, writer.tryWriteBytes());
        }
    }

    @Test
    void shouldRefuseWhatIsTooLongTogether()
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            final ByteBuffer half = Records.buffer(0, MAX_RECORD_LENGTH / 2);
            assertThrows(RecordTooLongException.class, () -> writer.tryWriteBytes(half, half, bytes("1")));
            writer.tryWriteBytes(half, half);
        }
        assertEquals(1, readAll().size());
    }

    @Test
    void shouldSayThatItIsClosed()
    {
        final ShmWriter<ByteBuffer> writer = channel().openWriter();
        writer.close();
        assertEquals(WriteStatus.CLOSED, writer.tryWriteBytes(bytes("late")));
    }

    @Test
    void shouldLeaveADrainToTheCallThatIsForIt()
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            writer.leaveDrain();
            write(writer, 0, 7, 100);
            assertFalse(writer.isDrainRequested());
            assertThrows(WaitTimeoutException.class, () -> channel().drain());
            conductor.doWork();
            assertTrue(writer.isDrainRequested());
            assertEquals(WriteStatus.DRAIN_REQUESTED, writer.tryWrite(Records.buffer(7, 100)));
            assertEquals(WriteStatus.DRAIN_REQUESTED, writer.tryWriteBytes(Records.buffer(7, 100)));
            assertThrows(ChannelClosedException.class, writer::heartbeat);
            assertEquals("ACTIVE", channel().info().state());
            writer.drain();
            assertFalse(writer.isDrainRequested());
            assertEquals(WriteStatus.DRAINED, writer.tryWriteBytes(Records.buffer(7, 100)));
        }
        assertEquals("DRAINED", channel().info().state());
        assertHolds(7, 100);
    }

    @Test
    void shouldDrainWhatWasLeftWhenItCloses()
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            writer.leaveDrain();
            write(writer, 0, 7, 100);
            assertThrows(WaitTimeoutException.class, () -> channel().drain());
            conductor.doWork();
        }
        assertEquals("DRAINED", channel().info().state());
    }
}
