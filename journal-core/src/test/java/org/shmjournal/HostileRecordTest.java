package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.shmjournal.error.ChannelClosedException;
import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.error.JournalException;
import org.shmjournal.layout.RecordWord;
import org.shmjournal.layout.SegmentLayout;
import org.shmjournal.testing.Damage;
import org.shmjournal.testing.Records;

/** Whoever can write the files can also compute checks: lengths and offsets are held against their bounds first. */
@InEachMode
class HostileRecordTest extends ChannelFixture
{
    private static final long INSTANCE = 7;
    /** Where the hostile word stands: behind two records of 24 bytes. */
    private static final int PLACE = 48;
    /** So near the end of the segment that nothing long fits. */
    private static final int LAST_PLACE = RECORDS_END - 8;

    private void writeTwoRecords(final ChannelSpec spec)
    {
        try (ShmWriter<ByteBuffer> writer = channel(spec).instanceId(() -> INSTANCE).openWriter())
        {
            write(writer, 0, 2, 16);
        }
    }

    /** With a check that fits. */
    private void putWord(final int offset, final int kind, final int length)
    {
        Damage.putLong(segmentFile(0), DATA_OFFSET + offset,
            RecordWord.of(RecordWord.salt(INSTANCE, 0, 0), offset, RecordWord.low(kind, length)));
        if (offset + 8 < SEGMENT_SIZE)
        {
            Damage.putLong(segmentFile(0), DATA_OFFSET + offset + 8, 0);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "DATA beyond the maximum record length, 1, 1001",
        "DATA beyond the segment,               1, 65520",
        "DATA of the greatest length,           1, 268435455",
        "HEARTBEAT with a length,               2, 8",
        "PADDING of an odd length,              3, 7",
        "PADDING beyond the segment,            3, 65520",
        "PADDING of the greatest length,        3, 268435448",
        "ROLL with a length,                    4, 8",
        "CLOSE with a length,                   5, 8",
        "CLAIMED of an odd length,              6, 9",
        "CLAIMED beyond the segment,            6, 268435448",
        "VOID of an odd length,                 7, 1",
        "VOID beyond the segment,               7, 65520",
        "END with a length,                     8, 16",
        "kind 0 with a length,                  0, 8",
        "kind 9,                                9, 0",
        "kind 15 of the greatest length,       15, 268435455"})
    void shouldRejectAWordThatChecksButCannotBe(final String what, final int kind, final int length)
    {
        writeTwoRecords(smallSegments().maxRecordLength(1000));
        putWord(PLACE, kind, length);
        assertRejectedAt(PLACE, 2);
    }

    @ParameterizedTest
    @CsvSource({"1, 8", "1, 1", "3, 8", "6, 8", "7, 8"})
    void shouldRejectAWordThatWouldReachIntoTheReservedWords(final int kind, final int length)
    {
        writeTwoRecords(smallSegments());
        putWord(PLACE, RecordWord.PADDING, LAST_PLACE - PLACE - 8);
        putWord(LAST_PLACE, kind, length);
        assertRejectedAt(LAST_PLACE, 2);
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 0", "3, 0", "5, 0"})
    void shouldRejectAllButRollAndEndInTheLastWord(final int kind, final int length)
    {
        writeTwoRecords(smallSegments());
        putWord(PLACE, RecordWord.PADDING, RECORDS_END - PLACE - 8);
        putWord(RECORDS_END, RecordWord.CLOSE, 0);
        putWord(RECORDS_END + 8, kind, length);
        assertRejectedAt(RECORDS_END + 8, 2);
    }

    @Test
    void shouldTakeWhatReachesExactlyUpToTheReservedWords()
    {
        writeTwoRecords(smallSegments());
        putWord(PLACE, RecordWord.PADDING, LAST_PLACE - PLACE - 8);
        putWord(LAST_PLACE, RecordWord.DATA, 0);
        final List<Records.Read> records = readAll();
        assertEquals(3, records.size());
        assertEquals(LAST_PLACE, records.get(2).position());
        assertEquals(0, records.get(2).payload().length);
    }

    @Test
    void shouldRejectAWordOfAnotherPlaceSegmentOrChannel()
    {
        writeTwoRecords(smallSegments());
        final long[] salts = {RecordWord.salt(INSTANCE, 0, 0), RecordWord.salt(INSTANCE, 1, 0),
            RecordWord.salt(INSTANCE, 0, 1), RecordWord.salt(INSTANCE + 1, 0, 0)};
        for (int i = 0; i < salts.length; i++)
        {
            final int offset = i == 0 ? PLACE + 8 : PLACE;
            Damage.putLong(segmentFile(0), DATA_OFFSET + PLACE,
                RecordWord.of(salts[i], offset, RecordWord.low(RecordWord.DATA, 0)));
            assertRejectedAt(PLACE, 2);
        }
    }

    @Test
    void shouldSkipPaddingAndCountVoid()
    {
        writeTwoRecords(smallSegments());
        putWord(PLACE, RecordWord.PADDING, 40);
        putWord(PLACE + 48, RecordWord.VOID, 16);
        putWord(PLACE + 72, RecordWord.DATA, 0);
        final List<Records.Read> records = readAll();
        assertEquals(List.of(0L, 1L, 3L), records.stream().map(Records.Read::sequence).toList());
        assertEquals(PLACE + 72, records.get(2).position());
        try (ShmReader<ByteBuffer> reader = channel().openReader())
        {
            reader.seekToSequence(3);
            assertEquals(PLACE + 72, reader.position());
        }
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            assertEquals(3, writer.lastSequence());
        }
    }

