package org.shmjournal.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shmjournal.Backpressure;
import org.shmjournal.ChannelListener;
import org.shmjournal.ChannelSpec;
import org.shmjournal.Conductor;
import org.shmjournal.DataFormat;
import org.shmjournal.RecordClaim;
import org.shmjournal.Retention;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.ShmWriter;
import org.shmjournal.WriteStatus;
import org.shmjournal.codecs.TextFormat;
import org.shmjournal.error.ChannelFullException;
import org.shmjournal.error.InterruptedWaitException;
import org.shmjournal.error.JournalException;
import org.shmjournal.error.StorageException;
import org.shmjournal.error.StorageFullException;
import org.shmjournal.error.WaitTimeoutException;
import org.shmjournal.io.FileOperations;

class WritingTest
{
    private static final ChannelSpec SMALL = ChannelSpec.defaults().segmentSize(64 * 1024);

    @TempDir
    private Path directory;

    private final List<String> handled = new ArrayList<>();
    private final List<String> alerts = new ArrayList<>();

    @Test
    void shouldFillAClaimInPlace()
    {
        final Path path = directory.resolve("trades");
        final long price = 31_400;
        final long quantity = 100;
        // example: claim
        try (ShmWriter<ByteBuffer> trades = ShmChannel.at(path).openWriter())
        {
            try (RecordClaim claim = trades.claim(16))
            {
                claim.buffer().putLong(claim.offset(), price);
                claim.buffer().putLong(claim.offset() + 8, quantity);
                claim.commit(16);
            }
        }
        // end
        try (ShmReader<ByteBuffer> trades = ShmChannel.at(path).openReader())
        {
            final ByteBuffer trade = trades.iterator().next();
            assertEquals(price, trade.getLong(0));
            assertEquals(quantity, trade.getLong(8));
        }
    }

    // example: format
    /** A trade in 12 bytes and its symbol. */
    record Trade(long price, int quantity, String symbol)
    {
    }

    /** How trades become bytes. */
    static final class TradeFormat implements DataFormat<Trade>
    {
        @Override
        public int id()
        {
            return 1_000;
        }

        @Override
        public String mediaType()
        {
            return "application/x-trade";
        }

        @Override
        public int encode(final Trade trade, final ByteBuffer target, final int offset, final int available)
        {
            final byte[] symbol = trade.symbol().getBytes(StandardCharsets.US_ASCII);
            if (12 + symbol.length > available)
            {
                return -1;
            }
            target.putLong(offset, trade.price());
            target.putInt(offset + 8, trade.quantity());
            target.put(offset + 12, symbol);
            return 12 + symbol.length;
        }

        @Override
        public Trade decode(final ByteBuffer source, final int offset, final int length)
        {
            final byte[] symbol = new byte[length - 12];
            source.get(offset + 12, symbol);
            return new Trade(source.getLong(offset), source.getInt(offset + 8),
                new String(symbol, StandardCharsets.US_ASCII));
        }
    }
    // end

    @Test
    void shouldUseAFormatOfTheUsersOwn()
    {
        final Path path = directory.resolve("trades");
        // example: use of format
        final ShmChannel<Trade> channel = ShmChannel.at(path).format(new TradeFormat());
        try (ShmWriter<Trade> trades = channel.openWriter())
        {
            trades.write(new Trade(31_400, 100, "ACME"));
        }
        try (ShmReader<Trade> trades = channel.openReader())
        {
            trades.poll(trade -> handle(trade.symbol()), 64);
        }
        // end
        assertEquals(List.of("ACME"), handled);
    }

    @Test
    void shouldTryWithoutWaiting()
    {
        final Queue<String> postponed = new ArrayDeque<>();
        // example: own conductor
        final Conductor conductor = Conductor.builder().build();
        final ShmChannel<String> channel = channel().conductor(conductor);
        // end
        try (ShmWriter<String> orders = channel.openWriter())
        {
            for (int i = 0; i < 8_000; i++)
            {
                tryWrite(orders, "order " + i, postponed);
            }
            assertFalse(postponed.isEmpty());
            // example: duty cycle
            conductor.doWork();
            // end
            // Its driver is at work: some round later there is room.
            final String next = postponed.remove();
            int status = orders.tryWrite(next);
            while (status == WriteStatus.BACK_PRESSURED)
            {
                conductor.doWork();
                status = orders.tryWrite(next);
            }
            assertTrue(status > 0, "status=" + status);
        }
        conductor.close();
    }

    private void tryWrite(final ShmWriter<String> orders, final String order, final Queue<String> postponed)
    {
        // example: try write
        if (orders.tryWrite(order) == WriteStatus.BACK_PRESSURED)
        {
            postponed.add(order);
        }
        // end
    }

    @Test
    void shouldDropInsteadOfWaiting()
    {
        final ShmChannel<String> channel = channel().conductor(Conductor.builder().build());
        final List<String> latest = Collections.nCopies(100, "x".repeat(1000));
        long lost = 0;
        // example: drop
        try (ShmWriter<String> quotes = channel.backpressure(Backpressure.DROP).openWriter())
        {
            for (final String quote : latest)
            {
                final boolean dropped = quotes.write(quote) == WriteStatus.DROPPED;
                lost += dropped ? 1 : 0;
            }
        }
        final long lostByAll = channel.info().drops();
        // end
        assertTrue(lost > 0);
        assertEquals(lost, lostByAll);
    }

