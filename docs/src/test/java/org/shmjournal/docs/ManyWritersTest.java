package org.shmjournal.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shmjournal.ChannelSpec;
import org.shmjournal.ConcurrentShmWriter;
import org.shmjournal.MergedReader;
import org.shmjournal.SharedClaim;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.ShmWriter;
import org.shmjournal.codecs.TextFormat;

class ManyWritersTest
{
    private static final ChannelSpec SMALL = ChannelSpec.defaults().segmentSize(64 * 1024);

    @TempDir
    private Path directory;

    private final List<String> handled = new ArrayList<>();

    private ShmChannel<String> channel(final String name)
    {
        return ShmChannel.at(directory.resolve(name)).format(TextFormat.utf8()).spec(SMALL.timestamps(true));
    }

    private void handle(final String order)
    {
        handled.add(order);
    }

    @Test
    void shouldWriteFromManyThreads() throws InterruptedException
    {
        final ShmChannel<String> channel = channel("orders");
        // example: many-writers
        try (ConcurrentShmWriter<String> orders = channel.openConcurrentWriter())
        {
            final Runnable seller = () -> {
                for (int i = 0; i < 1000; i++)
                {
                    orders.write("sell " + i);
                }
            };
            final List<Thread> sellers = List.of(new Thread(seller), new Thread(seller));
            sellers.forEach(Thread::start);
            for (final Thread thread : sellers)
            {
                thread.join();
            }
        }
        // end
        try (ShmReader<String> reader = channel.openReader())
        {
            reader.poll(this::handle, Integer.MAX_VALUE);
        }
        assertEquals(2000, handled.size());
        assertEquals(2, handled.stream().filter("sell 999"::equals).count());
    }

    @Test
    void shouldFillClaimsInAnyOrder() throws InterruptedException
    {
        final long price = 31_400;
        final long quantity = 100;
        final ShmChannel<ByteBuffer> channel = ShmChannel.at(directory.resolve("trades")).spec(SMALL);
        try (ConcurrentShmWriter<ByteBuffer> trades = channel.openConcurrentWriter())
        {
            // example: many-claims
            final SharedClaim header = trades.claim(8);
            final SharedClaim body = trades.claim(4096);
            final Thread other = new Thread(() -> {
                body.buffer().putLong(body.offset(), price);
                body.commit(8);
            });
            other.start();
            other.join();
            header.buffer().putLong(header.offset(), quantity);
            header.commit(8);
            // end
        }
        final List<Long> values = new ArrayList<>();
        try (ShmReader<ByteBuffer> reader = channel.openReader())
        {
            reader.poll(record -> values.add(record.order(ByteOrder.LITTLE_ENDIAN).getLong(0)), Integer.MAX_VALUE);
        }
        assertEquals(List.of(quantity, price), values);
    }

    @Test
    void shouldMergeChannels()
    {
        final ShmChannel<String> london = channel("london").epochClock(() -> 5);
        final ShmChannel<String> tokyo = channel("tokyo").epochClock(() -> 4);
        try (ShmWriter<String> one = london.openWriter();
            ShmWriter<String> two = tokyo.openWriter())
        {
            one.write("buy");
            two.write("sell");
        }
        final IdleStrategy idle = new YieldingIdleStrategy();
        // example: merged-reader
        try (MergedReader<String> all = MergedReader.byTimestamp(
            List.of(london.openReader(), tokyo.openReader()), Duration.ofMillis(1)))
        {
            while (all.state().mayHaveMore())
            {
                idle.idle(all.poll(order -> handle(order), 64));
            }
        }
        // end
        assertEquals(List.of("sell", "buy"), handled);
    }
}
