package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.IdleStrategy;
import org.junit.jupiter.api.Test;
import org.shmjournal.error.ChannelNotFoundException;
import org.shmjournal.testing.Records;

/** Readers that come before, while, and after something is written. */
class OpenReaderTest extends ChannelFixture
{
    /** Tells that somebody waits. */
    private record Announcing(CountDownLatch waiting) implements IdleStrategy
    {
        @Override
        public void idle(final int workCount)
        {
            idle();
        }

        @Override
        public void idle()
        {
            waiting.countDown();
            Thread.onSpinWait();
        }

        @Override
        public void reset()
        {
            // Nothing to reset
        }
    }

    @Test
    void shouldNotWaitForAChannelUnlessToldTo()
    {
        final ChannelNotFoundException notFound = assertThrows(ChannelNotFoundException.class,
            () -> channel().openReader());
        assertTrue(notFound.getMessage().contains(path().toString()), notFound.getMessage());
        assertTrue(Files.notExists(path()), "a reader creates nothing");
    }

    @Test
    void shouldGiveUpAtTheDeadline()
    {
        final AtomicLong now = new AtomicLong();
        final ChannelNotFoundException notFound = assertThrows(ChannelNotFoundException.class,
            () -> channel().deadline(Duration.ofSeconds(10)).nanoClock(() -> now.getAndAdd(1_000_000_000))
                .openReader());
        assertTrue(notFound.getMessage().contains("PT10S"), notFound.getMessage());
        // It looked at 0, 1, … and 10 s.
        assertEquals(11, now.get() / 1_000_000_000);
    }

    @Test
    void shouldOpenAChannelThatAppearsInTime() throws Exception
    {
        final CountDownLatch waiting = new CountDownLatch(1);
        final ExecutorService thread = Executors.newSingleThreadExecutor();
        try
        {
            final Future<Integer> read = thread.submit(() -> {
                try (ShmReader<ByteBuffer> reader = channel().deadline(Duration.ofDays(1)).nanoClock(() -> 0)
                    .idleStrategy(() -> new Announcing(waiting)).openReader())
                {
                    int count = 0;
                    for (final ByteBuffer record : reader)
                    {
                        assertEquals(Records.buffer(count++, 100), record);
                    }
                    return count;
                }
            });
            waiting.await();
            writeAndClose(smallSegments(), 1000, 100);
            assertEquals(1000, read.get());
        }
        finally
        {
            thread.shutdownNow();
        }
    }

    @Test
    void shouldWaitForEverWhenTheDeadlineIsTheLongest() throws Exception
    {
        final CountDownLatch waiting = new CountDownLatch(1);
        final ExecutorService thread = Executors.newSingleThreadExecutor();
        try
        {
            final Future<?> read = thread.submit(() -> channel().deadline(Duration.ofSeconds(Long.MAX_VALUE))
                .idleStrategy(() -> new Announcing(waiting)).openReader().close());
            waiting.await();
            channel().create();
            assertNull(read.get());
        }
        finally
        {
            thread.shutdownNow();
        }
    }

    @Test
    void shouldGiveTheSameRecordsToReadersThatComeBeforeDuringAndAfter()
    {
        final List<List<Records.Read>> read = new ArrayList<>();
        channel().create();
        try (ShmReader<ByteBuffer> before = channel().openReader())
        {
            final List<Records.Read> byBefore = new ArrayList<>(Records.readAll(before));
            try (ShmWriter<ByteBuffer> writer = channel().openWriter())
            {
                write(writer, 0, 700, 100);
                byBefore.addAll(Records.readAll(before));
                read.add(tail(writer, 700));
            }
            byBefore.addAll(Records.readAll(before));
            read.add(byBefore);
        }
        read.add(readAll());
        for (final List<Records.Read> each : read)
        {
            assertRecords(each, 0, 1400, 100);
            assertEquals(read.get(0).stream().map(Records.Read::position).toList(),
                each.stream().map(Records.Read::position).toList());
        }
    }

    /** What a reader that comes now gets, while as many records again are written. */
    private List<Records.Read> tail(final ShmWriter<ByteBuffer> writer, final int count)
    {
        try (ShmReader<ByteBuffer> during = channel().openReader())
        {
            final List<Records.Read> read = new ArrayList<>(Records.readAll(during));
            for (int i = 0; i < count; i++)
            {
                write(writer, count + i, 1, 100);
                read.addAll(Records.readAll(during));
            }
            return read;
        }
    }

    @Test
    void shouldTailAWriterOfAnotherThread() throws Exception
    {
        final int count = 50_000;
        final ExecutorService thread = Executors.newSingleThreadExecutor();
        final ShmChannel<ByteBuffer> live = ShmChannel.at(path()).spec(smallSegments().checksums(true));
        live.create();
        try
        {
            final Future<Long> tailed = thread.submit(() -> {
                try (ShmReader<ByteBuffer> reader = live.openReader())
                {
                    final AtomicLong next = new AtomicLong();
                    while (reader.state().mayHaveMore())
                    {
                        reader.poll(record -> assertEquals(
                            Records.buffer(next.get(), (int)(next.getAndIncrement() % 64)), record), 17);
                    }
                    return next.get();
                }
            });
            try (ShmWriter<ByteBuffer> writer = live.openWriter())
            {
                for (int i = 0; i < count; i++)
                {
                    writer.write(Records.buffer(i, i % 64));
                }
            }
            assertEquals(count, tailed.get());
        }
        finally
        {
            thread.shutdownNow();
        }
    }

    @Test
    void shouldLetManyReadersReadByTheirOwn()
    {
        writeAndClose(smallSegments(), 500, 50);
        try (ShmReader<ByteBuffer> first = channel().openReader();
            ShmReader<ByteBuffer> second = channel().openReader())
        {
            first.poll(record -> {
            }, 100);
            assertRecords(Records.readAll(second), 0, 500, 50);
            assertRecords(Records.readAll(first), 100, 400, 50);
        }
    }

    @Test
    void shouldReadWithEagerUnmappingOverManyRolls()
    {
        try (ShmWriter<ByteBuffer> writer = channel().eagerUnmapping(true).openWriter();
            ShmReader<ByteBuffer> reader = channel().eagerUnmapping(true).openReader())
        {
            for (int i = 0; i < 50; i++)
            {
                write(writer, i * 100L, 100, 100);
                conductor.doWork();
                assertRecords(Records.readAll(reader), i * 100L, 100, 100);
            }
            reader.seekToStart();
            assertRecords(Records.readAll(reader), 0, 5000, 100);
        }
        assertHolds(5000, 100);
    }
}
