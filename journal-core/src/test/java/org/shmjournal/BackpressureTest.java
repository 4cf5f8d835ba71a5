package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.shmjournal.error.ChannelFullException;
import org.shmjournal.error.RecordTooLongException;
import org.shmjournal.error.WaitTimeoutException;
import org.shmjournal.testing.Records;
import org.shmjournal.testing.TestDisk;

/** The next segment is not ready, and nobody makes it so until the test says. */
class BackpressureTest extends ChannelFixture
{
    private static final int LENGTH = 1000;

    private ShmWriter<ByteBuffer> dropping()
    {
        return channel().backpressure(Backpressure.DROP).openWriter();
    }

    private byte[] published(final long end) throws IOException
    {
        return Arrays.copyOfRange(Files.readAllBytes(segmentFile(0)), DATA_OFFSET, DATA_OFFSET + (int)end);
    }

    @Test
    void shouldDropWholeRecordsAndCountThem() throws IOException
    {
        final long count;
        try (ShmWriter<ByteBuffer> writer = dropping())
        {
            writeUntilLessIsLeft(writer, 200);
            count = writer.lastSequence() + 1;
            final long position = writer.position();
            final byte[] before = published(position);
            assertEquals(WriteStatus.DROPPED, writer.write(Records.buffer(count, LENGTH)));
            assertEquals(WriteStatus.DROPPED, writer.writeBytes(Records.buffer(count, LENGTH)));
            try (RecordClaim claim = writer.claim(LENGTH))
            {
                claim.buffer().put(claim.offset(), Records.payload(count, LENGTH));
                assertThrows(IllegalArgumentException.class, () -> claim.commit(LENGTH + 1));
                assertEquals(WriteStatus.DROPPED, claim.commit(LENGTH));
            }
            writer.claim(LENGTH).abort();
            assertEquals(position, writer.position());
            assertEquals(count, writer.lastSequence() + 1);
            assertArrayEquals(before, published(position));
            assertEquals(3, channel().info().drops());
            assertEquals(1, channel().info().rollWaits());

            // What needs no segment is written as ever, and what needs one as soon as it is there.
            assertTrue(writer.write(Records.buffer(count, 8)) > 0);
            conductor.doWork();
            assertTrue(writer.write(Records.buffer(count + 1, LENGTH)) > 0);
        }
        dropping().close();
        assertEquals(3, channel().info().drops());
        assertEquals(count + 2, readAll().size());
        assertTrue(channel().verify().isGood());
    }

    @Test
    void shouldTellWhetherToTryAgain()
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            writeUntilLessIsLeft(writer, LENGTH);
            assertEquals(WriteStatus.BACK_PRESSURED, writer.tryWrite(Records.buffer(0, LENGTH)));
            assertTrue(writer.isBackPressured());
            conductor.doWork();
            assertFalse(writer.isBackPressured());
            assertTrue(writer.tryWrite(Records.buffer(0, LENGTH)) > 0);

