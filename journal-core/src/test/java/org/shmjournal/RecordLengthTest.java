package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.shmjournal.error.RecordTooLongException;
import org.shmjournal.testing.Damage;
import org.shmjournal.testing.Records;

/** Records as long as they come: none, up to the end of a segment, up to the longest, and beyond. */
@InEachMode
class RecordLengthTest extends ChannelFixture
{
    private static final int LONGEST = 300;

    @ParameterizedTest
    @CsvSource({"false,false", "false,true", "true,false", "true,true"})
    void shouldReadBackRecordsOfEveryLengthAcrossRolls(final boolean checksums, final boolean timestamps)
    {
        final ChannelSpec spec = smallSegments(checksums).timestamps(timestamps);
        final List<Records.Read> read = new ArrayList<>();
        final List<Long> positions = new ArrayList<>();
        final int passes = 6;
        try (ShmReader<ByteBuffer> reader = channelOf(spec))
        {
            for (int pass = 0; pass < passes; pass++)
            {
                // Another owner goes on with each pass
                try (ShmWriter<ByteBuffer> writer = channel(spec).openWriter())
                {
                    for (int length = 0; length <= LONGEST; length++)
                    {
                        positions.add(writeOne(writer, positions.size(), length, pass));
                        assertEquals(1, reader.poll(Records.collector(read), 10));
                    }
                }
                Records.readAll(reader);
                assertEquals(ReaderState.CLOSED, reader.state());
            }
        }

        assertTrue(positions.get(positions.size() - 1) > 3 * SEGMENT_SIZE);
        assertSame(positions, read, timestamps);
        assertSame(positions, readAll(), timestamps);
        assertEquals(List.of(), channel().verify().findings());
        assertEquals(positions.size(), channel().verify().records());
    }

    private ShmReader<ByteBuffer> channelOf(final ChannelSpec spec)
    {
        channel(spec).create();
        return channel().openReader();
    }

    /** By each way of writing in turn; returns where the record must be. */
    private long writeOne(final ShmWriter<ByteBuffer> writer, final long sequence, final int length, final int pass)
    {
        conductor.doWork();
        final int header = writer.header().timestamps() ? 16 : 8;
        final int taken = (header + length + 7) / 8 * 8;
        final long position = taken <= writer.available() ? writer.position() :
            (writer.position() / SEGMENT_SIZE + 1) * SEGMENT_SIZE;
        final ByteBuffer payload = Records.buffer(sequence, length);
        switch (pass % 3)
        {
            case 0 -> assertEquals(taken, writer.write(payload));
            case 1 -> assertEquals(taken, writer.writeBytes(payload));
            default ->
            {
                final RecordClaim claim = writer.claim(length);
                claim.buffer().put(claim.offset(), payload.array());
                assertEquals(taken, claim.commit(length));
            }
        }
        assertEquals(position, writer.lastPosition());
        assertEquals(position + taken, writer.position());
        assertEquals(sequence, writer.lastSequence());
        return position;
    }

    private static void assertSame(
        final List<Long> positions, final List<Records.Read> records, final boolean timestamps)
    {
        assertEquals(positions.size(), records.size());
        long before = 0;
        for (int i = 0; i < records.size(); i++)
        {
            final Records.Read record = records.get(i);
            assertArrayEquals(Records.payload(i, i % (LONGEST + 1)), record.payload());
            assertEquals(positions.get(i), record.position());
            assertEquals(i, record.sequence());
            assertTrue(timestamps ? record.timestamp() >= before : record.timestamp() == -1);
            before = record.timestamp();
        }
    }

    @ParameterizedTest
    @CsvSource({"false,0", "false,1", "false,8", "true,0", "true,8"})
    void shouldFitExactlyUpToTheReservedWords(final boolean timestamps, final int length)
    {
        final int header = timestamps ? 16 : 8;
        final int taken = (header + length + 7) / 8 * 8;
        try (ShmWriter<ByteBuffer> writer = channel(smallSegments().timestamps(timestamps)).openWriter())
        {
            writeUntilLeft(writer, taken);
            assertEquals(taken, writer.available());
            final long position = writer.position();
            writer.write(Records.buffer(1, length));
            assertEquals(position, writer.lastPosition());
            assertEquals(0, writer.available());
            assertEquals(RECORDS_END, writer.position());

            conductor.doWork();
            writer.write(Records.buffer(2, 0));
            assertEquals(SEGMENT_SIZE, writer.lastPosition());
        }
        assertTrue(channel().verify().isGood());
    }

