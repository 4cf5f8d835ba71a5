package org.shmjournal.codecs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.ShmWriter;

@Tag("flags")
@net.jqwik.api.Tag("flags")
class DirectBufferFormatFlaggedTest
{
    private final DirectBufferFormat format = DirectBufferFormat.raw();

    @Property(tries = 300)
    void shouldDecodeWhatItEncoded(@ForAll @Size(max = 200) final byte[] bytes)
    {
        final DirectBuffer buffer = new UnsafeBuffer(bytes);
        assertEquals(buffer, Contract.roundTrip(format, buffer));
        final DirectBuffer direct = new UnsafeBuffer(ByteBuffer.allocateDirect(bytes.length).put(0, bytes));
        assertEquals(buffer, Contract.roundTrip(format, direct));
    }

    @Property(tries = 20)
    void shouldKeepToItsSpace(@ForAll @Size(max = 100) final byte[] bytes)
    {
        Contract.assertKeepsToItsSpace(format, new UnsafeBuffer(bytes));
    }

    @Test
    void shouldPassThroughAChannel(@TempDir final Path directory)
    {
        final List<DirectBuffer> buffers = IntStream.range(0, 300).<DirectBuffer> mapToObj(i -> {
            final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(i);
            buffer.setMemory(0, i, (byte)i);
            return buffer;
        }).toList();
        Contract.assertPassThroughAChannel(directory.resolve("channel"), format, buffers, new UnsafeBuffer(0, 0),
            buffer -> ByteBuffer.wrap(bytes(buffer)));
    }

    @Test
    void shouldReadWhatWasWrittenRaw(@TempDir final Path directory)
    {
        final Path path = directory.resolve("channel");
        try (ShmWriter<ByteBuffer> writer = ShmChannel.at(path).openWriter())
        {
            writer.write(ByteBuffer.wrap(new byte[]{1, 2, 3}));
        }
        try (ShmReader<DirectBuffer> reader = ShmChannel.at(path).format(format).openReader())
        {
            final UnsafeBuffer reuse = new UnsafeBuffer(0, 0);
            assertEquals(1, reader.poll(reuse, buffer -> {
                assertSame(reuse, buffer);
                assertEquals(new UnsafeBuffer(new byte[]{1, 2, 3}), buffer);
            }, 10));
        }
    }

    @Test
    void shouldAllocateNothing()
    {
        final UnsafeBuffer value = new UnsafeBuffer(new byte[20]);
        final UnsafeBuffer reuse = new UnsafeBuffer(0, 0);
        final ByteBuffer target = Contract.space(64);
        Contract.assertAllocatesNothing(() -> {
            value.putInt(0, value.getInt(0) + 1);
            format.encode(value, target, 8, 40);
            format.decode(target, 8, 20, reuse);
        });
        assertEquals(value, reuse);
    }

    private static byte[] bytes(final DirectBuffer buffer)
    {
        final byte[] bytes = new byte[buffer.capacity()];
        buffer.getBytes(0, bytes);
        return bytes;
    }
}