    @Test
    void shouldStopAtAnOpenClaim()
    {
        writeTwoRecords(smallSegments());
        putWord(PLACE, RecordWord.CLAIMED, 16);
        putWord(PLACE + 24, RecordWord.DATA, 0);
        try (ShmReader<ByteBuffer> reader = channel().openReader())
        {
            assertEquals(2, Records.readAll(reader).size());
            assertEquals(ReaderState.ACTIVE, reader.state());
            assertEquals(PLACE, reader.position());
        }
    }

    @Test
    void shouldBeDrainedAtAnEnd()
    {
        writeTwoRecords(smallSegments());
        putWord(PLACE, RecordWord.END, 0);
        try (ShmReader<ByteBuffer> reader = channel().openReader())
        {
            assertEquals(2, Records.readAll(reader).size());
            assertEquals(ReaderState.DRAINED, reader.state());
        }
        assertThrows(ChannelClosedException.class, () -> channel().openWriter());
    }

    @Test
    void shouldRejectARollToASegmentThatIsNotThere()
    {
        writeTwoRecords(smallSegments());
        putWord(PLACE, RecordWord.ROLL, 0);
        try (ShmReader<ByteBuffer> reader = channel().openReader())
        {
            final CorruptChannelException corrupt = assertThrows(CorruptChannelException.class,
                () -> Records.readAll(reader));
            assertEquals(segmentFile(1), corrupt.path());
            assertEquals(PLACE, reader.position());
        }
        assertThrows(CorruptChannelException.class, () -> channel().openWriter());
    }

    @ParameterizedTest
    @CsvSource({
        "segment size 0,                   56, 8, 0",
        "segment size negative,            56, 8, -65536",
        "segment size no power of two,     56, 8, 65537",
        "segment size of a long,           56, 8, 281474976710656",
        "segment size not that of files,   56, 8, 131072",
        "maximum record length negative,   64, 4, -1",
        "maximum record length too great,  64, 4, 16385",
        "unknown flags,                    68, 4, 4",
        "unknown durability,               72, 4, 3",
        "durability without its checksums, 72, 4, 2",
        "negative periodic bytes,          88, 8, -1",
        "negative periodic time,           96, 8, -1",
        "negative durability,              72, 4, -1",
        "unknown retention,                76, 4, 5",
        "negative tick unit,              104, 4, -1",
        "unknown tick unit,               104, 4, 4",
        "negative timeout,                112, 8, -1",
        "media type longer than its field,120, 4, 129",
        "negative media type length,      120, 4, -1",
        "metadata longer than its field,  124, 4, 513",
        "negative metadata length,        124, 4, -2147483648"})
    void shouldRejectAHeaderThatChecksButCannotBe(
        final String what, final int offset, final int size, final long value)
    {
        assumeFalse(hasChecksums() && what.equals("durability without its checksums"));
        assertRejectsHeader(offset, size, value);
    }

