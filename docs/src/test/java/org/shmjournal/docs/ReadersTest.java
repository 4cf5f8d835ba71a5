package org.shmjournal.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shmjournal.ChannelListener;
import org.shmjournal.ChannelSpec;
import org.shmjournal.Conductor;
import org.shmjournal.CursorInfo;
import org.shmjournal.Gating;
import org.shmjournal.Retention;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.ShmWriter;
import org.shmjournal.WriteStatus;
import org.shmjournal.codecs.TextFormat;
import org.shmjournal.error.CursorInUseException;
import org.shmjournal.io.FileOperations;

/** Readers that the owner sees: they come back, hold back, and are let go. */
class ReadersTest
{
    private static final int SEGMENT_SIZE = 64 * 1024;
    private static final int ORDERS = 2_000;
    /** More than a pipe takes that nobody reads. */
    private static final int MANY = 100_000;

    @TempDir
    private Path directory;

    private final Conductor conductor = Conductor.builder().workers(0).build();
    private final List<String> handled = new ArrayList<>();
    private final List<String> alerts = new ArrayList<>();
    private ShmWriter<String> writer;

    @Test
    void shouldComeBackAfterAKill() throws IOException, InterruptedException
    {
        final Path path = directory.resolve("orders");
        write(ShmChannel.at(path).format(TextFormat.utf8()), MANY);
        final Process billing = new ProcessBuilder(Tools.java(), "-cp", System.getProperty("java.class.path"),
            Billing.class.getName(), path.toString()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        int last = -1;
        try (BufferedReader billed = billing.inputReader())
        {
            while (last < ORDERS)
            {
                final int next = number(billed.readLine());
                assertEquals(last + 1, next);
                last = next;
            }
        }
        finally
        {
            billing.destroyForcibly().waitFor();
        }

        try (ShmReader<String> orders =
            ShmChannel.at(path).format(TextFormat.utf8()).cursor("billing").openReader())
        {
            orders.poll(order -> handle(order), Integer.MAX_VALUE);
        }
        // It may have come further than its last line that was read here, and repeats a poll at most.
        final int first = number(handled.get(0));
        assertTrue(first > 0, handled.get(0));
        for (int i = 0; i < handled.size(); i++)
        {
            assertEquals("order " + (first + i), handled.get(i));
        }
        assertEquals(MANY, first + handled.size());
    }

    /** A reader in a process of its own, to be killed: it handles all it says, and some that it had no time to say. */
    static final class Billing
    {
        private Billing()
        {
        }

        public static void main(final String[] args)
        {
            final Path path = Path.of(args[0]);
            // example: billing
            final ShmChannel<String> channel = ShmChannel.at(path).format(TextFormat.utf8()).cursor("billing");
            try (ShmReader<String> orders = channel.openReader())
            {
                int billed;
                do
                {
                    billed = orders.poll(order -> bill(order), 100);
                }
                while (billed > 0);
            }
            // end
        }

        private static void bill(final String order)
        {
            System.out.println(order);
        }
    }

    @Test
    void shouldHaveOneReaderAName()
    {
        final ShmChannel<String> channel = channel(Retention.KEEP_ALL).cursor("billing");
        write(channel, 1);
        try (ShmReader<String> first = channel.openReader())
        {
            assertEquals(0, first.sequence());
            assertThrows(CursorInUseException.class, channel::openReader);
        }
        // example: remove cursor
        final boolean removed = channel.removeCursor("billing", false);
        // end
        assertTrue(removed);
        assertEquals(List.of(), channel.info().cursors());
    }

    @Test
    void shouldKeepWhatASlowReaderNeeds()
    {
        final ShmChannel<String> channel = channel(Retention.keepSegments(2));
        try (ShmWriter<String> others = channel.conductor(conductor).openWriter())
        {
            writer = others;
            // example: hold back
            try (ShmReader<String> orders = channel.cursor("audit").gating(Gating.RETENTION).openReader())
            {
                letOthersWrite();
                orders.poll(order -> handle(order), Integer.MAX_VALUE);
            }
            // end
        }
        assertEquals(ORDERS, handled.size());
    }

    @Test
    void shouldLetGoOfAReaderThatIsTooSlow()
    {
        final ShmChannel<String> channel = channel(Retention.keepSegments(2));
        // example: revoked
        final ChannelListener listener = new ChannelListener()
        {
            @Override
            public void onCursorRevoked(final String name, final long position)
            {
                alert(name + " is too slow: what it has not read may go");
            }
        };
        // end
        try (ShmWriter<String> others = channel.listener(listener).conductor(conductor).openWriter())
        {
            writer = others;
            // example: max lag
            try (ShmReader<String> orders = channel
                .cursor("audit")
                .gating(Gating.RETENTION)
                .maxLag(4 * 64 * 1024)
                .onLoss(loss -> alert("lost " + loss.lostRecords() + " records"))
                .openReader())
            // end
            {
                letOthersWrite();
                readAll(orders);
                assertEquals(ORDERS, orders.sequence());
            }
        }
        assertEquals("audit is too slow: what it has not read may go", alerts.get(0));
        assertEquals(List.of("lost " + (ORDERS - handled.size()) + " records"), alerts.subList(1, alerts.size()));
    }

    @Test
    void shouldGoRound()
    {
        final Path path = directory.resolve("orders");
        // example: ring
        final ShmChannel<String> channel = ShmChannel.at(path)
            .format(TextFormat.utf8())
            .spec(ChannelSpec.defaults()
                .segmentSize(64 * 1024)
                .retention(Retention.ring(4)));
        // end
        try (ShmWriter<String> others = channel.conductor(conductor).openWriter())
        {
            writer = others;
            // example: strong reader
            try (ShmReader<String> orders = channel.gating(Gating.WRITER).openReader())
            {
                letOthersWriteUntilTheyWait();
                orders.poll(order -> handle(order), Integer.MAX_VALUE);
                letOthersWriteUntilTheyWait();
                orders.poll(order -> handle(order), Integer.MAX_VALUE);
            }
            // end
            for (int i = 0; i < handled.size(); i++)
            {
                assertEquals("order " + i, handled.get(i));
            }
            assertEquals(others.lastSequence(), handled.size() - 1L);
            assertTrue(others.position() > 4 * SEGMENT_SIZE);
        }
        assertEquals(4, segmentFiles(path));
    }

    @Test
    void shouldBecomeStrongerAndWeaker()
    {
        try (ShmWriter<String> others = channel(Retention.ring(3)).conductor(conductor).openWriter())
        {
            writer = others;
            try (ShmReader<String> orders =
                channel(Retention.ring(3)).onLoss(loss -> alert(loss.getMessage())).openReader())
            {
                // example: change gating
                orders.gating(Gating.WRITER);
                letOthersWriteUntilTheyWait();
                orders.gating(Gating.NONE);
                // end
                conductor.doWork();
                letOthersWriteUntilTheyWait(10 * ORDERS);
                readAll(orders);
                assertEquals(1, alerts.size());
                assertEquals(others.lastSequence() + 1, orders.sequence());
            }
        }
    }

    @Test
    void shouldServeSeveral() throws ExecutionException, InterruptedException
    {
        final ShmChannel<String> channel = channel(Retention.KEEP_ALL);
        write(channel, 10);
        final List<CompletableFuture<Integer>> workers = new ArrayList<>();
        for (int i = 0; i < 2; i++)
        {
            final int worker = i;
            workers.add(CompletableFuture.supplyAsync(() -> work(channel, worker, 2)));
        }
        assertEquals(5, workers.get(0).get());
        assertEquals(5, workers.get(1).get());
        for (int i = 0; i < 2; i++)
        {
            assertEquals(10, channel.info().cursors().get(i).sequence());
            assertEquals("worker-" + i, channel.info().cursors().get(i).name());
        }
    }

    private static int work(final ShmChannel<String> channel, final int worker, final int workers)
    {
        final List<Long> mine = new ArrayList<>();
        // example: worker
        try (ShmReader<String> orders = channel.cursor("worker-" + worker).openReader())
        {
            orders.poll((buffer, offset, length, context) -> {
                if (context.sequence() % workers == worker)
                {
                    mine.add(context.sequence());
                }
            }, Integer.MAX_VALUE);
        }
        // end
        return mine.size();
    }

    @Test
    void shouldTellWhoLags()
    {
        final ShmChannel<String> channel = channel(Retention.KEEP_ALL);
        write(channel, ORDERS);
        channel.cursor("audit").openReader().close();
        // example: lags
        for (final CursorInfo cursor : channel.info().cursors())
        {
            if (cursor.lagRecords() > 1_000)
            {
                alert(cursor.name() + " lags behind by " + cursor.lagRecords() + " records");
            }
        }
        // end
        assertEquals(List.of("audit lags behind by 2000 records"), alerts);
    }

    @Test
    void shouldLetAnotherUserRead() throws IOException
    {
        final Path path = directory.resolve("orders");
        // example: cursor permissions
        final ShmChannel<String> channel = ShmChannel.at(path)
            .format(TextFormat.utf8())
            .permissions(PosixFilePermissions.fromString("rw-r-----"))
            .cursorPermissions(PosixFilePermissions.fromString("rwxrwx---"))
            .fileOperations(FileOperations.trusting());
        // end
        try (ShmWriter<String> orders = channel.openWriter())
        {
            orders.write("order 0");
            // example: reader of the group
            final ShmChannel<String> ofGroup = ShmChannel.at(path)
                .format(TextFormat.utf8())
                .fileOperations(FileOperations.trusting())
                .cursor("billing");
            // end
            try (ShmReader<String> reader = ofGroup.openReader())
            {
                reader.poll(order -> handle(order), 1);
            }
        }
        assertEquals(List.of("order 0"), handled);
        assertEquals("rwxrwx---", mode(path.resolve("cursors")));
        assertEquals("rw-rw----", mode(path.resolve("cursors/billing.cursor")));
        assertEquals("rw-rw----", mode(path.resolve("cursors/billing.lock")));
        assertEquals("rw-r-----", mode(path.resolve("channel.ctl")));
        assertEquals("rwxr-x---", mode(path));
    }

    private static String mode(final Path file) throws IOException
    {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private ShmChannel<String> channel(final Retention retention)
    {
        return ShmChannel.at(directory.resolve("orders"))
            .format(TextFormat.utf8())
            .spec(ChannelSpec.defaults().segmentSize(SEGMENT_SIZE).retention(retention));
    }

    private static void write(final ShmChannel<String> channel, final int count)
    {
        try (ShmWriter<String> orders = channel.openWriter())
        {
            for (int i = 0; i < count; i++)
            {
                orders.write("order " + i);
            }
        }
    }

    private void letOthersWrite()
    {
        while (writer.lastSequence() + 1 < ORDERS)
        {
            conductor.doWork();
            writer.tryWrite("order " + (writer.lastSequence() + 1) + " ".repeat(300));
        }
    }

    private void letOthersWriteUntilTheyWait()
    {
        letOthersWriteUntilTheyWait(Integer.MAX_VALUE);
    }

    private void letOthersWriteUntilTheyWait(final int limit)
    {
        conductor.doWork();
        int written = 0;
        while (written < limit && writer.tryWrite("order " + (writer.lastSequence() + 1)) > 0)
        {
            conductor.doWork();
            written++;
        }
        assertTrue(written == limit ||
            writer.tryWrite("order " + (writer.lastSequence() + 1)) == WriteStatus.BACK_PRESSURED);
    }

    private void readAll(final ShmReader<String> orders)
    {
        int count;
        do
        {
            count = orders.poll(order -> handle(order), 100);
        }
        while (count > 0);
    }

    private static int number(final String order)
    {
        return Integer.parseInt(order.substring("order ".length()));
    }

    private static long segmentFiles(final Path path)
    {
        final String[] names = path.toFile().list((folder, name) -> name.endsWith(".seg"));
        return names.length;
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
