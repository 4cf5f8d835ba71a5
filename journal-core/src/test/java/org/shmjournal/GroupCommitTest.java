package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.shmjournal.error.ChannelClosedException;
import org.shmjournal.error.InterruptedWaitException;
import org.shmjournal.layout.ControlLayout;
import org.shmjournal.testing.Damage;
import org.shmjournal.testing.Records;
import org.shmjournal.testing.TestDisk;

/** Threads that flush at the same time, beside the writer's and the conductor's. */
class GroupCommitTest extends ChannelFixture
{
    private static final int FLUSHERS = 100;
    private static final long ANOTHER_BOOT = 2;

    private final TestDisk disk = new TestDisk();
    private final List<Thread> threads = new ArrayList<>();

    private ShmWriter<ByteBuffer> open()
    {
        return channel(smallSegments().durability(Durability.SYNC)).fileOperations(disk).openWriter();
    }

    @AfterEach
    void joinThreads() throws InterruptedException
    {
        Thread.interrupted();
        for (final Thread thread : threads)
        {
            thread.join();
        }
    }

    /** Runs on a thread of its own; what it throws, the future tells. */
    private CompletableFuture<Void> start(final Runnable task)
    {
        final CompletableFuture<Void> done = new CompletableFuture<>();
        final Thread thread = new Thread(() -> {
            try
            {
                task.run();
                done.complete(null);
            }
            catch (final RuntimeException | Error ex)
            {
                done.completeExceptionally(ex);
            }
        });
        threads.add(thread);
        thread.start();
        return done;
    }