    @Test
    void shouldGiveUpAtADeadline()
    {
        final ShmChannel<String> channel = channel().conductor(Conductor.builder().build());
        assertThrows(WaitTimeoutException.class, () -> {
            // example: write deadline
            try (ShmWriter<String> orders = channel.writeDeadline(Duration.ofMillis(50)).openWriter())
            {
                writeMany(orders);
            }
            // end
        });
        assertTrue(channel.info().closed());
    }

    @Test
    void shouldWriteOnWhenThereIsSpaceAgain()
    {
        final AtomicBoolean full = new AtomicBoolean();
        final ShmChannel<String> channel = channel().fileOperations(onADiskThatCanBe(full));
        try (ShmWriter<String> orders = channel.openWriter())
        {
            full.set(true);
            boolean alerted = false;
            for (int i = 0; i < 8_000; i++)
            {
                while (!isWritten(orders, "order " + i))
                {
                    alerted = true;
                    full.set(false);
                    LockSupport.parkNanos(1_000_000);
                }
            }
            assertTrue(alerted);
        }
        try (ShmReader<String> orders = channel.openReader())
        {
            orders.poll(order -> handle(order), Integer.MAX_VALUE);
        }
        assertEquals(8_000, handled.size());
        assertEquals("order 7999", handled.get(7_999));
    }

    private boolean isWritten(final ShmWriter<String> orders, final String order)
    {
        // example: full disk
        try
        {
            orders.write(order);
            return true;
        }
        catch (final StorageFullException ex)
        {
            alert(ex.getMessage());
            return false;
        }
        // end
    }

    @Test
    void shouldTellWhatHappensBesideTheWriter()
    {
        final AtomicBoolean full = new AtomicBoolean();
        final ShmChannel<String> channel = channel().fileOperations(onADiskThatCanBe(full));
        // example: listener
        final ChannelListener listener = new ChannelListener()
        {
            @Override
            public void onPreparationFailed(final StorageException reason)
            {
                alert("before long writes will fail: " + reason.getMessage());
            }

            @Override
            public void onStopped(final JournalException reason)
            {
                alert("this writer writes no more: " + reason.getMessage());
            }
        };
        // end
        final Conductor conductor = Conductor.builder().workers(0).build();
        try (ShmWriter<String> orders = channel.listener(listener).conductor(conductor).openWriter())
        {
            full.set(true);
            while (orders.available() > 32 * 1024)
            {
                orders.write("order");
            }
            orders.write("order");
            orders.write("order");
            conductor.doWork();
            assertEquals(1, alerts.size());
            assertTrue(alerts.get(0).contains("No space left on device"), alerts.toString());
        }
    }

    @Test
    void shouldFillASingleSegment()
    {
        final Path path = directory.resolve("orders");
        // example: single segment
        final ChannelSpec spec = ChannelSpec.defaults()
            .segmentSize(32 * 1024 * 1024)
            .retention(Retention.SINGLE_SEGMENT);
        final ShmChannel<String> channel = ShmChannel.at(path).format(TextFormat.utf8()).spec(spec);
        // end
        try (ShmWriter<String> orders = channel.openWriter())
        {
            final String order = "x".repeat(1024 * 1024);
            assertThrows(ChannelFullException.class, () -> {
                for (int i = 0; i < 32; i++)
                {
                    orders.write(order);
                }
            });
        }
        try (ShmReader<String> orders = channel.openReader())
        {
            assertEquals(31, orders.poll(order -> handle(order.substring(0, 1)), Integer.MAX_VALUE));
        }
    }

    @Test
    void shouldEndAWaitWhenInterrupted() throws InterruptedException, ExecutionException
    {
        final ShmChannel<String> channel = channel();
        final CountDownLatch begun = new CountDownLatch(1);
        final CompletableFuture<Thread> reading = new CompletableFuture<>();
        final CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        try (ShmWriter<String> writer = channel.openWriter())
        {
            writer.write("order");
            final Thread thread = new Thread(() -> interrupted.complete(readUntilInterrupted(channel, begun)));
            thread.start();
            reading.complete(thread);
            begun.await();
            reading.get().interrupt();
            assertTrue(interrupted.get());
            assertNotNull(writer.header());
        }
    }

    private boolean readUntilInterrupted(final ShmChannel<String> channel, final CountDownLatch begun)
    {
        // example: interrupt
        try (ShmReader<String> orders = channel.openReader())
        {
            for (final String order : orders)
            {
                handle(order);
                begun.countDown();
            }
        }
        catch (final InterruptedWaitException ex)
        {
            alert("asked to stop");
        }
        return Thread.currentThread().isInterrupted();
        // end
    }

    private static void writeMany(final ShmWriter<String> orders)
    {
        for (int i = 0; i < 8_000; i++)
        {
            orders.write("order " + i);
        }
    }

    private ShmChannel<String> channel()
    {
        return ShmChannel.at(directory.resolve("orders")).format(TextFormat.utf8()).spec(SMALL);
    }

    /** File work on this machine, except that there is no space for another file while {@code full} is set. */
    private static FileOperations onADiskThatCanBe(final AtomicBoolean full)
    {
        return (FileOperations)Proxy.newProxyInstance(WritingTest.class.getClassLoader(),
            new Class<?>[]{FileOperations.class}, (proxy, method, arguments) -> {
                if (full.get() && "allocate".equals(method.getName()))
                {
                    throw new IOException("No space left on device");
                }
                try
                {
                    return method.invoke(FileOperations.system(), arguments);
                }
                catch (final InvocationTargetException ex)
                {
                    throw ex.getCause();
                }
            });
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
