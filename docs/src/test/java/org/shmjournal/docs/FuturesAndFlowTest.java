package org.shmjournal.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.shmjournal.ChannelSpec;
import org.shmjournal.Conductor;
import org.shmjournal.Gating;
import org.shmjournal.Retention;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.ShmWriter;
import org.shmjournal.async.AsyncShmWriter;
import org.shmjournal.async.JournalFlow;
import org.shmjournal.async.JournalSubscriber;
import org.shmjournal.async.Written;
import org.shmjournal.codecs.TextFormat;

@Timeout(60)
class FuturesAndFlowTest
{
    private static final ChannelSpec SMALL = ChannelSpec.defaults().segmentSize(64 * 1024);

    private final Conductor conductor = Conductor.launch();
    private final List<String> handled = Collections.synchronizedList(new ArrayList<>());

    @TempDir
    private Path directory;

    @AfterEach
    void close()
    {
        conductor.close();
    }

    private ShmChannel<String> channel(final String name)
    {
        return ShmChannel.at(directory.resolve(name)).format(TextFormat.utf8()).spec(SMALL);
    }

    private void handle(final String order)
    {
        handled.add(order);
    }

    private void acknowledge(final Object what)
    {
        handled.add(what.toString());
    }

    private List<String> read(final ShmChannel<String> channel)
    {
        final List<String> records = new ArrayList<>();
        try (ShmReader<String> reader = channel.openReader())
        {
            reader.poll(records::add, Integer.MAX_VALUE);
        }
        return records;
    }

    @Test
    void shouldCopyByAPipeline()
    {
        final ShmChannel<String> orders = channel("orders");
        final ShmChannel<String> archive = channel("archive");
        try (ShmWriter<String> writer = orders.openWriter())
        {
            for (int i = 0; i < 5000; i++)
            {
                writer.write("buy " + i + " ACME");
            }
        }
        // example: pipeline
        try (Conductor conductor = Conductor.launch())
        {
            final AsyncShmWriter<String> writer = AsyncShmWriter.open(archive, conductor);
            final JournalSubscriber<String> copy = JournalFlow.subscriber(writer);
            JournalFlow.publisher(orders, conductor).subscribe(copy);
            copy.done()
                .thenCompose(durable -> writer.close())
                .toCompletableFuture().join();
        }
        // end
        assertEquals(read(orders), read(archive));
        assertEquals(5000, read(archive).size());
    }

    @Test
    void shouldWriteByFutures()
    {
        final ShmChannel<String> channel = channel("orders");
        // example: futures
        final AsyncShmWriter<String> orders = AsyncShmWriter.open(channel, conductor);

        orders.write("buy 100 ACME").thenAccept(written -> acknowledge(written.position()));
        orders.write("sell 50 ACME");
        orders.flush().thenAccept(durable -> acknowledge("on the disk up to " + durable));
        orders.close().toCompletableFuture().join();
        // end
        assertEquals(List.of("0", "on the disk up to 48"), handled);
        assertEquals(List.of("buy 100 ACME", "sell 50 ACME"), read(channel));
    }

    // example: ready
    private CompletionStage<Void> sell(final AsyncShmWriter<String> orders, final int from, final int to)
    {
        if (from == to)
        {
            return CompletableFuture.completedStage(null);
        }
        return orders.ready().thenCompose(ready -> {
            orders.write("sell " + from);
            return sell(orders, from + 1, to);
        });
    }
    // end

    @Test
    void shouldWriteOnWhenThereIsAPlace()
    {
        final ShmChannel<String> channel = channel("orders");
        final AsyncShmWriter<String> orders = AsyncShmWriter.open(channel, conductor, 10);
        sell(orders, 0, 500).toCompletableFuture().join();
        orders.close().toCompletableFuture().join();
        assertEquals(500, read(channel).size());
    }

    @Test
    void shouldTakeBackARecordOfTwoBuffers()
    {
        final ShmChannel<ByteBuffer> ring = ShmChannel.at(directory.resolve("ring"))
            .spec(SMALL.retention(Retention.ring(4)));
        ring.create();
        try (ShmReader<ByteBuffer> slow = ring.gating(Gating.WRITER).openReader())
        {
            final AsyncShmWriter<ByteBuffer> writer = AsyncShmWriter.open(ring, conductor);
            CompletableFuture<Written> last = null;
            for (int i = 0; i < 40; i++)
            {
                // A ring of four segments has no room for so many, and the reader does not move.
                last = writer.writeBytes(ByteBuffer.allocate(10_000));
            }
            final ByteBuffer header = ByteBuffer.wrap("order 1: ".getBytes(StandardCharsets.UTF_8));
            final ByteBuffer body = ByteBuffer.wrap("buy 100 ACME".getBytes(StandardCharsets.UTF_8));
            // example: gather
            final CompletableFuture<Written> write = writer.writeBytes(header, body);

            if (write.cancel(false))
            {
                acknowledge("no record: the buffers are as they were, " + header.remaining() + " bytes and more");
            }
            // end
            assertEquals(List.of("no record: the buffers are as they were, 9 bytes and more"), handled);
            assertTrue(!last.isDone());
            assertEquals(0, slow.position());
            writer.terminate().toCompletableFuture().join();
            writer.close().toCompletableFuture().join();
        }
    }

    // example: subscriber
    private final class Billing implements Flow.Subscriber<String>
    {
        private Flow.Subscription subscription;

        @Override
        public void onSubscribe(final Flow.Subscription upstream)
        {
            subscription = upstream;
            upstream.request(1);
        }

        @Override
        public void onNext(final String order)
        {
            handle(order);
            subscription.request(1);
        }

        @Override
        public void onError(final Throwable failure)
        {
            handle(failure.getMessage());
        }

        @Override
        public void onComplete()
        {
            handle("no more orders");
            ended.countDown();
        }
    }
    // end

    private final CountDownLatch ended = new CountDownLatch(1);

    @Test
    void shouldFollowAChannel() throws InterruptedException
    {
        final ShmChannel<String> orders = channel("orders");
        try (ShmWriter<String> writer = orders.openWriter())
        {
            writer.write("buy 100 ACME");
            // example: publisher
            JournalFlow.publisher(orders.cursor("billing"), conductor)
                .acrossOwners()
                .subscribe(new Billing());
            // end
            writer.write("sell 50 ACME");
            writer.drain();
        }
        ended.await();
        assertEquals(List.of("buy 100 ACME", "sell 50 ACME", "no more orders"), handled);
        assertTrue(conductor.submit(() -> true).join());
    }

    @Test
    void shouldHandOverWhatMayBlock()
    {
        final ShmChannel<String> channel = channel("orders");
        // example: submit
        conductor.submit(() -> AsyncShmWriter.open(channel, conductor))
            .thenCompose(orders -> orders.write("buy 100 ACME").thenCompose(written -> orders.close()))
            .toCompletableFuture().join();
        // end
        assertEquals(List.of("buy 100 ACME"), read(channel));
    }
}