    /** Until all of the threads from one on wait for something. */
    private void awaitBlocked(final int from)
    {
        for (final Thread thread : threads.subList(from, threads.size()))
        {
            while (thread.getState() != Thread.State.TIMED_WAITING && thread.getState() != Thread.State.WAITING)
            {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void shouldShareOneForceAmongAllWhoWait() throws InterruptedException
    {
        try (ShmWriter<ByteBuffer> writer = open())
        {
            write(writer, 0, 1, 100);
            disk.forget();
            final CountDownLatch begun = disk.holdForces();
            final CompletableFuture<Void> first = start(writer::flush);
            begun.await();
            final List<CompletableFuture<Void>> flushes = new ArrayList<>();
            for (int i = 1; i <= FLUSHERS; i++)
            {
                writer.write(Records.buffer(i, 100));
                final long written = writer.position();
                flushes.add(start(() -> {
                    writer.flush();
                    assertTrue(writer.durablePosition() >= written);
                }));
            }
            awaitBlocked(1);
            disk.letGo();
            first.join();
            flushes.forEach(CompletableFuture::join);

            assertEquals(2, disk.recordForces());
            assertEquals(writer.position(), writer.durablePosition());
        }
    }

    @Test
    void shouldNotTakeAForceThatBeganBeforeForItsOwn() throws InterruptedException
    {
        try (ShmWriter<ByteBuffer> writer = open())
        {
            write(writer, 0, 1, 100);
            final CountDownLatch begun = disk.holdForces();
            final CompletableFuture<Void> first = start(writer::flush);
            begun.await();
            writer.write(Records.buffer(1, 100));
            final CompletableFuture<Void> second = start(writer::flush);
            awaitBlocked(1);
            disk.letGo();
            first.join();
            second.join();
            assertEquals(2 * 112, writer.durablePosition());
            assertLeftByPowerLoss(2);
        }
    }

    @Test
    void shouldKeepTheFlagOfAThreadThatIsInterruptedWhileItWaits() throws InterruptedException
    {
        try (ShmWriter<ByteBuffer> writer = open())
        {
            write(writer, 0, 1, 100);
            final CountDownLatch begun = disk.holdForces();
            final CompletableFuture<Void> first = start(writer::flush);
            begun.await();
            final AtomicBoolean flag = new AtomicBoolean();
            final CompletableFuture<Void> second = start(() -> {
                try
                {
                    writer.flush();
                }
                finally
                {
                    flag.set(Thread.currentThread().isInterrupted());
                }
            });
            awaitBlocked(1);
            threads.get(1).interrupt();
            assertInstanceOf(InterruptedWaitException.class, failure(second));
            assertTrue(flag.get());
            disk.letGo();
            first.join();
            writer.write(Records.buffer(1, 100));
            writer.flush();
            assertEquals(writer.position(), writer.durablePosition());
        }
        assertHolds(2, 100);
    }

    @Test
    void shouldFlushWithTheFlagSetWhenNobodyElseForces()
    {
        try (ShmWriter<ByteBuffer> writer = open())
        {
            write(writer, 0, 1, 100);
            Thread.currentThread().interrupt();
            writer.flush();
            assertTrue(Thread.interrupted());
            assertEquals(writer.position(), writer.durablePosition());
        }
    }

    @Test
    void shouldFailEveryoneWhoWaitsWhenTheForceFails() throws InterruptedException
    {
        final ShmWriter<ByteBuffer> writer = open();
        write(writer, 0, 1, 100);
        writer.flush();
        write(writer, 1, 1, 100);
        disk.breakForces(".seg");
        disk.forget();
        final CountDownLatch begun = disk.holdForces();
        final List<CompletableFuture<Void>> flushes = new ArrayList<>();
        flushes.add(start(writer::flush));
        begun.await();
        for (int i = 0; i < FLUSHERS; i++)
        {
            flushes.add(start(writer::flush));
        }
        awaitBlocked(1);
        disk.letGo();
        for (final CompletableFuture<Void> flush : flushes)
        {
            assertInstanceOf(ChannelClosedException.class, failure(flush));
        }
        assertEquals(1, disk.recordForces());
        assertEquals(112, writer.durablePosition());
        assertEquals(0, Damage.longAt(controlFile(), ControlLayout.BOOT_ID));
        assertThrows(ChannelClosedException.class, () -> writer.write(Records.buffer(2, 100)));
        writer.close();
        assertEquals(1, disk.recordForces());
    }

    @Test
    void shouldReturnWhenTheWriterIsClosedMeanwhile() throws InterruptedException
    {
        final ShmWriter<ByteBuffer> writer = open();
        write(writer, 0, 1, 100);
        final CountDownLatch begun = disk.holdForces();
        final CompletableFuture<Void> first = start(writer::flush);
        begun.await();
        final CompletableFuture<Void> close = start(writer::close);
        final CompletableFuture<Void> second = new CompletableFuture<>();
        awaitBlocked(1);
        assertThrows(IllegalStateException.class, writer::flush);
        disk.letGo();
        first.join();
        close.join();
        second.complete(null);
        assertEquals(112 + 8, channel().info().durablePosition());
        assertHolds(1, 100);
    }

    /** A roll stores into several fields; whoever looks between two of them must not take the full one for forced. */
    @Test
    void shouldNeverSayDurableWhatWasNotForcedWhileTheWriterRolls()
    {
        final AtomicBoolean over = new AtomicBoolean();
        try (ShmWriter<ByteBuffer> writer = open())
        {
            for (int i = 0; i < 2; i++)
            {
                start(() -> {
                    while (!over.get())
                    {
                        writer.flush();
                    }
                });
            }
            final byte[] payload = Records.payload(0, SEGMENT_SIZE / 4);
            for (int i = 0; i < 1500; i++)
            {
                writer.write(ByteBuffer.wrap(payload));
            }
            over.set(true);
            threads.forEach(GroupCommitTest::join);
            writer.flush();
            final Path left = directory.resolve("left");
            disk.losePower(path(), left);
            assertEquals(1500, at(left).bootId(() -> ANOTHER_BOOT).recover().endSequence());
            assertTrue(at(left).verify().isGood());
        }
    }

    private void assertLeftByPowerLoss(final int records)
    {
        final Path left = directory.resolve("left");
        disk.losePower(path(), left);
        assertEquals(records, at(left).bootId(() -> ANOTHER_BOOT).recover().endSequence());
    }

    private static Throwable failure(final CompletableFuture<Void> task)
    {
        return assertThrows(CompletionException.class, task::join).getCause();
    }

    private static void join(final Thread thread)
    {
        try
        {
            thread.join();
        }
        catch (final InterruptedException ex)
        {
            throw new IllegalStateException(ex);
        }
    }
}
