package org.shmjournal.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shmjournal.ChannelSpec;
import org.shmjournal.Conductor;
import org.shmjournal.Liveness;
import org.shmjournal.ReaderState;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.ShmWriter;
import org.shmjournal.codecs.TextFormat;
import org.shmjournal.error.ChannelNotFoundException;
import org.shmjournal.error.PositionUnavailableException;

class ReadingTest
{
    @TempDir
    private Path directory;

    private final List<String> handled = new ArrayList<>();
    private final List<String> alerts = new ArrayList<>();

    @Test
    void shouldReadWhatWasWrittenBeforeItCame()
    {
        final ShmChannel<String> channel = channel();
        writeOrders(channel, 3);
        // example: late reader
        try (ShmReader<String> orders = channel.openReader())
        {
            orders.poll(order -> handle(order), Integer.MAX_VALUE);
        }
        // end
        assertEquals(List.of("order 0", "order 1", "order 2"), handled);
    }

    @Test
    void shouldReadOnlyWhatComesFromNowOn()
    {
        final ShmChannel<String> channel = channel();
        writeOrders(channel, 3);
        // example: from the end
        try (ShmReader<String> orders = channel.fromEnd().openReader())
        {
            writeOrders(channel, 1);
            orders.poll(order -> handle(order), Integer.MAX_VALUE);
        }
        // end
        assertEquals(List.of("order 3"), handled);
    }

    @Test
    void shouldSeekATime()
    {
        final ShmChannel<String> channel = channel().spec(ChannelSpec.defaults().timestamps(true));
        writeOrders(channel, 10);
        // example: seek time
        try (ShmReader<String> orders = channel.openReader())
        {
            final Instant since = Instant.now().minus(Duration.ofMinutes(10));
            orders.seekToTime(TimeUnit.SECONDS.toNanos(since.getEpochSecond()) + since.getNano());
            orders.poll(order -> handle(order), 1);
        }
        // end
        assertEquals(List.of("order 0"), handled);
    }

    @Test
    void shouldSeek()
    {
        final ShmChannel<String> channel = channel();
        writeOrders(channel, 10);
        // example: seek
        try (ShmReader<String> orders = channel.openReader())
        {
            orders.seekToSequence(7);
            final long position = orders.position();
            orders.poll(order -> handle(order), 1);
            orders.seek(position);
            orders.poll(order -> handle(order), 1);
            orders.seekToStart();
            orders.poll(order -> handle(order), 1);
        }
        // end
        assertEquals(List.of("order 7", "order 7", "order 0"), handled);
        try (ShmReader<String> orders = channel.openReader())
        {
            assertThrows(IllegalArgumentException.class, () -> orders.seek(4));
            assertThrows(IllegalArgumentException.class, () -> orders.seek(8));
            assertThrows(PositionUnavailableException.class, () -> orders.seek(1 << 20));
            assertEquals(0, orders.position());
        }
    }

    @Test
    void shouldComeBackWhereItWas() throws IOException
    {
        final ShmChannel<String> channel = channel();
        final Path bookmark = directory.resolve("bookmark");
        for (int i = 0; i < 3; i++)
        {
            writeOrders(channel, 4_000);
            readFromBookmark(channel, bookmark);
        }
        for (int i = 0; i < 12_000; i++)
        {
            assertEquals("order " + i, handled.get(i));
        }
        assertEquals(12_000, handled.size());
    }

    private void readFromBookmark(final ShmChannel<String> channel, final Path bookmark) throws IOException
    {
        // example: bookmark
        try (ShmReader<String> orders = channel.openReader())
        {
            if (Files.exists(bookmark))
            {
                orders.seek(Long.parseLong(Files.readString(bookmark)));
            }
            while (orders.poll(order -> handle(order), 1000) > 0)
            {
                Files.writeString(bookmark, Long.toString(orders.position()));
            }
        }
        // end
    }

    @Test
    void shouldHandleRecordsInPlace()
    {
        final ShmChannel<String> channel = channel();
        writeOrders(channel, 3);
        final AtomicLong bytes = new AtomicLong();
        // example: in place
        try (ShmReader<String> orders = channel.openReader())
        {
            orders.poll((buffer, offset, length, context) -> bytes.addAndGet(length), Integer.MAX_VALUE);
        }
        // end
        assertEquals(3 * "order 0".length(), bytes.get());
    }

    @Test
    void shouldWaitForAChannel() throws ExecutionException, InterruptedException
    {
        final ShmChannel<String> channel = channel();
        assertThrows(ChannelNotFoundException.class, channel::openReader);
        final CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> writeOrders(channel, 1));
        // example: deadline
        try (ShmReader<String> orders = channel.deadline(Duration.ofSeconds(30)).openReader())
        {
            handle(orders.iterator().next());
        }
        // end
        writer.get();
        assertEquals(List.of("order 0"), handled);
    }

    @Test
    void shouldTellSilence()
    {
        final AtomicLong nanos = new AtomicLong();
        final Conductor halted = Conductor.builder().build();
        final Path path = directory.resolve("orders");
        // example: timeout
        final ChannelSpec spec = ChannelSpec.defaults().timeout(Duration.ofSeconds(2));
        final ShmChannel<String> channel = ShmChannel.at(path).format(TextFormat.utf8()).spec(spec);
        // end
        try (ShmWriter<String> writer = channel.conductor(halted).openWriter();
            ShmReader<String> orders = channel.nanoClock(nanos::get).openReader())
        {
            lookForSilence(orders);
            nanos.addAndGet(Duration.ofSeconds(3).toNanos());
            lookForSilence(orders);
            assertEquals(List.of("nothing heard for PT2S"), alerts);

            // example: heartbeat
            writer.heartbeat();
            // end
            lookForSilence(orders);
            assertEquals(1, alerts.size());
            assertEquals(ReaderState.ACTIVE, orders.state());
        }
    }

    private void lookForSilence(final ShmReader<String> orders)
    {
        // example: silence
        final int count = orders.poll(order -> handle(order), 64);
        if (count == 0 && orders.state() == ReaderState.TIMED_OUT)
        {
            alert("nothing heard for " + orders.header().timeout());
        }
        // end
    }

    @Test
    void shouldHeedTheApplicationAlone()
    {
        final AtomicLong nanos = new AtomicLong();
        final ShmChannel<String> channel = channel().nanoClock(nanos::get);
        try (ShmWriter<String> writer = channel.openWriter())
        {
            // example: liveness
            try (ShmReader<String> orders = channel
                .timeout(Duration.ofSeconds(2))
                .liveness(Liveness.STREAM)
                .openReader())
            {
                lookForSilence(orders);
            }
            // end
            try (ShmReader<String> orders = channel.timeout(Duration.ofSeconds(2)).liveness(Liveness.STREAM)
                .openReader())
            {
                lookForSilence(orders);
                nanos.addAndGet(Duration.ofSeconds(3).toNanos());
                lookForSilence(orders);
            }
            writer.write("order");
        }
        assertEquals(1, alerts.size());
    }

    private ShmChannel<String> channel()
    {
        return ShmChannel.at(directory.resolve("orders"))
            .format(TextFormat.utf8())
            .spec(ChannelSpec.defaults().segmentSize(64 * 1024));
    }

    private static void writeOrders(final ShmChannel<String> channel, final int count)
    {
        try (ShmWriter<String> orders = channel.openWriter())
        {
            for (int i = 0; i < count; i++)
            {
                orders.write("order " + (orders.lastSequence() + 1));
            }
        }
    }

    private void handle(final String order)
    {
        handled.add(order);
    }

    private void alert(final String message)
    {
        alerts.add(message);
    }
}