            writeUntilLessIsLeft(writer, LENGTH);
            assertEquals(WriteStatus.BACK_PRESSURED, writer.tryWrite(Records.buffer(0, LENGTH)));
            assertTrue(writer.isBackPressured());
            writer.terminate();
            assertFalse(writer.isBackPressured());
            assertEquals(WriteStatus.TERMINATED, writer.tryWrite(Records.buffer(0, LENGTH)));
        }
    }

    @Test
    void shouldTellWhoeverDoesNotWaitInsteadOfDropping()
    {
        try (ShmWriter<ByteBuffer> writer = dropping())
        {
            writeUntilLessIsLeft(writer, 200);
            assertEquals(WriteStatus.BACK_PRESSURED, writer.tryWrite(Records.buffer(0, LENGTH)));
            assertNull(writer.tryClaim(LENGTH));
            assertEquals(0, channel().info().drops());
            assertEquals(1, channel().info().rollWaits());
        }
    }

    @Test
    void shouldCountEachRollThatHadToWaitOnce()
    {
        try (ShmWriter<ByteBuffer> writer = dropping())
        {
            for (int roll = 1; roll <= 3; roll++)
            {
                writeUntilLessIsLeft(writer, 200);
                writer.write(Records.buffer(0, LENGTH));
                writer.write(Records.buffer(0, LENGTH));
                assertEquals(roll, channel().info().rollWaits());
                assertEquals(2 * roll, channel().info().drops());
                conductor.doWork();
                assertTrue(writer.write(Records.buffer(writer.lastSequence() + 1, LENGTH)) > 0);
            }
            // A segment that is there in time is none.
            write(writer, 0, 700, 100);
            assertEquals(3, channel().info().rollWaits());
        }
    }

    @Test
    void shouldDropWhileTheDiskHasNoRoomAndGoOnWhenItHas()
    {
        final TestDisk disk = new TestDisk();
        try (ShmWriter<ByteBuffer> writer =
            channel().fileOperations(disk).backpressure(Backpressure.DROP).openWriter())
        {
            disk.fill(".seg");
            writeUntilLessIsLeft(writer, 200);
            conductor.doWork();
            assertEquals(WriteStatus.DROPPED, writer.write(Records.buffer(0, LENGTH)));
            disk.fill(null);
            final Patience patience = new Patience("another try");
            while (writer.write(Records.buffer(0, LENGTH)) == WriteStatus.DROPPED)
            {
                conductor.doWork();
                patience.check();
            }
        }
        assertTrue(channel().verify().isGood());
    }

    @Test
    void shouldRefuseWhatNoSegmentHasRoomForInsteadOfDroppingIt()
    {
        try (ShmWriter<ByteBuffer> writer = dropping())
        {
            writeUntilLessIsLeft(writer, 200);
            assertThrows(RecordTooLongException.class,
                () -> writer.writeBytes(Records.buffer(0, MAX_RECORD_LENGTH + 1)));
            assertThrows(RecordTooLongException.class, () -> writer.claim(MAX_RECORD_LENGTH + 1));
            assertEquals(0, channel().info().drops());
        }
    }

    @Test
    void shouldNotDropWhatComesTooLateForASingleSegment()
    {
        final ChannelSpec spec = smallSegments().retention(Retention.SINGLE_SEGMENT);
        try (ShmWriter<ByteBuffer> writer = channel(spec).backpressure(Backpressure.DROP).openWriter())
        {
            writeUntilLessIsLeft(writer, 200);
            assertThrows(ChannelFullException.class, () -> writer.write(Records.buffer(0, LENGTH)));
            assertEquals(WriteStatus.FULL, writer.tryWrite(Records.buffer(0, LENGTH)));
            assertEquals(0, channel().info().drops());
        }
    }

    /** A heartbeat has nothing in it that would be lost; an empty record has its place in the order. */
    @Test
    void shouldNeverParkForAHeartbeatNorForAnEmptyRecordThatHasRoom()
    {
        try (ShmWriter<ByteBuffer> writer = channel().idleStrategy(() -> new Announcing(() -> {
            throw new AssertionError("it waits");
        })).openWriter())
        {
            writeUntilLessIsLeft(writer, 200);
            while (writer.available() > 0)
            {
                assertEquals(8, writer.writeBytes(ByteBuffer.allocate(0)));
            }
            assertEquals(WriteStatus.BACK_PRESSURED, writer.heartbeat());
            assertEquals(WriteStatus.BACK_PRESSURED, writer.tryWrite(ByteBuffer.allocate(0)));
            conductor.doWork();
            assertEquals(8, writer.heartbeat());
            assertEquals(8, writer.write(ByteBuffer.allocate(0)));
        }
        try (ShmWriter<ByteBuffer> writer = channel().idleStrategy(() -> new Announcing(() -> {
        })).writeDeadline(Duration.ZERO).openWriter())
        {
            writeUntilLessIsLeft(writer, 200);
            while (writer.available() > 0)
            {
                writer.heartbeat();
            }
            assertThrows(WaitTimeoutException.class, () -> writer.write(ByteBuffer.allocate(0)));
        }
    }
}