    @Test
    void shouldRejectAMediaTypeThatIsNoAscii()
    {
        assertRejectsHeader(128, Integer.BYTES, -1);
    }

    private void assertRejectsHeader(final int offset, final int size, final long value)
    {
        writeTwoRecords(smallSegments());
        putHeader(offset, size, value);

        assertThrows(JournalException.class, () -> channel(ChannelSpec.defaults()).openReader());
        assertThrows(JournalException.class, () -> channel(ChannelSpec.defaults()).openWriter());
        assertThrows(JournalException.class, () -> ChannelInfo.ofSegment(segmentFile(0)));
        assertTold(() -> assertFalse(channel().info().problems().isEmpty()));
        assertTold(() -> assertFalse(channel().verify().isGood()));
    }

    @Test
    void shouldTakeTheLongestTimeoutForNever()
    {
        writeTwoRecords(smallSegments());
        for (int unit = 0; unit <= 3; unit++)
        {
            putHeader(104, 4, unit);
            putHeader(112, 8, Long.MAX_VALUE);
            try (ShmReader<ByteBuffer> reader = channel(ChannelSpec.defaults()).openReader())
            {
                assertEquals(2, Records.readAll(reader).size());
                assertFalse(reader.header().timeout().isZero());
            }
        }
    }

    @Test
    void shouldRejectASegmentOfAnotherChannel()
    {
        writeTwoRecords(smallSegments());
        Damage.putLong(segmentFile(0), 24, INSTANCE + 1);
        Damage.fixHeaderCrc(segmentFile(0));
        final CorruptChannelException corrupt = assertThrows(CorruptChannelException.class,
            () -> channel().openReader());
        assertEquals(segmentFile(0), corrupt.path());
        assertThrows(CorruptChannelException.class, () -> channel().openWriter());
        assertFalse(channel().verify().isGood());
    }

    @Test
    void shouldRejectASegmentUnderTheNumberOfAnother() throws Exception
    {
        writeAndClose(smallSegments(), 1000, 100);
        Files.copy(segmentFile(0), segmentFile(1),
            StandardCopyOption.REPLACE_EXISTING);
        try (ShmReader<ByteBuffer> reader = channel().openReader())
        {
            final CorruptChannelException corrupt = assertThrows(CorruptChannelException.class,
                () -> Records.readAll(reader));
            assertEquals(segmentFile(1), corrupt.path());
            assertEquals(SegmentLayout.NUMBER, corrupt.fileOffset());
        }
        assertThrows(CorruptChannelException.class, () -> channel().openWriter());
    }

    private void putHeader(final int offset, final int size, final long value)
    {
        for (final Path file : List.of(controlFile(), segmentFile(0)))
        {
            if (size == Integer.BYTES)
            {
                Damage.putInt(file, offset, (int)value);
            }
            else
            {
                Damage.putLong(file, offset, value);
            }
            Damage.fixHeaderCrc(file);
        }
    }

    /** In what it returns, or by a typed error. */
    private void assertTold(final Runnable look)
    {
        try
        {
            look.run();
        }
        catch (final JournalException expected)
        {
            assertTrue(expected.getMessage().contains(path().toString()));
        }
    }

    private void assertRejectedAt(final int offset, final int recordsBefore)
    {
        try (ShmReader<ByteBuffer> reader = channel().openReader())
        {
            assertEquals(recordsBefore, reader.poll(record -> {
            }, recordsBefore));
            final CorruptChannelException corrupt = assertThrows(CorruptChannelException.class,
                () -> Records.readAll(reader));
            assertEquals(segmentFile(0), corrupt.path());
            assertEquals(DATA_OFFSET + offset, corrupt.fileOffset());
            assertEquals(offset, reader.position());
        }
        assertEquals(DATA_OFFSET + offset, channel().verify().findings().get(0).offset());
        assertFalse(channel().info().problems().isEmpty());
        assertThrows(CorruptChannelException.class, () -> channel().openWriter());
    }
}
