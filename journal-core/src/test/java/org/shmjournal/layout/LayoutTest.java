package org.shmjournal.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pins every constant of the format: whoever changes one changes what is on the disks of users. */
class LayoutTest
{
    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;

    @Test
    void shouldKeepEveryFieldOfTheHeaderBlockWhereItIs()
    {
        assertEquals(1024, HeaderLayout.LENGTH);
        assertEquals(0, HeaderLayout.MAGIC);
        assertEquals(8, HeaderLayout.MAJOR);
        assertEquals(12, HeaderLayout.MINOR);
        assertEquals(16, HeaderLayout.FEATURES);
        assertEquals(24, HeaderLayout.INSTANCE_ID);
        assertEquals(32, HeaderLayout.CHANNEL_ID);
        assertEquals(40, HeaderLayout.WRITER_ID);
        assertEquals(48, HeaderLayout.CREATION_TIME);
        assertEquals(56, HeaderLayout.SEGMENT_SIZE);
        assertEquals(64, HeaderLayout.MAX_RECORD_LENGTH);
        assertEquals(68, HeaderLayout.FLAGS);
        assertEquals(72, HeaderLayout.DURABILITY);
        assertEquals(76, HeaderLayout.RETENTION);
        assertEquals(80, HeaderLayout.RETENTION_VALUE);
        assertEquals(88, HeaderLayout.PERIODIC_BYTES);
        assertEquals(96, HeaderLayout.PERIODIC_TIME);
        assertEquals(104, HeaderLayout.TICK_UNIT);
        assertEquals(108, HeaderLayout.FORMAT_ID);
        assertEquals(112, HeaderLayout.TIMEOUT);
        assertEquals(120, HeaderLayout.MEDIA_TYPE_LENGTH);
        assertEquals(124, HeaderLayout.METADATA_LENGTH);
        assertEquals(128, HeaderLayout.MEDIA_TYPE);
        assertEquals(256, HeaderLayout.METADATA);
        assertEquals(1020, HeaderLayout.CRC);
    }

    @Test
    void shouldKeepTheValuesOfTheHeaderBlock()
    {
        assertEquals("SHMJCTL\0", text(HeaderLayout.CONTROL_MAGIC));
        assertEquals("SHMJSEG\0", text(HeaderLayout.SEGMENT_MAGIC));
        assertEquals(1, HeaderLayout.MAJOR_VERSION);
        assertEquals(0, HeaderLayout.MINOR_VERSION);
        assertEquals(0, HeaderLayout.KNOWN_FEATURES);
        assertEquals(128, HeaderLayout.MAX_MEDIA_TYPE_LENGTH);
        assertEquals(512, HeaderLayout.MAX_METADATA_LENGTH);
        assertEquals(1, HeaderLayout.CHECKSUMS);
        assertEquals(2, HeaderLayout.TIMESTAMPS);
        assertEquals(0, HeaderLayout.PROCESS);
        assertEquals(0, HeaderLayout.KEEP_ALL);
        assertEquals(4, HeaderLayout.SINGLE_SEGMENT);
    }

    @Test
    void shouldKeepEveryWordOfTheControlFileWhereItIs()
    {
        assertEquals(4096, ControlLayout.LENGTH);
        assertEquals(1024, ControlLayout.STATE);
        assertEquals(1152, ControlLayout.EPOCH);
        assertEquals(1280, ControlLayout.BOOT_ID);
        assertEquals(1408, ControlLayout.OWNER_HEARTBEAT);
        assertEquals(1536, ControlLayout.ACTIVE_SEGMENT);
        assertEquals(1664, ControlLayout.DURABLE_POSITION);
        assertEquals(1792, ControlLayout.RETAINED_FROM);
        assertEquals(2560, ControlLayout.OPEN_CLAIMS);
        assertEquals(1920, ControlLayout.OWNER_PID);
        assertEquals(1928, ControlLayout.OWNER_START);
        assertEquals(2048, ControlLayout.DROPS);
        assertEquals(2176, ControlLayout.ROLL_WAITS);
        assertEquals(2304, ControlLayout.DRAIN_REQUEST);
        assertEquals(0, ControlLayout.ACTIVE);
        assertEquals(1, ControlLayout.DRAINED);
        assertEquals(2, ControlLayout.TERMINATED);
    }

    @Test
    void shouldKeepEveryWordOfASegmentHeaderWhereItIs()
    {
        assertEquals(4096, SegmentLayout.HEADER_LENGTH);
        assertEquals(4096, SegmentLayout.INDEX);
        assertEquals(1024, SegmentLayout.NUMBER);
        assertEquals(1032, SegmentLayout.EPOCH);
        assertEquals(1040, SegmentLayout.NUMBER_CRC);
        assertEquals(1152, SegmentLayout.BASE_TIMESTAMP);
        assertEquals(1280, SegmentLayout.BASE_SEQUENCE);
        assertEquals(-1, SegmentLayout.UNKNOWN);
        assertEquals(16, SegmentLayout.RESERVED_LENGTH);
        assertEquals(64 * KIB, SegmentLayout.MIN_SEGMENT_SIZE);
        assertEquals(1024 * MIB, SegmentLayout.MAX_SEGMENT_SIZE);
        assertEquals(64 * MIB, SegmentLayout.DEFAULT_SEGMENT_SIZE);
    }

