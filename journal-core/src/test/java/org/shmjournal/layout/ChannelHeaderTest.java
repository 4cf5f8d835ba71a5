package org.shmjournal.layout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.shmjournal.testing.Damage;

class ChannelHeaderTest
{
    private static final Path FILE = Path.of("channel.ctl");

    @Test
    void shouldPutEveryValueInItsPlace()
    {
        final ByteBuffer block = Memory.image(1024);
        header(new byte[]{9, 8, 7}).encode(block, HeaderLayout.CONTROL_MAGIC);

        assertEquals(0x004C_5443_4A4D_4853L, block.getLong(0));
        assertEquals(1, block.getInt(8));
        assertEquals(0, block.getInt(12));
        assertEquals(0, block.getLong(16));
        assertEquals(1L << 60, block.getLong(24));
        assertEquals(2L << 50, block.getLong(32));
        assertEquals(3L << 50, block.getLong(40));
        assertEquals(4L << 50, block.getLong(48));
        assertEquals(131072, block.getLong(56));
        assertEquals(1234, block.getInt(64));
        assertEquals(3, block.getInt(68));
        assertEquals(1, block.getInt(72));
        assertEquals(2, block.getInt(76));
        assertEquals(8L << 50, block.getLong(80));
        assertEquals(6L << 50, block.getLong(88));
        assertEquals(7L << 50, block.getLong(96));
        assertEquals(2, block.getInt(104));
        assertEquals(77, block.getInt(108));
        assertEquals(5L << 50, block.getLong(112));
        assertEquals(3, block.getInt(120));
        assertEquals(3, block.getInt(124));
        final byte[] bytes = new byte[1024];
        block.get(0, bytes);
        assertEquals("a/b", new String(bytes, 128, 3, StandardCharsets.US_ASCII));
        assertArrayEquals(new byte[]{9, 8, 7, 0}, Arrays.copyOfRange(bytes, 256, 260));
        assertEquals(Damage.crc(Arrays.copyOf(bytes, 1020)), block.getInt(1020));
    }

    @Test
    void shouldDecodeWhatItEncoded()
    {
        final ChannelHeader header = header(new byte[512]);
        final ByteBuffer block = Memory.image(1024);
        header.encode(block, HeaderLayout.SEGMENT_MAGIC);

        final ChannelHeader decoded = ChannelHeader.decode(block, HeaderLayout.SEGMENT_MAGIC, FILE);

        assertTrue(header.sameAs(decoded));
        assertEquals(header.toString().replaceAll("metadata=.*", ""),
            decoded.toString().replaceAll("metadata=.*", ""));
        assertArrayEquals(header.metadata(), decoded.metadata());
    }

    @Test
    void shouldTellHeadersApartByAnyByte()
    {
        assertFalse(header(new byte[]{1}).sameAs(header(new byte[]{2})));
        assertFalse(header(new byte[]{1}).sameAs(header(new byte[]{1, 0})));
    }

    @Test
    void shouldComputeTheCrcOfTheStandard()
    {
        assertEquals(0xE306_9283, ChannelHeader.crc(ByteBuffer.wrap("123456789".getBytes(
            StandardCharsets.US_ASCII)), 9));
    }

    private static ChannelHeader header(final byte[] metadata)
    {
        return new ChannelHeader(1L << 60, 2L << 50, 3L << 50, 4L << 50, 131072, 1234, true, true,
            HeaderLayout.PERIODIC, 6L << 50, 7L << 50, HeaderLayout.KEEP_BYTES, 8L << 50, 2, 5L << 50, 77, "a/b",
            metadata);
    }
}
