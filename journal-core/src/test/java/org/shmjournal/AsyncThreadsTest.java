package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.shmjournal.async.AsyncShmWriter;
import org.shmjournal.async.Written;
import org.shmjournal.testing.DelegatingFiles;
import org.shmjournal.testing.Records;

/** Which thread does what, with a conductor on a thread of its own, and many threads that write. */
@Timeout(60)
class AsyncThreadsTest
{
    private static final int SEGMENT_SIZE = 64 * 1024;
    private static final int LENGTH = 1000;

    private final ConcurrentLinkedQueue<Throwable> errors = new ConcurrentLinkedQueue<>();
    private final AtomicReference<Thread> conducting = new AtomicReference<>();

    @TempDir
    Path directory;

    private Conductor conductor;

    @BeforeEach
    void launch()
    {
        conductor = Conductor.builder().errorHandler(errors::add).threadFactory(task -> {
            conducting.set(new Thread(task, "conducting"));
            return conducting.get();
        }).launch();
    }

    @AfterEach
    void close()
    {
        conductor.close();
        assertEquals(List.of(), List.copyOf(errors));
    }

    private ShmChannel<ByteBuffer> ring()
    {
        return ShmChannel.at(directory.resolve("ring"))
            .spec(ChannelSpec.defaults().segmentSize(SEGMENT_SIZE).retention(Retention.ring(4)));
    }

    private static void drain(final ShmReader<ByteBuffer> reader, final int count)
    {
        final List<Records.Read> records = new ArrayList<>();
        final Patience patience = new Patience("records");
        while (records.size() < count)
        {
            // Slow: a record at a time.
            reader.poll(Records.collector(records), 1);
            patience.check();
        }
        for (int i = 0; i < count; i++)
        {
            assertEquals(Records.buffer(i, LENGTH), ByteBuffer.wrap(records.get(i).payload()), "record " + i);
        }
    }

    @Test
    void shouldCompleteAThousandFuturesInOrderBehindASlowStrongReader()
    {
        final ShmChannel<ByteBuffer> ring = ring();
        ring.create();
        try (ShmReader<ByteBuffer> reader = ring.gating(Gating.WRITER).openReader())
        {
            final AsyncShmWriter<ByteBuffer> writer = AsyncShmWriter.open(ring, conductor);
            final List<CompletableFuture<Written>> futures = thousand(writer);
            final ConcurrentLinkedQueue<Long> order = new ConcurrentLinkedQueue<>();
            // No slot can be free: 4 of 64 KiB hold not even 300.
            assertTrue(futures.stream().filter(future -> !future.isDone()).count() > 700);
            futures.forEach(future -> future.thenAccept(written -> order.add(written.position())));
            final CompletableFuture<Long> flush = writer.flush();
            drain(reader, 1000);
            final long durable = flush.join();
            assertTrue(durable >= futures.get(999).join().end());
            assertEquals(order.stream().sorted().toList(), List.copyOf(order));
            assertEquals(1000, order.size());
            writer.close().toCompletableFuture().join();
        }
    }

    @Test
    void shouldCompleteOnTheConductorsThreadWhatWasPending()
    {
        final ShmChannel<ByteBuffer> ring = ring();
        ring.create();
        try (ShmReader<ByteBuffer> reader = ring.gating(Gating.WRITER).openReader())
        {
            final AsyncShmWriter<ByteBuffer> writer = AsyncShmWriter.open(ring, conductor);
            final Map<String, CompletableFuture<Thread>> threads = new HashMap<>();
            final List<CompletableFuture<Written>> futures = thousand(writer);
            threads.put("write", thread(futures.get(999)));
            threads.put("flush", thread(writer.flush()));
            threads.put("close", thread(writer.close()));
            drain(reader, 1000);
            threads.forEach((what, thread) -> assertSame(conducting.get(), thread.join(), what));
        }
    }

    private static List<CompletableFuture<Written>> thousand(final AsyncShmWriter<ByteBuffer> writer)
    {
        final List<CompletableFuture<Written>> futures = new ArrayList<>();
        for (int i = 0; i < 1000; i++)
        {
            futures.add(writer.write(Records.buffer(i, LENGTH)));
        }
        assertFalse(futures.get(999).isDone());
        return futures;
    }

    private static CompletableFuture<Thread> thread(final CompletionStage<?> stage)
    {
        return stage.thenApply(result -> Thread.currentThread()).toCompletableFuture();
    }

    @Test
    void shouldCompleteOnTheCallersThreadWhatIsDoneAtOnce()
    {
        final AsyncShmWriter<ByteBuffer> writer = AsyncShmWriter.open(ring(), conductor);
        assertTrue(writer.write(Records.buffer(0, LENGTH)).isDone());
        writer.close().toCompletableFuture().join();
        assertTrue(writer.write(Records.buffer(0, LENGTH)).isDone());
    }

    /** Neither the thread that calls nor the conductor's forces or maps for it. */
    @Test
    void shouldForceOnAThreadOfTheDriver()
    {
        final ConcurrentLinkedQueue<Thread> forcing = new ConcurrentLinkedQueue<>();
        final AsyncShmWriter<ByteBuffer> writer =
            AsyncShmWriter.open(ring().fileOperations(new DelegatingFiles()
            {
                @Override
                public void force(final MappedByteBuffer memory, final int index, final int length)
                    throws IOException
                {
                    forcing.add(Thread.currentThread());
                    super.force(memory, index, length);
                }
            }), conductor);
        forcing.clear();
        writer.write(Records.buffer(0, LENGTH));
        writer.flush().join();
        writer.write(Records.buffer(0, LENGTH));
        writer.close().toCompletableFuture().join();
        assertFalse(forcing.isEmpty());
        for (final Thread thread : forcing)
        {
            assertNotSame(Thread.currentThread(), thread);
            assertNotSame(conducting.get(), thread);
        }
    }

