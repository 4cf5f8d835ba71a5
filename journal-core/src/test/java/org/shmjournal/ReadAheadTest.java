package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shmjournal.testing.Records;

/** Readers whose segments' pages another thread loads. */
class ReadAheadTest extends ChannelFixture
{
    private static final int LENGTH = 1000;

    /** Fills so many segments, and begins one more. */
    private long fill(final ChannelSpec spec, final int segments)
    {
        long written = 0;
        try (ShmWriter<ByteBuffer> writer = channel(spec).openWriter())
        {
            while (writer.position() < (long)segments * SEGMENT_SIZE)
            {
                writer.write(Records.buffer(written, LENGTH));
                written++;
            }
        }
        return written;
    }

    private static void assertAllRead(final ShmReader<ByteBuffer> reader, final long written)
    {
        final List<Records.Read> records = Records.readAll(reader);
        assertEquals(written, records.size());
        for (final Records.Read record : records)
        {
            assertArrayEquals(Records.payload(record.sequence(), LENGTH), record.payload());
        }
    }

    @Test
    void shouldHandOverEachFullSegmentButTheFirst()
    {
        final long written = fill(smallSegments(), 5);
        final AtomicInteger run = new AtomicInteger();
        try (ShmReader<ByteBuffer> reader = channel().readAhead(pages -> {
            pages.run();
            run.incrementAndGet();
        }).openReader())
        {
            assertAllRead(reader, written);
        }
        assertEquals(4, run.get());
    }

    @Test
    void shouldReadWhereNobodyComesToIt()
    {
        final long written = fill(smallSegments(), 5);
        final List<Runnable> tasks = new ArrayList<>();
        try (ShmReader<ByteBuffer> reader = channel().eagerUnmapping(true).readAhead(tasks::add).openReader())
        {
            assertAllRead(reader, written);
        }
        assertEquals(4, tasks.size());
        // Too late: the maps are gone.
        tasks.forEach(Runnable::run);
    }

    @Test
    void shouldReadWhereNobodyTakesIt()
    {
        final long written = fill(smallSegments(), 5);
        final Executor busy = pages -> {
            throw new RejectedExecutionException("busy");
        };
        try (ShmReader<ByteBuffer> reader = channel().readAhead(busy).openReader())
        {
            assertAllRead(reader, written);
        }
    }

    /** A map that ended while a page of it was loaded would end the process on JDK 17. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldEndMapsOnlyWhenNobodyLoadsAnyMore(final boolean eager) throws Exception
    {
        final int segments = 60;
        final long written = fill(smallSegments(), segments);
        final AtomicInteger run = new AtomicInteger();
        final ExecutorService thread = Executors.newSingleThreadExecutor();
        try
        {
            final ShmChannel<ByteBuffer> channel = channel().eagerUnmapping(eager).readAhead(pages -> thread
                .execute(() -> {
                    pages.run();
                    run.incrementAndGet();
                }));
            for (int i = 0; i < 10; i++)
            {
                try (ShmReader<ByteBuffer> reader = channel.openReader())
                {
                    assertAllRead(reader, written);
                    // While the last of them may be under way.
                    reader.seek(0);
                }
                try (ShmReader<ByteBuffer> reader = channel.openReader())
                {
                    reader.poll((buffer, offset, length, context) -> {
                    }, i * 100);
                }
            }
        }
        finally
        {
            thread.shutdown();
            assertTrue(thread.awaitTermination(30, TimeUnit.SECONDS));
        }
        assertTrue(run.get() >= 10 * (segments - 1), run + " of " + segments + " segments, ten times");
    }

    @Test
    void shouldLeaveTheTailAndARingsSecondRoundAlone()
    {
        final AtomicInteger run = new AtomicInteger();
        final ChannelSpec ring = smallSegments().retention(Retention.ring(3));
        try (ShmWriter<ByteBuffer> writer = channel(ring).openWriter();
            ShmReader<ByteBuffer> reader = channel(ring).gating(Gating.WRITER).readAhead(pages -> run
                .incrementAndGet()).openReader())
        {
            for (long i = 0; writer.position() < 10L * SEGMENT_SIZE; i++)
            {
                writer.write(Records.buffer(i, LENGTH));
                final Records.Read read = Records.read(reader, 1).get(0);
                assertArrayEquals(Records.payload(i, LENGTH), read.payload());
            }
        }
        assertEquals(0, run.get());
    }

    /** What is loaded is beyond the end of the file then, of which the JVM tells the thread that happens to do so. */
    @Test
    void shouldNotLoadFromAFileThatIsTruncatedUnderIt()
    {
        fill(smallSegments(), 3);
        final AtomicInteger run = new AtomicInteger();
        final List<Throwable> thrown = new ArrayList<>();
        try (ShmReader<ByteBuffer> reader = channel().readAhead(pages -> {
            final long length = segmentFile(1).toFile().length();
            setLength(DATA_OFFSET);
            final Thread thread = new Thread(pages);
            thread.setUncaughtExceptionHandler((failed, failure) -> thrown.add(failure));
            thread.start();
            join(thread);
            setLength(length);
            run.incrementAndGet();
        }).openReader())
        {
            while (run.get() == 0)
            {
                Records.read(reader, 1);
            }
        }
        assertEquals(1, run.get());
        assertEquals(List.of(), thrown);
    }

    private static void join(final Thread thread)
    {
        try
        {
            thread.join();
        }
        catch (final InterruptedException ex)
        {
            throw new AssertionError(ex);
        }
    }

    private void setLength(final long length)
    {
        try (RandomAccessFile file = new RandomAccessFile(segmentFile(1).toFile(), "rw"))
        {
            file.setLength(length);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }
}
