package org.shmjournal.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.shmjournal.ChannelListener;
import org.shmjournal.ChannelSpec;
import org.shmjournal.Durability;
import org.shmjournal.EndReport;
import org.shmjournal.ReaderState;
import org.shmjournal.RecoveryReport;
import org.shmjournal.RecoverySpec;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.ShmWriter;
import org.shmjournal.codecs.TextFormat;
import org.shmjournal.error.ChannelClosedException;
import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.error.WaitTimeoutException;
import org.shmjournal.testing.Damage;

@Timeout(60)
class DurabilityTest
{
    private static final ChannelSpec SMALL = ChannelSpec.defaults().segmentSize(64 * 1024);
    private static final int BOOT_ID = 1280;
    private static final int RECORDS = 8192;

    @TempDir
    private Path directory;

    private final List<String> handled = new ArrayList<>();
    private final List<String> alerts = new ArrayList<>();
    private final List<String> acknowledged = Collections.synchronizedList(new ArrayList<>());
    private final List<Long> durableWhenAcknowledged = Collections.synchronizedList(new ArrayList<>());

    @Test
    void shouldForcePeriodically()
    {
        final Path path = path();
        // example: periodic
        final ChannelSpec spec = ChannelSpec.defaults()
            .durability(Durability.PERIODIC)
            .forceEvery(Duration.ofMillis(100))
            .forceEvery(1024 * 1024);
        final ShmChannel<String> channel = ShmChannel.at(path).format(TextFormat.utf8()).spec(spec);
        // end
        try (ShmWriter<String> orders = channel.spec(spec.segmentSize(64 * 1024)).openWriter())
        {
            orders.write("buy 100 ACME");
            final IdleStrategy idle = new BackoffIdleStrategy();
            while (orders.durablePosition() < orders.position())
            {
                idle.idle();
            }
        }
    }

    @Test
    void shouldAcknowledgeWhatIsOnTheDisk() throws IOException
    {
        final Path path = path();
        // example: sync
        final ShmChannel<String> channel = ShmChannel.at(path)
            .format(TextFormat.utf8())
            .spec(ChannelSpec.defaults().durability(Durability.SYNC));
        try (ShmWriter<String> orders = channel.openWriter())
        {
            orders.write("buy 100 ACME");
            orders.flush();
            acknowledge("buy 100 ACME");
        }
        // end
        assertEquals(List.of("buy 100 ACME"), acknowledged);
    }

    @Test
    void shouldShareAForceAmongThreads() throws InterruptedException
    {
        final ShmChannel<String> channel = channel(SMALL.durability(Durability.SYNC));
        try (ShmWriter<String> orders = channel.openWriter())
        {
            final ExecutorService requests = Executors.newFixedThreadPool(8);
            final AtomicInteger number = new AtomicInteger();
            for (int i = 0; i < 100; i++)
            {
                requests.execute(() -> {
                    final String order = "order " + number.getAndIncrement();
                    // example: flush from several threads
                    final long end;
                    synchronized (orders)
                    {
                        orders.write(order);
                        end = orders.position();
                    }
                    orders.flush();
                    assert orders.durablePosition() >= end;
                    acknowledge(order);
                    // end
                    durableWhenAcknowledged.add(orders.durablePosition() - end);
                });
            }
            requests.shutdown();
            assertTrue(requests.awaitTermination(1, TimeUnit.MINUTES));
        }
        assertEquals(100, acknowledged.size());
        assertTrue(durableWhenAcknowledged.stream().allMatch(ahead -> ahead >= 0));
    }

    @Test
    void shouldReadWhatIsDurableOnly()
    {
        final ShmChannel<String> channel = channel(SMALL);
        try (ShmWriter<String> writer = channel.openWriter())
        {
            writer.write("buy 100 ACME");
            writer.flush();
            writer.write("sell 50 ACME");
            // example: durable only
            try (ShmReader<String> orders = channel.durableOnly().openReader())
            {
                orders.poll(order -> handle(order), Integer.MAX_VALUE);
            }
            // end
            assertEquals(List.of("buy 100 ACME"), handled);
        }
    }

    @Test
    void shouldDrain()
    {
        final ShmChannel<String> channel = channel(SMALL);
        // example: drain
        try (ShmWriter<String> orders = channel.openWriter())
        {
            orders.write("the last order");
            orders.drain();
        }
        try (ShmReader<String> orders = channel.openReader())
        {
            orders.poll(order -> handle(order), Integer.MAX_VALUE);
            assert orders.state() == ReaderState.DRAINED;
        }
        // end
        assertEquals(List.of("the last order"), handled);
        assertThrows(ChannelClosedException.class, channel::openWriter);
        assertEquals("DRAINED", channel.info().state());
    }

    @Test
    void shouldDrainFromElsewhere()
    {
        channel(SMALL).openWriter().close();
        final Path path = path();
        // example: drain from elsewhere
        final EndReport ended = ShmChannel.at(path).deadline(Duration.ofSeconds(10)).drain();
        assert ended.state().equals("DRAINED");
        // end
        assertTrue(ended.isChange());
    }