    @ParameterizedTest
    @CsvSource({"false,1", "false,9", "true,1"})
    void shouldRollForOneByteMoreThanFits(final boolean timestamps, final int length)
    {
        final int header = timestamps ? 16 : 8;
        try (ShmWriter<ByteBuffer> writer = channel(smallSegments().timestamps(timestamps)).openWriter())
        {
            writeUntilLeft(writer, (header + length + 7) / 8 * 8 - 8);
            conductor.doWork();
            writer.write(Records.buffer(1, length));
            assertEquals(SEGMENT_SIZE, writer.lastPosition());
        }
        assertTrue(channel().verify().isGood());
    }

    @Test
    void shouldTakeTheLongestRecordAndRefuseALongerOneBeforeAnyStore()
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            writer.write(Records.buffer(0, MAX_RECORD_LENGTH));
            final byte[] behind = Damage.bytesAt(segmentFile(0), DATA_OFFSET + writer.position(), 32_000);
            assertThrows(RecordTooLongException.class,
                () -> writer.write(Records.buffer(1, MAX_RECORD_LENGTH + 1)));
            assertThrows(RecordTooLongException.class,
                () -> writer.writeBytes(Records.buffer(1, MAX_RECORD_LENGTH + 1)));
            assertThrows(RecordTooLongException.class, () -> writer.claim(MAX_RECORD_LENGTH + 1));
            assertThrows(RecordTooLongException.class, () -> writer.claim(Integer.MAX_VALUE));
            assertArrayEquals(behind, Damage.bytesAt(segmentFile(0), DATA_OFFSET + writer.position(), 32_000));
            writer.write(Records.buffer(1, MAX_RECORD_LENGTH));
        }
        assertHolds(2, MAX_RECORD_LENGTH);
    }

    @Test
    void shouldTakeEmptyRecordsOnly()
    {
        writeAndClose(smallSegments().maxRecordLength(0), 10_000, 0);
        assertHolds(10_000, 0);
        assertTrue(channel().info().segments().size() > 1);
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void shouldHoldEveryRecordOfAFullChannelCopiedElsewhere(final boolean checksums)
    {
        final ChannelSpec spec = smallSegments(checksums).retention(Retention.SINGLE_SEGMENT);
        final long count;
        try (ShmWriter<ByteBuffer> writer = channel(spec).openWriter())
        {
            // What is left by records of 56 bytes takes one more
            while (writer.available() >= 56)
            {
                writer.write(Records.buffer(writer.lastSequence() + 1, 48));
            }
            if (writer.available() > 0)
            {
                writer.write(Records.buffer(writer.lastSequence() + 1, writer.available() - 8));
            }
            assertEquals(0, writer.available());
            assertEquals(WriteStatus.FULL, writer.tryWrite(Records.buffer(0, 0)));
            count = writer.lastSequence() + 1;
        }
        final Path elsewhere = directory.resolve("elsewhere");
        Damage.copyDirectory(path(), elsewhere);
        Damage.deleteDirectory(path());

        try (ShmReader<ByteBuffer> reader = at(elsewhere).openReader())
        {
            final List<Records.Read> records = Records.readAll(reader);
            assertEquals(count, records.size());
            assertRecords(records.subList(0, (int)count - 1), 0, (int)count - 1, 48);
            assertEquals(ReaderState.CLOSED, reader.state());
        }
        assertTrue(at(elsewhere).verify().isGood());
        assertFalse(Files.exists(path()));
        at(elsewhere).openWriter().close();
    }

    /** Leaves exactly so many bytes for records. */
    private static void writeUntilLeft(final ShmWriter<ByteBuffer> writer, final int bytes)
    {
        while (writer.available() - bytes > 10_000)
        {
            writer.writeBytes(ByteBuffer.allocate(5000));
        }
        while (writer.available() > bytes)
        {
            writer.heartbeat();
        }
    }
}
