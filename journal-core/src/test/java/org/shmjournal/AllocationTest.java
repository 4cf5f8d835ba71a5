package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.shmjournal.io.Completion;
import org.shmjournal.io.Proactor;
import org.shmjournal.testing.ChannelProgram;
import org.shmjournal.testing.ChildJvm;

/** Writing and polling allocate nothing: counted by the JVM, for the thread that does it. */
class AllocationTest extends ChannelFixture
{
    private static final int RECORDS = 100_000;
    private static final int WARM_UP_ROUNDS = 6;
    /** What the counting itself may take; far less than a byte a record. */
    private static final long NEXT_TO_NOTHING = 4096;
    private static final ThreadMXBean THREADS = (ThreadMXBean)ManagementFactory.getThreadMXBean();

    private long handled;

    /** So large that all rounds of a test fit. */
    private ChannelSpec largeSegment(final boolean checksums, final boolean timestamps)
    {
        return ChannelSpec.defaults().segmentSize(128 * 1024 * 1024).checksums(checksums).timestamps(timestamps);
    }

    private void assertAllocatesNothing(final Runnable round)
    {
        for (int i = 0; i < WARM_UP_ROUNDS; i++)
        {
            round.run();
        }
        final long id = Thread.currentThread().getId();
        final long before = THREADS.getThreadAllocatedBytes(id);
        round.run();
        final long allocated = THREADS.getThreadAllocatedBytes(id) - before;
        assertTrue(allocated < NEXT_TO_NOTHING, () -> "allocated " + allocated + " bytes for " + RECORDS + " records");
    }