    @Test
    void shouldKeepEveryValueOfARecordWord()
    {
        assertEquals(8, RecordWord.LENGTH);
        assertEquals(8, RecordWord.TIMESTAMP_LENGTH);
        assertEquals(268_435_455, RecordWord.MAX_LENGTH);
        assertEquals(1, RecordWord.DATA);
        assertEquals(2, RecordWord.HEARTBEAT);
        assertEquals(3, RecordWord.PADDING);
        assertEquals(4, RecordWord.ROLL);
        assertEquals(5, RecordWord.CLOSE);
        assertEquals(6, RecordWord.CLAIMED);
        assertEquals(7, RecordWord.VOID);
        assertEquals(8, RecordWord.END);
        assertEquals(8, IndexWord.LENGTH);
        assertEquals(64 * KIB, IndexWord.STRIDE);
        assertEquals(4096, Memory.PAGE_SIZE);
    }

    @ParameterizedTest
    @CsvSource({
        "    65536,    8192,      73728,     65520,     16384",
        "   131072,    8192,     139264,    131056,     32768",
        " 33554432,    8192,   33562624,  33554416,   8388608",
        " 67108864,   12288,   67121152,  67108848,  16777216",
        "536870912,   69632,  536940544, 536870896, 134217728",
        "1073741824, 135168, 1073876992, 1073741808, 268435440"})
    void shouldComputeAllOfASegmentFromItsSize(
        final int size, final int dataOffset, final long fileLength, final int recordsEnd, final int maxRecordLength)
    {
        assertEquals(dataOffset, SegmentLayout.dataOffset(size));
        assertEquals(fileLength, SegmentLayout.fileLength(size));
        assertEquals(recordsEnd, SegmentLayout.recordsEnd(size));
        assertEquals(maxRecordLength, SegmentLayout.maxRecordLength(size));
        assertTrue(SegmentLayout.isValidSize(size));
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -65536, -1, 0, 1, 32768, 65535, 65537, 98304, 1L << 31, 1L << 32,
        Long.MAX_VALUE})
    void shouldRefuseAnySizeThatIsNoPowerOfTwoInRange(final long size)
    {
        assertFalse(SegmentLayout.isValidSize(size));
    }

    @Test
    void shouldPointFromAnIndexWordToARecord()
    {
        assertEquals(0x0800_0000_0000_0001L, IndexWord.of(0, 0));
        assertEquals(0xB800_0007_0001_0009L, IndexWord.of(0x1_0008, 7));
        assertEquals(0x1_0008, IndexWord.offset(0xB800_0007_0001_0009L));
        assertEquals(7, IndexWord.records(0xB800_0007_0001_0009L));
        assertEquals(0x07FF_FFFFL, IndexWord.records(-1));
        assertEquals(0xFFFF_FFFEL, IndexWord.offset(-1));
    }

    @Test
    void shouldTellAnIndexWordWithAnyBitChanged()
    {
        assertTrue(IndexWord.isIntact(IndexWord.of((1 << 30) - 24, (1 << 27) - 4)));
        for (int bit = 0; bit < Long.SIZE; bit++)
        {
            assertFalse(IndexWord.isIntact(IndexWord.of(0x1_0008, 7) ^ 1L << bit));
        }
    }

    @Test
    void shouldHaveAnIndexWordForEachStride()
    {
        assertEquals(1, IndexWord.count(64 * KIB));
        assertEquals(4, IndexWord.count(256 * KIB));
        assertEquals(16384, IndexWord.count(1024 * MIB));
        assertEquals(64 * KIB, IndexWord.nextStride(0));
        assertEquals(64 * KIB, IndexWord.nextStride(64 * KIB - 8));
        assertEquals(128 * KIB, IndexWord.nextStride(64 * KIB));
    }

    @Test
    void shouldStoreLittleEndianWhateverTheOrderOfTheBuffer()
    {
        final ByteBuffer memory = ByteBuffer.allocateDirect(64).order(ByteOrder.BIG_ENDIAN);
        Memory.putLong(memory, 0, 0x0102_0304_0506_0708L);
        Memory.putLongRelease(memory, 8, 0x1112_1314_1516_1718L);
        Memory.putInt(memory, 16, 0x2122_2324);

        assertEquals(8, memory.get(0));
        assertEquals(1, memory.get(7));
        assertEquals(0x18, memory.get(8));
        assertEquals(0x24, memory.get(16));
        assertEquals(0x0102_0304_0506_0708L, Memory.longAt(memory, 0));
        assertEquals(0x1112_1314_1516_1718L, Memory.longAcquire(memory, 8));
        assertEquals(0x2122_2324, Memory.intAt(memory, 16));
    }

    @Test
    void shouldTouchWithoutChangingAByte()
    {
        final ByteBuffer memory = ByteBuffer.allocateDirect(3 * Memory.PAGE_SIZE);
        Memory.putLong(memory, Memory.PAGE_SIZE, 42);
        final ByteBuffer before = ByteBuffer.allocate(memory.capacity()).put(memory.duplicate()).flip();

        Memory.touch(memory, 0, memory.capacity());

        assertEquals(before, memory);
    }

    @Test
    void shouldCopyBytesWithoutMovingTheirSource()
    {
        final ByteBuffer source = ByteBuffer.wrap(new byte[]{1, 2, 3, 4, 5}).position(1);
        final ByteBuffer memory = ByteBuffer.allocateDirect(16);

        Memory.putBytes(memory, 4, source, 1, 3);

        assertEquals(1, source.position());
        assertEquals(ByteBuffer.wrap(new byte[]{0, 2, 3, 4, 0}), memory.slice(3, 5));
    }

    private static String text(final long magic)
    {
        final byte[] bytes = new byte[Long.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(magic);
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