    @Test
    void shouldGoOnWhenAStageOfTheUsersThrows()
    {
        final ShmChannel<ByteBuffer> ring = ring();
        ring.create();
        try (ShmReader<ByteBuffer> reader = ring.gating(Gating.WRITER).openReader())
        {
            final AsyncShmWriter<ByteBuffer> writer = AsyncShmWriter.open(ring, conductor);
            final List<CompletableFuture<Written>> futures = thousand(writer);
            final CompletableFuture<Void> throwing = futures.get(998).thenRun(() -> {
                throw new IllegalArgumentException("mine");
            });
            drain(reader, 1000);
            futures.get(999).join();
            final CompletionException failure = assertThrows(CompletionException.class, throwing::join);
            assertInstanceOf(IllegalArgumentException.class, failure.getCause());
            writer.close().toCompletableFuture().join();
        }
    }

    /** A stage writes again: on the conductor's thread, whose turn it is. */
    @Test
    void shouldTakeWritesOfStages()
    {
        final AsyncShmWriter<ByteBuffer> writer = AsyncShmWriter.open(ring(), conductor);
        CompletableFuture<Written> last = writer.write(Records.buffer(0, LENGTH));
        for (int i = 1; i < 2000; i++)
        {
            last = last.thenCompose(written -> writer.write(Records.buffer(1, LENGTH)));
        }
        last.join();
        writer.close().toCompletableFuture().join();
    }

    @Test
    void shouldKeepTheOrderOfEachThread() throws Exception
    {
        final ExecutorService threads = Executors.newFixedThreadPool(8);
        try
        {
            writeWith(threads, 8, 2000);
        }
        finally
        {
            threads.shutdown();
        }
    }

    @Test
    void shouldBeForVirtualThreads() throws Exception
    {
        final ExecutorService threads = virtualThreads();
        assumeTrue(threads != null, "this JVM has no virtual threads");
        try
        {
            writeWith(threads, 1000, 20);
        }
        finally
        {
            threads.shutdown();
        }
    }

    /** Null where there are none. */
    private static ExecutorService virtualThreads() throws ReflectiveOperationException
    {
        if (Runtime.version().feature() < 21)
        {
            return null;
        }
        return (ExecutorService)Executors.class.getMethod("newThreadPerTaskExecutor", ThreadFactory.class).invoke(null,
            Class.forName("java.lang.Thread$Builder").getMethod("factory")
                .invoke(Thread.class.getMethod("ofVirtual").invoke(null)));
    }

    private void writeWith(final ExecutorService threads, final int count, final int each) throws Exception
    {
        final ShmChannel<ByteBuffer> channel = ShmChannel.at(directory.resolve("channel"))
            .spec(ChannelSpec.defaults().segmentSize(SEGMENT_SIZE));
        final AsyncShmWriter<ByteBuffer> writer = AsyncShmWriter.open(channel, conductor);
        final List<Future<?>> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++)
        {
            final int id = i;
            tasks.add(threads.submit(() -> write(writer, id, each)));
        }
        for (final Future<?> task : tasks)
        {
            task.get();
        }
        writer.close().toCompletableFuture().join();
        final int[] next = new int[count];
        try (ShmReader<ByteBuffer> reader = channel.openReader())
        {
            final int read = reader.poll(record -> {
                record.order(ByteOrder.LITTLE_ENDIAN);
                assertEquals(next[record.getInt(0)]++, record.getInt(4));
            }, Integer.MAX_VALUE);
            assertEquals(count * each, read);
        }
    }

    private static Void write(final AsyncShmWriter<ByteBuffer> writer, final int id, final int each)
    {
        CompletableFuture<Written> last = null;
        for (int i = 0; i < each; i++)
        {
            do
            {
                writer.ready().join();
                last = writer.write(
                    ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN).putInt(0, id).putInt(4, i));
            }
            // Another thread has taken the place.
            while (last.isCompletedExceptionally());
        }
        last.join();
        return null;
    }

    private static long threads(final String name)
    {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().equals(name)).count();
    }

    private static long descriptors()
    {
        final String[] open = new File("/proc/self/fd").list();
        return open == null ? 0 : open.length;
    }

    /** With a conductor of its own each time; what others in this JVM have open may come and go. */
    @Test
    void shouldLeaveNoThreadAndNoDescriptorBehind()
    {
        final long threads = threads("shm-driver") + threads("shm-conductor");
        long before = 0;
        for (int i = 0; i < 20; i++)
        {
            try (Conductor own = Conductor.launch())
            {
                final ShmChannel<ByteBuffer> channel = ShmChannel.at(directory.resolve("again"))
                    .spec(ChannelSpec.defaults().segmentSize(SEGMENT_SIZE)).eagerUnmapping(true);
                final AsyncShmWriter<ByteBuffer> writer = AsyncShmWriter.open(channel, own);
                writer.write(Records.buffer(i, LENGTH));
                writer.flush().join();
                writer.close().toCompletableFuture().join();
            }
            before = i == 5 ? descriptors() : before;
        }
        // Who has done the last of its work is still seen for a moment.
        final Patience patience = new Patience("the end of all threads");
        while (threads("shm-driver") + threads("shm-conductor") > threads)
        {
            patience.check();
        }
        assertTrue(descriptors() <= before + 5, descriptors() + " descriptors, before " + before);
    }
}
