package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A reader decodes into one value, if the format can. */
class ReusingDecodeTest extends ChannelFixture
{
    /** A number that can change. */
    private static final class Counter
    {
        private long value;

        private Counter(final long value)
        {
            this.value = value;
        }
    }

    /** Numbers in 8 bytes, by a format that is for one alone. */
    private static final class CounterFormat implements DataFormat<Counter>
    {
        @Override
        public int id()
        {
            return FormatDescriptor.FIRST_USER_ID;
        }

        @Override
        public String mediaType()
        {
            return "application/x-counter";
        }

        @Override
        public int encode(final Counter value, final ByteBuffer target, final int offset, final int available)
        {
            if (available < Long.BYTES)
            {
                return -1;
            }
            target.putLong(offset, value.value);
            return Long.BYTES;
        }

        @Override
        public Counter decode(final ByteBuffer source, final int offset, final int length)
        {
            return new Counter(source.getLong(offset));
        }

        @Override
        public Counter decode(final ByteBuffer source, final int offset, final int length, final Counter reuse)
        {
            reuse.value = source.getLong(offset);
            return reuse;
        }

        @Override
        public DataFormat<Counter> fresh()
        {
            return new CounterFormat();
        }
    }

    @Test
    void shouldDecodeEachRecordIntoTheSameValue()
    {
        final ShmChannel<Counter> counters = channel().format(new CounterFormat());
        final Counter counter = new Counter(-1);
        final List<Long> seen = new ArrayList<>();
        try (ShmWriter<Counter> writer = counters.openWriter(); ShmReader<Counter> reader = counters.openReader())
        {
            for (int i = 0; i < 10; i++)
            {
                counter.value = i;
                writer.write(counter);
            }
            assertEquals(4, reader.poll(counter, each -> {
                assertSame(counter, each);
                seen.add(each.value);
            }, 4));
            assertEquals(6, reader.poll(counter, each -> seen.add(each.value), 100));
        }
        assertEquals(List.of(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L), seen);
    }

    @Test
    void shouldGiveEachWriterAFormatOfItsOwn()
    {
        final CounterFormat format = new CounterFormat();
        try (ShmWriter<Counter> one = channel().format(format).openWriter();
            ShmWriter<Counter> other = at(directory.resolve("other")).format(format).openWriter())
        {
            assertNotSame(format, one.format());
            assertNotSame(one.format(), other.format());
        }
    }

    @Test
    void shouldDecodeNewValuesWhereTheFormatCannotReuse()
    {
        final ByteBuffer reuse = ByteBuffer.allocate(16);
        final List<ByteBuffer> seen = new ArrayList<>();
        try (ShmWriter<ByteBuffer> writer = channel().openWriter();
            ShmReader<ByteBuffer> reader = channel().openReader())
        {
            writer.write(ByteBuffer.wrap(new byte[]{7}));
            assertEquals(1, reader.poll(reuse, seen::add, 4));
        }
        assertNotSame(reuse, seen.get(0));
        assertEquals(ByteBuffer.wrap(new byte[]{7}), seen.get(0));
    }
}
