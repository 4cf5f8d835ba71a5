package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.shmjournal.error.ChannelExistsException;
import org.shmjournal.error.ChannelFullException;
import org.shmjournal.error.RecordTooLongException;
import org.shmjournal.testing.Damage;
import org.shmjournal.testing.Records;

/** What a single writer does in one segment; the cases are those of kekbit's ShmWriter. */
class WriterTest extends ChannelFixture
{
    @ParameterizedTest
    @CsvSource({"0,false,8", "1,false,16", "8,false,16", "9,false,24", "0,true,16", "1,true,24", "8,true,24",
        "100,true,120"})
    void shouldReturnHeaderAndPayloadAndPadding(final int length, final boolean timestamps, final int taken)
    {
        try (ShmWriter<ByteBuffer> writer = channel(smallSegments().timestamps(timestamps)).openWriter())
        {
            assertEquals(taken, writer.write(Records.buffer(0, length)));
            assertEquals(taken, writer.position());
            assertEquals(taken, writer.writeBytes(Records.buffer(1, length)));
            assertEquals(taken, writer.tryWrite(Records.buffer(2, length)));
            assertEquals(3L * taken, writer.position());
            assertEquals(RECORDS_END - 3 * taken, writer.available());
        }
    }

    @Test
    void shouldLeavePositionAndLimitOfItsSourceAlone()
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            final ByteBuffer source = ByteBuffer.wrap(new byte[]{1, 2, 3, 4}).position(1).limit(3);
            writer.write(source);
            writer.writeBytes(source);
            assertEquals(ByteBuffer.wrap(new byte[]{2, 3}), source);
        }
        assertEquals(List.of("[2, 3]", "[2, 3]"), Records.texts(readAll()));
    }

    @Test
    void shouldHideAFailedEncodingAndSucceedWithTheNext()
    {
        final FailingFormat format = new FailingFormat();
        try (ShmWriter<ByteBuffer> writer = channel().format(format).openWriter();
            ShmReader<ByteBuffer> reader = channel().openReader())
        {
            writer.write(Records.buffer(0, 20));
            final long position = writer.position();
            final int available = writer.available();
            format.failure = new IllegalStateException("cannot encode this");

            assertSame(format.failure, assertThrows(IllegalStateException.class,
                () -> writer.write(Records.buffer(1, 100))));

            assertEquals(position, writer.position());
            assertEquals(available, writer.available());
            assertEquals(0, writer.lastSequence());
            assertEquals(1, Records.readAll(reader).size());
            format.failure = null;
            writer.write(Records.buffer(1, 30));
            assertEquals(List.of(Arrays.toString(Records.payload(1, 30))),
                Records.texts(Records.readAll(reader)));
        }
        assertTrue(channel().verify().isGood());
    }

    @Test
    void shouldClearThePaddingThatAFailedEncodingScribbledOn()
    {
        final FailingFormat format = new FailingFormat();
        try (ShmWriter<ByteBuffer> writer = channel().format(format).openWriter())
        {
            format.failure = new IllegalStateException("after its bytes were stored");
            assertThrows(IllegalStateException.class, () -> writer.write(Records.buffer(7, 64)));
            format.failure = null;
            writer.write(Records.buffer(0, 1));
        }
        assertEquals(Records.payload(0, 1)[0], Damage.longAt(segmentFile(0), DATA_OFFSET + 8));
        assertHolds(1, 1);
    }

    @Test
    void shouldStayUsableAfterARecordThatIsTooLong()
    {
        try (ShmWriter<ByteBuffer> writer = channel(smallSegments().maxRecordLength(50)).openWriter())
        {
            final RecordTooLongException tooLong = assertThrows(RecordTooLongException.class,
                () -> writer.write(Records.buffer(0, 51)));
            assertThrows(RecordTooLongException.class, () -> writer.writeBytes(Records.buffer(0, 51)));
            assertThrows(RecordTooLongException.class, () -> writer.claim(51));
            assertTrue(tooLong.getMessage().contains("50"), tooLong.getMessage());
            assertEquals(0, writer.position());

            writer.write(Records.buffer(0, 50));
        }
        assertHolds(1, 50);
    }

    @Test
    void shouldBeOverWhenASingleSegmentIsFull()
    {
        try (ShmWriter<ByteBuffer> writer = channel(smallSegments().retention(Retention.SINGLE_SEGMENT)).openWriter())
        {
            writeUntilLessIsLeft(writer, 116);
            final long position = writer.position();
            assertThrows(ChannelFullException.class, () -> writer.write(Records.buffer(0, 200)));
            assertEquals(WriteStatus.FULL, writer.tryWrite(Records.buffer(0, 1)));
            assertThrows(ChannelFullException.class, () -> writer.writeBytes(Records.buffer(0, 1)));
            assertThrows(ChannelFullException.class, () -> writer.claim(1));
            assertThrows(ChannelFullException.class, writer::heartbeat);
            assertEquals(position, writer.position());
        }
        try (ShmReader<ByteBuffer> reader = channel().openReader())
        {
            assertFalse(Records.readAll(reader).isEmpty());
            assertEquals(ReaderState.CLOSED, reader.state());
        }
    }

    @Test
    void shouldTellTooLongFromFullInASingleSegment()
    {
        try (ShmWriter<ByteBuffer> writer = channel(smallSegments().retention(Retention.SINGLE_SEGMENT)).openWriter())
        {
            writeUntilLessIsLeft(writer, 1000);
            assertThrows(RecordTooLongException.class,
                () -> writer.write(Records.buffer(0, MAX_RECORD_LENGTH + 1)));
            assertThrows(RecordTooLongException.class,
                () -> writer.writeBytes(Records.buffer(0, MAX_RECORD_LENGTH + 1)));
            writer.write(Records.buffer(writer.lastSequence() + 1, 100));
            assertThrows(ChannelFullException.class, () -> writer.write(Records.buffer(0, MAX_RECORD_LENGTH)));
        }
        assertTrue(channel().verify().isGood());
    }

    @Test
    void shouldTakeEightBytesForAHeartbeatThatNoHandlerSees()
    {
        try (ShmWriter<ByteBuffer> writer = channel(smallSegments().timestamps(true).checksums(true)).openWriter();
            ShmReader<ByteBuffer> reader = channel().openReader())
        {
            assertEquals(8, writer.heartbeat());
            assertEquals(8, writer.position());
            assertEquals(-1, writer.lastSequence());
            writer.write(Records.buffer(0, 3));
            assertEquals(8, writer.heartbeat());

            final List<Records.Read> records = Records.readAll(reader);
            assertEquals(1, records.size());
            assertEquals(8, records.get(0).position());
            assertEquals(0, records.get(0).sequence());
            assertEquals(writer.position(), reader.position());
        }
    }

    @Test
    void shouldKnowWhereItsLastRecordIs()
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            assertEquals(-1, writer.lastPosition());
            assertEquals(-1, writer.lastSequence());
            writer.write(Records.buffer(0, 10));
            writer.write(Records.buffer(1, 10));
            writer.heartbeat();
            assertEquals(24, writer.lastPosition());
            assertEquals(1, writer.lastSequence());
        }
    }

    @Test
    void shouldForceEverythingOnFlush()
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            writer.write(Records.buffer(0, 10));
            assertEquals(0, writer.durablePosition());
            writer.flush();
            assertEquals(24, writer.durablePosition());
            writer.flush();
            assertEquals(24, writer.durablePosition());
        }
        assertEquals(32, channel().info().durablePosition());
    }

    @Test
    void shouldHaveAFormat()
    {
        final FailingFormat format = new FailingFormat();
        try (ShmWriter<ByteBuffer> writer = channel().format(format).openWriter())
        {
            assertSame(format, writer.format());
            assertEquals(SEGMENT_SIZE, writer.header().segmentSize());
        }
    }

    @Test
    void shouldRefuseToCreateWhatIsThere()
    {
        channel().create();
        assertTrue(channel().exists());
        assertThrows(ChannelExistsException.class, () -> channel().create());
    }

    @Test
    void shouldKeepFilesToTheirOwnerUnlessToldOtherwise() throws Exception
    {
        writeAndClose(smallSegments(), 1, 1);
        assertEquals("rwx------", mode(path()));
        for (final Path file : Damage.files(path()))
        {
            assertEquals("rw-------", mode(file));
        }

        final Path shared = directory.resolve("shared");
        ShmChannel.at(shared).permissions(PosixFilePermissions.fromString("rw-r-----")).create();
        assertEquals("rwxr-x---", mode(shared));
        for (final Path file : Damage.files(shared))
        {
            assertEquals("rw-r-----", mode(file));
        }
    }

    @Test
    void shouldGiveFilesThePermissionsThatWereSaidWhateverTheUmask() throws IOException
    {
        channel().permissions(PosixFilePermissions.fromString("rw-rw-rw-")).create();
        assertEquals("rwxrwxrwx", mode(path()));
        for (final Path file : Damage.files(path()))
        {
            assertEquals("rw-rw-rw-", mode(file));
        }
    }

    @Test
    void shouldLetLaterSegmentsBeReadByWhomTheFirstOnesCan() throws IOException
    {
        channel().permissions(PosixFilePermissions.fromString("rw-r--r--")).create();
        writeAndClose(smallSegments(), 1000, 100);
        assertEquals("rw-r--r--", mode(segmentFile(0)));
        assertEquals("rw-r--r--", mode(segmentFile(1)));
    }

    @Test
    void shouldMakeNoFilesButThoseOfTheFormat() throws Exception
    {
        channel().create();
        assertEquals(DATA_OFFSET + SEGMENT_SIZE, Files.size(segmentFile(0)));
        assertEquals(List.of("00000000000000000000.seg", "channel.ctl", "owner.lock"), Damage.names(path()));
    }

    @Test
    void shouldNeverLetTimestampsGoBackWhenTheClockDoes()
    {
        final long[] now = {5000};
        final ShmChannel<ByteBuffer> channel = channel(smallSegments().timestamps(true)).epochClock(() -> now[0]);
        final List<Long> timestamps = new ArrayList<>();
        try (ShmWriter<ByteBuffer> writer = channel.openWriter())
        {
            writer.write(Records.buffer(0, 1));
            now[0] = 4000;
            writer.write(Records.buffer(1, 1));
            now[0] = 6000;
            writer.write(Records.buffer(2, 1));
        }
        now[0] = 1000;
        try (ShmWriter<ByteBuffer> writer = channel.openWriter())
        {
            writer.write(Records.buffer(3, 1));
        }
        readAll().forEach(record -> timestamps.add(record.timestamp()));
        assertEquals(List.of(5000L, 5000L, 6000L, 6000L), timestamps);
    }

    private static String mode(final Path file) throws IOException
    {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