    @Test
    void shouldWakeAWriterThatIsAskedToDrain() throws InterruptedException
    {
        final BlockingQueue<Consumer<ShmWriter<String>>> work = new LinkedBlockingQueue<>();
        // example: drain request
        final ChannelListener listener = new ChannelListener()
        {
            @Override
            public void onDrainRequested()
            {
                work.add(writer -> writer.heartbeat());
            }
        };
        // end
        try (ShmWriter<String> orders = channel(SMALL).listener(listener).openWriter())
        {
            assertThrows(WaitTimeoutException.class, () -> channel(SMALL).drain());
            final Consumer<ShmWriter<String>> call = work.take();
            assertThrows(ChannelClosedException.class, () -> call.accept(orders));
        }
        assertEquals("DRAINED", channel(SMALL).info().state());
    }

    @Test
    void shouldTerminate()
    {
        final ShmChannel<String> channel = channel(SMALL);
        final ShmWriter<String> orders = channel.openWriter();
        try (ShmReader<String> reader = channel.openReader())
        {
            orders.write("an order");
            // example: terminate
            orders.terminate();
            // end
            assertEquals(ReaderState.TERMINATED, reader.state());
            assertThrows(ChannelClosedException.class, () -> orders.write("too late"));
        }
        orders.close();
        try (ShmWriter<String> next = channel.openWriter())
        {
            assertEquals(0, next.lastSequence());
            next.write("another");
        }
        assertTrue(channel.info().closed());
    }

    @Test
    void shouldBackUpAndRestore() throws IOException
    {
        final ShmChannel<String> channel = channel(SMALL);
        final Path backup = directory.resolve("backup");
        final Path copy = directory.resolve("copy");
        try (ShmWriter<String> orders = channel.openWriter())
        {
            orders.write("buy 100 ACME");
            // example: backup
            final long end = channel.backup(backup);
            assert end == ShmChannel.at(backup).info().endPosition();
            // end
            assertEquals(orders.position(), end);
            Damage.copyDirectory(path(), copy);
        }
        assertEquals(1, ShmChannel.at(backup).info().records());
        try (ShmWriter<String> orders = ShmChannel.at(backup).format(TextFormat.utf8()).openWriter())
        {
            assertEquals(0, orders.lastSequence());
        }

        // As the copy of a live channel may be: without checksums only what was durable counts.
        assertEquals(0, restore(copy, directory.resolve("plain")).endSequence());
        assertEquals(1, alerts.size(), alerts.toString());
        try (Stream<Path> kept = Files.list(directory.resolve("plain/quarantine")))
        {
            assertEquals(1, kept.count());
        }
    }

    private RecoveryReport restore(final Path copy, final Path path)
    {
        // example: restore
        final RecoveryReport report = ShmChannel.at(path).restore(copy);
        if (report.bytesBehindEnd() > 0)
        {
            alert("the copy ends at " + report.endPosition() + "; behind that: " + report.quarantine());
        }
        // end
        return report;
    }

    @Test
    void shouldTellWhatWasRecovered()
    {
        final ShmChannel<String> channel = channel(SMALL.checksums(true));
        final Path copy = directory.resolve("copy");
        try (ShmWriter<String> orders = channel.openWriter())
        {
            for (int i = 0; i < 10; i++)
            {
                orders.write("order " + i);
            }
            Damage.copyDirectory(path(), copy);
        }
        losePower(copy);
        Damage.putBytes(copy.resolve("00000000000000000000.seg"), RECORDS + 5 * 16, new byte[16]);
        final ShmChannel<String> orders = ShmChannel.at(copy).format(TextFormat.utf8());
        // example: on recovered
        final ChannelListener listener = new ChannelListener()
        {
            @Override
            public void onRecovered(final RecoveryReport report)
            {
                if (!report.sameBoot() && report.bytesBehindEnd() > 0)
                {
                    alert("a power loss took what came after " + report.endSequence() + " records");
                }
            }
        };
        orders.listener(listener).openWriter().close();
        // end
        assertEquals(List.of("a power loss took what came after 5 records"), alerts);
        assertEquals(5, orders.info().records());
    }

    @Test
    void shouldCutAtDamage()
    {
        final ShmChannel<String> channel = channel(SMALL.checksums(true));
        try (ShmWriter<String> orders = channel.openWriter())
        {
            for (int i = 0; i < 10; i++)
            {
                orders.write("order " + i);
            }
        }
        losePower(path());
        Damage.flipBit(path().resolve("00000000000000000000.seg"), RECORDS + 5 * 16 + 9, 1);
        // example: cut
        try
        {
            channel.recover();
        }
        catch (final CorruptChannelException ex)
        {
            alert(ex.getMessage());
            channel.recover(RecoverySpec.defaults().cutAt(ex.position()));
        }
        // end
        assertEquals(1, alerts.size());
        assertEquals(5, channel.info().records());
        assertTrue(channel.verify().isGood());
        assertFalse(channel.info().closed());
    }

    private static void losePower(final Path channel)
    {
        Damage.putLong(channel.resolve("channel.ctl"), BOOT_ID, 1);
    }

    private Path path()
    {
        return directory.resolve("orders");
    }

    private ShmChannel<String> channel(final ChannelSpec spec)
    {
        return ShmChannel.at(path()).format(TextFormat.utf8()).spec(spec);
    }

    private void handle(final String order)
    {
        handled.add(order);
    }

    private void acknowledge(final String order)
    {
        acknowledged.add(order);
    }

    private void alert(final String message)
    {
        alerts.add(message);
    }
}
