package org.shmjournal.codecs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import com.sun.management.ThreadMXBean;
import org.shmjournal.ChannelSpec;
import org.shmjournal.DataFormat;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.ShmWriter;

/** What every format owes to those who call it. */
final class Contract
{
    private static final byte UNTOUCHED = 0x5A;
    private static final int MARGIN = 16;
    private static final int WARM_UP_ROUNDS = 8;
    private static final int CALLS = 20_000;
    /** What the counting itself may take; far less than a byte a call. */
    private static final long NEXT_TO_NOTHING = 4096;
    private static final ThreadMXBean THREADS = (ThreadMXBean)ManagementFactory.getThreadMXBean();

    private Contract()
    {
    }

    /** Encodes at offsets of a small space, with every length available there, too short and long enough. */
    static <T> void assertKeepsToItsSpace(final DataFormat<T> format, final T value)
    {
        final byte[] expected = encoded(format, value);
        for (int offset = 0; offset < Long.BYTES; offset++)
        {
            for (int available = 0; available <= expected.length + 1; available++)
            {
                final ByteBuffer target = space(offset + available + MARGIN);
                final int length = format.encode(value, target, offset, available);
                if (available < expected.length)
                {
                    assertTrue(length < 0, "length=" + length + " available=" + available);
                }
                else
                {
                    assertEquals(expected.length, length);
                    assertEquals(ByteBuffer.wrap(expected), target.slice(offset, length));
                }
                assertUntouched(target, 0, offset);
                assertUntouched(target, offset + available, target.capacity());
                assertEquals(0, target.position());
                assertEquals(target.capacity(), target.limit());
                assertEquals(ByteOrder.LITTLE_ENDIAN, target.order());
            }
        }
    }

    /** Encodes into memory outside the heap, and decodes from there, where nothing can be written. */
    static <T> T roundTrip(final DataFormat<T> format, final T value)
    {
        final byte[] bytes = encoded(format, value);
        final ByteBuffer target = space(bytes.length + 2 * MARGIN);
        target.put(MARGIN, bytes);
        final ByteBuffer source = target.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
        final T decoded = format.decode(source, MARGIN, bytes.length);
        assertEquals(0, source.position());
        assertEquals(source.capacity(), source.limit());
        // The value must not look at it later.
        for (int i = 0; i < target.capacity(); i++)
        {
            target.put(i, UNTOUCHED);
        }
        return decoded;
    }

    /** The payload of a value. */
    static <T> byte[] encoded(final DataFormat<T> format, final T value)
    {
        final ByteBuffer target = space(1 << 16);
        final int length = format.encode(value, target, MARGIN, target.capacity() - MARGIN);
        assertTrue(length >= 0);
        assertEquals(length, format.encode(value, target, MARGIN, target.capacity() - MARGIN), "the second time");
        final byte[] bytes = new byte[length];
        target.get(MARGIN, bytes);
        return bytes;
    }

    /**
     * Writes values until several of the smallest segments are full, so that each is somewhere encoded in too short a
     * space first, and compares what comes out, in both ways of reading.
     */
    static <T, V> void assertPassThroughAChannel(
        final Path path, final DataFormat<T> format, final List<T> values, final T reuse, final Function<T, V> view)
    {
        final ShmChannel<T> channel =
            ShmChannel.at(path).format(format).spec(ChannelSpec.defaults().segmentSize(64 * 1024));
        final List<V> written = new ArrayList<>();
        try (ShmWriter<T> writer = channel.openWriter())
        {
            while (writer.position() < 5 * 64 * 1024)
            {
                final T value = values.get(written.size() % values.size());
                writer.write(value);
                written.add(view.apply(value));
            }
        }
        try (ShmReader<T> reader = channel.openReader())
        {
            final List<V> read = new ArrayList<>();
            reader.poll(value -> read.add(view.apply(value)), Integer.MAX_VALUE);
            assertEquals(written, read);
            final List<V> reread = new ArrayList<>();
            reader.seekToStart();
            reader.poll(reuse, value -> reread.add(view.apply(value)), Integer.MAX_VALUE);
            assertEquals(written, reread);
        }
    }

    /**
     * Reads one channel by several threads, which share a {@link ShmChannel}, and so the format that was given to it.
     */
    static <T, V> void assertServesReadersOfSeveralThreads(
        final Path path, final DataFormat<T> format, final List<T> values, final Function<T, V> view)
        throws InterruptedException, ExecutionException
    {
        assertNotSame(format, format.fresh());
        assertEquals(format.id() + format.mediaType(), format.fresh().id() + format.fresh().mediaType());
        final ShmChannel<T> channel =
            ShmChannel.at(path).format(format).spec(ChannelSpec.defaults().segmentSize(1 << 20));
        final List<V> written = new ArrayList<>();
        try (ShmWriter<T> writer = channel.openWriter())
        {
            for (int i = 0; i < 5_000; i++)
            {
                final T value = values.get(i % values.size());
                writer.write(value);
                written.add(view.apply(value));
            }
        }
        final List<FutureTask<List<V>>> readings = new ArrayList<>();
        for (int i = 0; i < 4; i++)
        {
            readings.add(new FutureTask<>(() -> read(channel, view)));
            new Thread(readings.get(i)).start();
        }
        for (final FutureTask<List<V>> reading : readings)
        {
            assertEquals(written, reading.get());
        }
    }

    private static <T, V> List<V> read(final ShmChannel<T> channel, final Function<T, V> view)
    {
        final List<V> read = new ArrayList<>();
        try (ShmReader<T> reader = channel.openReader())
        {
            reader.poll(value -> read.add(view.apply(value)), Integer.MAX_VALUE);
        }
        return read;
    }

    /** Runs a call so often that the compiler is done with it, and then counts what it allocates. */
    static void assertAllocatesNothing(final Runnable call)
    {
        final long allocated = allocatedBy(call);
        assertTrue(allocated < NEXT_TO_NOTHING, "allocated " + allocated + " bytes in " + CALLS + " calls");
    }

    private static long allocatedBy(final Runnable call)
    {
        for (int i = 0; i < WARM_UP_ROUNDS; i++)
        {
            run(call);
        }
        final long id = Thread.currentThread().getId();
        final long before = THREADS.getThreadAllocatedBytes(id);
        run(call);
        return THREADS.getThreadAllocatedBytes(id) - before;
    }

    private static void run(final Runnable call)
    {
        for (int i = 0; i < CALLS; i++)
        {
            call.run();
        }
    }

    /** Memory outside the heap, as a map is. */
    static ByteBuffer space(final int capacity)
    {
        final ByteBuffer space = ByteBuffer.allocateDirect(capacity).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < capacity; i++)
        {
            space.put(i, UNTOUCHED);
        }
        return space;
    }

    private static void assertUntouched(final ByteBuffer target, final int from, final int to)
    {
        for (int i = from; i < to; i++)
        {
            assertEquals(UNTOUCHED, target.get(i), "index=" + i);
        }
    }
}