    @Test
    void shouldAllocateNothingToSeeThatADriverHasNothing()
    {
        final Consumer<Completion> handler = completion -> handled += completion.result();
        try (Proactor driver = Proactor.builder().build())
        {
            assertAllocatesNothing(() -> {
                for (int i = 0; i < RECORDS; i++)
                {
                    handled += driver.poll(0, handler);
                }
            });
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void shouldAllocateNothingToSeeThatThereIsNoColdWork(final int workers)
    {
        try (Conductor idle = Conductor.builder().workers(workers).nanoClock(() -> 0).build();
            ShmWriter<ByteBuffer> one = at(directory.resolve("one")).spec(smallSegments()).conductor(idle).openWriter();
            ShmWriter<ByteBuffer> two = at(directory.resolve("two"))
                .spec(smallSegments().durability(Durability.PERIODIC).forceEvery(100_000)).conductor(idle).openWriter())
        {
            one.writeBytes(ByteBuffer.allocate(21));
            two.writeBytes(ByteBuffer.allocate(21));
            assertAllocatesNothing(() -> {
                for (int i = 0; i < RECORDS; i++)
                {
                    handled += idle.doWork();
                }
            });
        }
    }

    @ParameterizedTest
    @CsvSource({"false,false", "true,false", "false,true", "true,true"})
    void shouldAllocateNothingForRecordsInAnyWay(final boolean checksums, final boolean timestamps)
    {
        final ByteBuffer payload = ByteBuffer.allocate(21);
        try (ShmWriter<ByteBuffer> writer = channel(largeSegment(checksums, timestamps))
            .epochClock(System::nanoTime).openWriter();
            ShmReader<ByteBuffer> reader = at(path()).openReader())
        {
            final RecordHandler handler =
                (buffer, offset, length, context) -> handled += buffer.getInt(offset) + length + context.sequence();
            assertAllocatesNothing(() -> write(writer, payload));
            assertAllocatesNothing(() -> writeBytes(writer, payload));
            assertAllocatesNothing(() -> claim(writer));
            // Not more than was written, in as many rounds
            assertAllocatesNothing(() -> poll(reader, handler));
            assertNotEquals(0, handled);
        }
    }

    @ParameterizedTest
    @CsvSource({"false,false", "true,true"})
    void shouldAllocateNothingForRecordsOfSeveralThreads(final boolean checksums, final boolean timestamps)
    {
        final ByteBuffer payload = ByteBuffer.allocate(21);
        try (ConcurrentShmWriter<ByteBuffer> writer = channel(largeSegment(checksums, timestamps))
            .epochClock(System::nanoTime).openConcurrentWriter())
        {
            assertAllocatesNothing(() -> write(writer, payload));
            assertAllocatesNothing(() -> claim(writer));
        }
    }

    @Test
    void shouldAllocateNothingForRecordsOfSeveralChannels()
    {
        final ByteBuffer payload = ByteBuffer.allocate(21);
        final ChannelSpec spec = largeSegment(false, true);
        final MergedReader.Handler handler = (channel, buffer, offset, length, context) -> handled += length + channel;
        try (ShmWriter<ByteBuffer> one = at(directory.resolve("one")).spec(spec).openWriter();
            ShmWriter<ByteBuffer> two = at(directory.resolve("two")).spec(spec).openWriter();
            MergedReader<ByteBuffer> byTime = MergedReader.byTimestamp(
                List.of(at(directory.resolve("one")).openReader(), at(directory.resolve("two")).openReader()),
                Duration.ZERO);
            MergedReader<ByteBuffer> fair = MergedReader.fair(
                List.of(at(directory.resolve("one")).openReader(), at(directory.resolve("two")).openReader())))
        {
            for (int i = 0; i <= WARM_UP_ROUNDS; i++)
            {
                write(one, payload);
                write(two, payload);
            }
            assertAllocatesNothing(() -> poll(byTime, handler));
            assertAllocatesNothing(() -> poll(fair, handler));
        }
    }

    private static void poll(final MergedReader<ByteBuffer> reader, final MergedReader.Handler handler)
    {
        int left = 2 * RECORDS;
        while (left > 0)
        {
            left -= reader.poll(handler, Math.min(left, 100));
            reader.state();
        }
    }

    /** In a JVM that compiles so simply that nothing hides an allocation. */
    @Test
    void shouldAllocateNothingForTheTimeOfARecord()
    {
        final ChildJvm.Result result = ChildJvm.of(ChannelProgram.class).options("-XX:TieredStopAtLevel=1")
            .run("allocate", path().toString());
        assertEquals("", result.error());
        assertEquals("0", result.output().trim());
    }

    private static void write(final ShmWriter<ByteBuffer> writer, final ByteBuffer payload)
    {
        for (int i = 0; i < RECORDS; i++)
        {
            payload.putInt(0, i);
            writer.write(payload);
        }
    }

    private static void writeBytes(final ShmWriter<ByteBuffer> writer, final ByteBuffer payload)
    {
        for (int i = 0; i < RECORDS; i++)
        {
            payload.putInt(0, i);
            writer.writeBytes(payload);
        }
    }

    private static void claim(final ShmWriter<ByteBuffer> writer)
    {
        for (int i = 0; i < RECORDS; i++)
        {
            try (RecordClaim claim = writer.claim(24))
            {
                claim.buffer().putInt(claim.offset(), i);
                claim.commit(21);
            }
        }
    }

    private static void write(final ConcurrentShmWriter<ByteBuffer> writer, final ByteBuffer payload)
    {
        for (int i = 0; i < RECORDS; i++)
        {
            payload.putInt(0, i);
            writer.write(payload);
            writer.writeBytes(payload);
        }
    }

    private static void claim(final ConcurrentShmWriter<ByteBuffer> writer)
    {
        for (int i = 0; i < RECORDS / 2; i++)
        {
            final SharedClaim first = writer.claim(24);
            try (SharedClaim second = writer.claim(16))
            {
                second.buffer().putInt(second.offset(), i);
            }
            first.commit(21);
        }
    }

    private static void poll(final ShmReader<ByteBuffer> reader, final RecordHandler handler)
    {
        int left = RECORDS;
        while (left > 0)
        {
            left -= reader.poll(handler, Math.min(left, 100));
            reader.state();
        }
    }
}
