package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.error.JournalException;
import org.shmjournal.layout.ControlLayout;
import org.shmjournal.layout.IndexWord;
import org.shmjournal.layout.SegmentLayout;
import org.shmjournal.testing.Damage;
import org.shmjournal.testing.QuickFiles;
import org.shmjournal.testing.Records;

/** One bit is wrong, whichever: named with its file and offset, to whoever reads, verifies, or wants to write. */
@InEachMode
class BitFlipTest extends ChannelFixture
{
    private static final int LENGTH = 20;
    private static final int HEADER_BLOCK = 1024;
    private static final int CRC = 1020;
    private static final int MAJOR = 8;

    /** Neither forces nor leaves its maps to the collector: there are tens of thousands of them. */
    private ShmChannel<ByteBuffer> quick()
    {
        return channel(ChannelSpec.defaults()).fileOperations(new QuickFiles()).eagerUnmapping(true);
    }

    /** Records 0 and 1, a heartbeat, record 2, CLOSE. */
    private void writeMixed(final boolean protectedRecords)
    {
        try (ShmWriter<ByteBuffer> writer = channel(
            smallSegments(protectedRecords).timestamps(protectedRecords)).openWriter())
        {
            write(writer, 0, 2, LENGTH);
            writer.heartbeat();
            write(writer, 2, 1, LENGTH);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldFindEveryBitOfEveryRecordWord(final boolean protectedRecords)
    {
        writeMixed(protectedRecords);
        final int record = protectedRecords ? 40 : 32;
        final int[] offsets = {0, record, 2 * record, 2 * record + 8, 3 * record + 8};
        for (int i = 0; i < offsets.length; i++)
        {
            for (int bit = 0; bit < Long.SIZE; bit++)
            {
                assertFoundAt(offsets[i], DATA_OFFSET + offsets[i] + bit / 8, bit % 8);
            }
        }
        assertHolds(3, LENGTH);
    }

    @Test
    void shouldFindEveryBitOfTimestampAndPayloadWithChecksums()
    {
        writeMixed(true);
        for (int bit = 0; bit < (8 + LENGTH) * 8; bit++)
        {
            assertFoundAt(40, DATA_OFFSET + 40 + 8 + bit / 8, bit % 8);
        }
        assertHolds(3, LENGTH);
    }

    @Test
    void shouldFindEveryBitOfARoll()
    {
        writeAndClose(smallSegments(), 1000, 100);
        final int roll = SEGMENT_SIZE - 16 - (SEGMENT_SIZE - 16) % 112;
        try (ShmReader<ByteBuffer> reader = quick().openReader())
        {
            for (int bit = 0; bit < Long.SIZE; bit++)
            {
                Damage.flipBit(segmentFile(0), DATA_OFFSET + roll + bit / 8, bit % 8);
                final CorruptChannelException corrupt = assertThrows(CorruptChannelException.class,
                    () -> Records.readAll(reader));
                assertAt(segmentFile(0), DATA_OFFSET + roll, corrupt);
                assertEquals(roll, reader.position());
                assertFinding(segmentFile(0), DATA_OFFSET + roll);
                Damage.flipBit(segmentFile(0), DATA_OFFSET + roll + bit / 8, bit % 8);
            }
            final int left = 1000 - roll / 112;
            assertRecords(Records.readAll(reader), roll / 112, left, 100);
        }
    }

    @Test
    void shouldFindEveryBitOfTheControlFilesHeader() throws IOException
    {
        writeMixed(false);
        final ByteBuffer memory = map(controlFile());
        for (int bit = 0; bit < HEADER_BLOCK * 8; bit = nextBit(bit))
        {
            flip(memory, bit);
            final long offset = damagedField(bit / 8);
            assertAt(controlFile(), offset, assertThrows(CorruptChannelException.class, () -> quick().openReader()));
            if (isOneOfItsByte(bit))
            {
                assertAt(controlFile(), offset,
                    assertThrows(CorruptChannelException.class, () -> quick().openWriter()));
                assertAt(controlFile(), offset, assertThrows(CorruptChannelException.class, () -> quick().verify()));
            }
            flip(memory, bit);
        }
        assertHolds(3, LENGTH);
    }

    @Test
    void shouldFindEveryBitOfASegmentsHeader() throws IOException
    {
        writeMixed(false);
        final ByteBuffer memory = map(segmentFile(0));
        for (int bit = 0; bit < (SegmentLayout.NUMBER_CRC + 8) * 8; bit = nextBit(bit))
        {
            flip(memory, bit);
            final long offset = bit / 8 < HEADER_BLOCK ? damagedField(bit / 8) : SegmentLayout.NUMBER;
            assertAt(segmentFile(0), offset, assertThrows(CorruptChannelException.class, () -> quick().openReader()));
            if (isOneOfItsByte(bit))
            {
                assertAt(segmentFile(0), offset,
                    assertThrows(CorruptChannelException.class, () -> quick().openWriter()));
                assertFinding(segmentFile(0), offset);
            }
            flip(memory, bit);
        }
        assertHolds(3, LENGTH);
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "7", "16", "31", "62"})
    void shouldFindADamagedIndexWord(final int bit)
    {
        writeMixed(false);
        Damage.flipBit(segmentFile(0), SegmentLayout.INDEX + bit / 8, bit % 8);
        if (bit > 0)
        {
            assertFinding(segmentFile(0), SegmentLayout.INDEX);
        }
        assertNeverAWrongRecord();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 8, 16, 31, 63})
    void shouldNotBelieveWhereADamagedIndexWordPoints(final int bit)
    {
        assertNeverCountsWrongAfterDamageToTheIndex(bit);
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 40})
    void shouldNotBelieveHowManyRecordsADamagedIndexWordCounts(final int bit)
    {
        assertNeverCountsWrongAfterDamageToTheIndex(bit);
    }

    private void assertNeverCountsWrongAfterDamageToTheIndex(final int bit)
    {
        try (ShmWriter<ByteBuffer> writer = channel(ChannelSpec.defaults().segmentSize(4 * SEGMENT_SIZE)).openWriter())
        {
            write(writer, 0, 2000, 100);
        }
        Damage.flipBit(segmentFile(0), SegmentLayout.INDEX + 3 * 8 + bit / 8, bit % 8);
        assertFinding(segmentFile(0), SegmentLayout.INDEX + 3 * 8);
        try (ShmReader<ByteBuffer> reader = quick().fromEnd().openReader())
        {
            assertEquals(2000, reader.sequence());
        }
        try (ShmWriter<ByteBuffer> writer = quick().openWriter())
        {
            assertEquals(1999, writer.lastSequence());
        }
        catch (final JournalException ignored)
        {
            // Refused, which is as good.
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16, 40, 63})
    void shouldFindADamagedBaseSequence(final int bit)
    {
        writeAndClose(smallSegments(), 1000, 100);
        Damage.flipBit(segmentFile(1), SegmentLayout.BASE_SEQUENCE + bit / 8, bit % 8);
        assertFinding(segmentFile(1), SegmentLayout.BASE_SEQUENCE);
        assertRecords(readAll(), 0, 1000, 100);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0, 40", "1, 0", "1, 40", "1, 62", "1, 63", "2, 0", "2, 63", "3, 0", "3, 63"})
    void shouldFindADamagedBaseSequenceOnce(final int number, final int bit)
    {
        writeAndClose(smallSegments(), 2000, 100);
        assertTrue(Files.exists(segmentFile(3)));
        Damage.flipBit(segmentFile(number), SegmentLayout.BASE_SEQUENCE + bit / 8, bit % 8);
        final VerifyReport report = quick().verify();
        assertEquals(1, report.findingsTotal(), () -> report.findings().toString());
        assertFinding(segmentFile(number), SegmentLayout.BASE_SEQUENCE);
    }

    @Test
    void shouldFindALostBaseSequenceOnce()
    {
        writeAndClose(smallSegments(), 2000, 100);
        Damage.putLong(segmentFile(1), SegmentLayout.BASE_SEQUENCE, SegmentLayout.UNKNOWN);
        assertEquals(1, quick().verify().findingsTotal());
        assertFinding(segmentFile(1), SegmentLayout.BASE_SEQUENCE);
    }

    @Test
    void shouldFindEachOfTwoDamagedBaseSequences()
    {
        writeAndClose(smallSegments(), 2000, 100);
        Damage.flipBit(segmentFile(1), SegmentLayout.BASE_SEQUENCE, 0);
        Damage.flipBit(segmentFile(2), SegmentLayout.BASE_SEQUENCE, 5);
        assertEquals(2, quick().verify().findingsTotal());
        assertFinding(segmentFile(1), SegmentLayout.BASE_SEQUENCE);
        assertFinding(segmentFile(2), SegmentLayout.BASE_SEQUENCE);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 40, 63})
    void shouldFindADamagedDurablePosition(final int bit)
    {
        writeMixed(false);
        Damage.flipBit(controlFile(), ControlLayout.DURABLE_POSITION + bit / 8, bit % 8);
        assertFalse(quick().verify().isGood());
        assertNeverAWrongRecord();
    }

    @ParameterizedTest
    @CsvSource({"1024, 2", "1024, 63", "1536, 1", "1536, 63", "1792, 40"})
    void shouldFindADamagedWordOfTheControlFile(final int offset, final int bit)
    {
        writeMixed(false);
        Damage.flipBit(controlFile(), offset + bit / 8, bit % 8);
        assertFinding(controlFile(), offset);
    }

    @Test
    void shouldFindATimestampThatGoesBack()
    {
        assumeFalse(hasChecksums(), "the checksum tells first");
        writeAndClose(smallSegments().timestamps(true), 3, LENGTH);
        Damage.putLong(segmentFile(0), DATA_OFFSET + 40 + 8, 1);
        assertFinding(segmentFile(0), DATA_OFFSET + 40 + 8);
    }

    @Test
    void shouldGoOnVerifyingBehindDamageInAnotherStride()
    {
        try (ShmWriter<ByteBuffer> writer = channel(ChannelSpec.defaults().segmentSize(4 * SEGMENT_SIZE)
            .checksums(true)).openWriter())
        {
            write(writer, 0, 2000, 100);
        }
        final int dataOffset = SegmentLayout.dataOffset(4 * SEGMENT_SIZE);
        Damage.flipBit(segmentFile(0), dataOffset + 112 * 10 + 20, 0);
        Damage.flipBit(segmentFile(0), dataOffset + 112 * 1000 + 20, 0);

        final List<VerifyReport.Finding> findings = quick().verify().findings();

        assertEquals(List.of(dataOffset + 112L * 10, dataOffset + 112L * 1000),
            findings.stream().map(VerifyReport.Finding::offset).toList());
        assertEquals(2000 - recordsToNextStride(10) - recordsToNextStride(1000), quick().verify().records());
    }

    /** How many records of 112 bytes, a damaged one among them, cannot be walked: the next index word goes on. */
    private static int recordsToNextStride(final int damaged)
    {
        final int nextStride = (damaged * 112 / IndexWord.STRIDE + 1) * IndexWord.STRIDE;
        return (nextStride + 111) / 112 - damaged;
    }

    /** Of the same page cache that whoever opens the file sees, and quicker than opening it each time. */
    private static ByteBuffer map(final Path file) throws IOException
    {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE))
        {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size());
        }
    }

    private static void flip(final ByteBuffer memory, final int bit)
    {
        memory.put(bit / 8, (byte)(memory.get(bit / 8) ^ 1 << bit % 8));
    }

    /** A header has the same check in each mode: every bit of it in one of them, one of each byte in the others. */
    private int nextBit(final int bit)
    {
        int next = bit + 1;
        while (durability != Durability.PROCESS && !isOneOfItsByte(next))
        {
            next++;
        }
        return next;
    }

    /** Whoever opens a file checks its header in the same way; so one bit of each byte is enough for the others. */
    private static boolean isOneOfItsByte(final int bit)
    {
        return bit % 8 == bit / 8 % 8;
    }

    private static long damagedField(final int offset)
    {
        return offset < 8 ? 0 : offset >= MAJOR && offset < MAJOR + 4 ? MAJOR : CRC;
    }

    private void assertFoundAt(final int position, final long offset, final int bit)
    {
        final Path file = segmentFile(0);
        Damage.flipBit(file, offset, bit);
        try (ShmReader<ByteBuffer> reader = quick().openReader())
        {
            final CorruptChannelException corrupt = assertThrows(CorruptChannelException.class,
                () -> Records.readAll(reader));
            assertAt(file, DATA_OFFSET + position, corrupt);
            assertEquals(position, corrupt.position());
            assertEquals(position, reader.position());
        }
        assertAt(file, DATA_OFFSET + position,
            assertThrows(CorruptChannelException.class, () -> quick().openWriter()));
        assertFinding(file, DATA_OFFSET + position);
        assertFalse(quick().info().problems().isEmpty());
        Damage.flipBit(file, offset, bit);
    }

    private void assertFinding(final Path file, final long offset)
    {
        final List<VerifyReport.Finding> findings = quick().verify().findings();
        assertTrue(findings.stream().anyMatch(each -> each.file().equals(file) && each.offset() == offset),
            () -> "nothing at " + offset + " of " + file + " in " + findings);
    }

    private static void assertAt(final Path file, final long offset, final CorruptChannelException corrupt)
    {
        assertEquals(file, corrupt.path());
        assertEquals(offset, corrupt.fileOffset(), corrupt.getMessage());
        assertTrue(corrupt.getMessage().contains(corrupt.expected()), corrupt.getMessage());
        assertTrue(corrupt.getMessage().contains(corrupt.found()), corrupt.getMessage());
        assertTrue(corrupt.getMessage().endsWith("; restore the file from a backup" + (corrupt.position() < 0 ? "" :
            ", or end the stream there: journal recover --cut-at " + corrupt.position())), corrupt.getMessage());
    }

    /** Whoever comes next either refuses, or goes on so that all records are right. */
    private void assertNeverAWrongRecord()
    {
        assertRecords(readAll(), 0, 3, LENGTH);
        try (ShmWriter<ByteBuffer> writer = quick().openWriter())
        {
            assertEquals(2, writer.lastSequence());
            write(writer, 3, 1, LENGTH);
            assertRecords(readAll(), 0, 4, LENGTH);
        }
        catch (final JournalException ignored)
        {
            // Refused, which is as good.
        }
    }
}
