package org.shmjournal.kill;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.shmjournal.Durability;
import org.shmjournal.ReaderState;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.error.ChannelLockedException;
import org.shmjournal.testing.Records;

/** An owner that is stopped for longer than the timeout is still the owner, and goes on as if nothing had been. */
@Timeout(60)
class PauseTest
{
    private static final long TIMEOUT_MILLIS = 250;
    private static final long PAUSE_NANOS = 2 * TIMEOUT_MILLIS * 1_000_000;

    private final List<Records.Read> records = new ArrayList<>();

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(Durability.class)
    void shouldStayOwnerWhileStoppedForTwiceTheTimeoutAndGoOnAfterwards(final Durability durability)
        throws IOException, InterruptedException
    {
        assumeTrue(Files.isDirectory(Path.of("/proc/self")), "no /proc to see by that a process is stopped");
        final Path channel = directory.resolve("channel");
        try (Child owner = Child.start(PausedMain.class, directory.resolve("errors"), channel, TIMEOUT_MILLIS,
            durability))
        {
            assertEquals(-1, owner.in().readLong());
            try (ShmReader<ByteBuffer> reader = ShmChannel.at(channel).openReader())
            {
                owner.send(0);
                assertEquals(0, owner.in().readLong());
                assertEquals(1, reader.poll(Records.collector(records), 10));
                assertEquals(ReaderState.ACTIVE, reader.state());

                signal("STOP", owner);
                final long stopped = System.nanoTime();
                await(() -> isStopped(owner));
                owner.send(1);
                await(() -> reader.state() == ReaderState.TIMED_OUT && System.nanoTime() - stopped >= PAUSE_NANOS);
                assertRefused(channel, owner);
                assertEquals(0, reader.poll(Records.collector(records), 10));
                assertEquals(ReaderState.TIMED_OUT, reader.state());

                signal("CONT", owner);
                await(() -> reader.state() == ReaderState.ACTIVE);
                assertEquals(1, owner.in().readLong());
                owner.send(2);
                assertEquals(2, owner.in().readLong());
                assertEquals(2, reader.poll(Records.collector(records), 10));
                assertEquals(ReaderState.ACTIVE, reader.state());
                assertRefused(channel, owner);

                owner.send(PausedMain.CLOSE);
                owner.awaitExit(0);
                assertEquals(0, reader.poll(Records.collector(records), 10));
                assertEquals(ReaderState.CLOSED, reader.state());
            }
        }
        for (int i = 0; i < records.size(); i++)
        {
            assertEquals(i, records.get(i).sequence());
            assertArrayEquals(Records.payload(i, PausedMain.LENGTH), records.get(i).payload());
        }
        assertTrue(ShmChannel.at(channel).verify().isGood());
    }

    private static void assertRefused(final Path channel, final Child owner)
    {
        final long epoch = ShmChannel.at(channel).info().epoch();
        final ChannelLockedException locked =
            assertThrows(ChannelLockedException.class, () -> ShmChannel.at(channel).openWriter());
        assertEquals(owner.pid(), OpenerMain.ownerNamedBy(locked), locked.getMessage());
        assertEquals(epoch, ShmChannel.at(channel).info().epoch());
    }

    private static void signal(final String name, final Child child) throws IOException, InterruptedException
    {
        assertEquals(0, new ProcessBuilder("kill", "-" + name, Long.toString(child.pid())).inheritIO().start()
            .waitFor());
    }

    /** From the kernel: the state stands behind the name, which is in parentheses. */
    private static boolean isStopped(final Child child)
    {
        try
        {
            final String status = Files.readString(Path.of("/proc", Long.toString(child.pid()), "stat"));
            return status.charAt(status.lastIndexOf(')') + 2) == 'T';
        }
        catch (final IOException ex)
        {
            throw new IllegalStateException(ex);
        }
    }

    private static void await(final BooleanSupplier condition)
    {
        final IdleStrategy idle = new BackoffIdleStrategy();
        while (!condition.getAsBoolean())
        {
            idle.idle();
        }
    }
}
