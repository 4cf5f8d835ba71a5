package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.shmjournal.error.ChannelClosedException;
import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.error.JournalException;
import org.shmjournal.error.OvertakenException;
import org.shmjournal.error.WaitTimeoutException;
import org.shmjournal.layout.ControlLayout;
import org.shmjournal.testing.ChannelProgram;
import org.shmjournal.testing.ChildJvm;
import org.shmjournal.testing.Damage;
import org.shmjournal.testing.DelegatingFiles;
import org.shmjournal.testing.Records;
import org.shmjournal.testing.TestDisk;

/**
 * Nobody sleeps through an end: each who waits, and each thing that may happen to what he waits for. Whoever waits is
 * known to wait, by his idle strategy or his thread's state, before it happens; each test would otherwise never end.
 */
class WakeTest extends ChannelFixture
{
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Duration LONGER_THAN_A_PAUSE = Duration.ofSeconds(2);

    private final CountDownLatch waits = new CountDownLatch(1);
    private final CountDownLatch preparing = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private ExecutorService threads;

    @BeforeEach
    void startThreads()
    {
        threads = Executors.newCachedThreadPool();
    }

    @AfterEach
    void endThreads()
    {
        goOn.countDown();
        threads.shutdownNow();
    }

    /** A disk that is slow to make segments, but for the first: so slow that only the test's end ends it. */
    private final class SlowDisk extends DelegatingFiles
    {
        @Override
        public void allocate(
            final Path file,
            final long length,
            final ByteBuffer head,
            final boolean forced,
            final Set<PosixFilePermission> permissions)
            throws IOException
        {
            if (file.getFileName().toString().endsWith("1.seg.tmp"))
            {
                preparing.countDown();
                Uninterrupted.await(goOn);
            }
            super.allocate(file, length, head, forced, permissions);
        }
    }

    private static final class Uninterrupted
    {
        private static void await(final CountDownLatch latch)
        {
            try
            {
                latch.await();
            }
            catch (final InterruptedException ex)
            {
                Thread.currentThread().interrupt();
            }
        }
    }

    private ShmChannel<ByteBuffer> announcing()
    {
        return channel().idleStrategy(() -> new Announcing(waits::countDown));
    }

    private static Throwable failureOf(final Future<?> waiter) throws InterruptedException
    {
        return assertThrows(ExecutionException.class, waiter::get).getCause();
    }

    // A reader that is parked in its iterator or stream

    private Future<Long> parkReader(final ShmReader<ByteBuffer> reader) throws InterruptedException
    {
        final Future<Long> count = threads.submit(() -> reader.stream().count());
        waits.await();
        return count;
    }

    private ShmReader<ByteBuffer> announcingReader()
    {
        return announcing().openReader();
    }

    @Test
    void shouldWakeAReaderByClose() throws Exception
    {
        final ShmWriter<ByteBuffer> writer = channel().openWriter();
        write(writer, 0, 7, 100);
        try (ShmReader<ByteBuffer> reader = announcingReader())
        {
            final Future<Long> waiter = parkReader(reader);
            writer.close();
            assertEquals(7, waiter.get());
            assertEquals(ReaderState.CLOSED, reader.state());
        }
    }

    @Test
    void shouldWakeAReaderByDrain() throws Exception
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter();
            ShmReader<ByteBuffer> reader = announcingReader())
        {
            write(writer, 0, 7, 100);
            final Future<Long> waiter = parkReader(reader);
            writer.drain();
            assertEquals(7, waiter.get());
            assertEquals(ReaderState.DRAINED, reader.state());
        }
    }

    @Test
    void shouldWakeAReaderByTerminate() throws Exception
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter();
            ShmReader<ByteBuffer> reader = announcingReader())
        {
            write(writer, 0, 7, 100);
            final Future<Long> waiter = parkReader(reader);
            writer.terminate();
            assertEquals(7, waiter.get());
            assertEquals(ReaderState.TERMINATED, reader.state());
        }
    }

    @Test
    void shouldWakeAReaderThatHasATimeoutByTheOwnersDeath() throws Exception
    {
        channel().create();
        final Process owner = ChildJvm.of(ChannelProgram.class).start("own", path().toString());
        assertEquals('F', owner.getInputStream().read());
        try (ShmReader<ByteBuffer> reader = announcing().timeout(LONGER_THAN_A_PAUSE).openReader())
        {
            final Future<Long> waiter = parkReader(reader);
            owner.destroyForcibly().waitFor();
            assertEquals(0, waiter.get());
            assertEquals(ReaderState.TIMED_OUT, reader.state());
        }
    }

    /** The map goes on; so the owner's last word comes. */
    @Test
    void shouldWakeAReaderWhoseSegmentIsDeletedByTheOwnersLastWord() throws Exception
    {
        final ShmWriter<ByteBuffer> writer = channel().openWriter();
        write(writer, 0, 7, 100);
        try (ShmReader<ByteBuffer> reader = announcingReader())
        {
            final Future<Long> waiter = parkReader(reader);
            Files.delete(segmentFile(0));
            write(writer, 7, 7, 100);
            writer.close();
            assertEquals(14, waiter.get());
            assertEquals(ReaderState.CLOSED, reader.state());
        }
    }

    @Test
    void shouldWakeAReaderWhoseNextSegmentIsNotKept() throws Exception
    {
        try (ShmWriter<ByteBuffer> writer = channel(smallSegments().retention(Retention.keepSegments(1))).openWriter();
            ShmReader<ByteBuffer> reader = at(path()).idleStrategy(() -> new Announcing(() -> {
                waits.countDown();
                Uninterrupted.await(goOn);
            })).openReader())
        {
            write(writer, 0, 7, 100);
            final Future<Long> waiter = parkReader(reader);
            write(writer, 7, 2500, 100);
            assertTrue(Files.notExists(segmentFile(1)));
            goOn.countDown();
            assertInstanceOf(OvertakenException.class, failureOf(waiter));
        }
    }

    // A writer that is parked on backpressure

    private Future<?> park(final ShmWriter<ByteBuffer> writer, final Callable<?> call) throws InterruptedException
    {
        writeUntilLessIsLeft(writer, 200);
        final Future<?> waiter = threads.submit(call);
        waits.await();
        return waiter;
    }

    private Future<?> park(final ShmWriter<ByteBuffer> writer) throws InterruptedException
    {
        return park(writer, () -> writer.write(Records.buffer(0, 1000)));
    }

    @Test
    void shouldWakeAWriterByClose() throws Exception
    {
        final ShmWriter<ByteBuffer> writer = announcing().openWriter();
        final Future<?> waiter = park(writer);
        writer.close();
        assertInstanceOf(IllegalStateException.class, failureOf(waiter));
        assertTrue(channel().info().closed());
        channel().openWriter().close();
        assertTrue(channel().verify().isGood());
    }

    @Test
    void shouldWakeAWriterByADrainFromElsewhere() throws Exception
    {
        try (ShmWriter<ByteBuffer> writer = announcing().openWriter())
        {
            final Future<?> waiter = park(writer);
            channel().deadline(Duration.ofDays(1)).drain();
            assertInstanceOf(ChannelClosedException.class, failureOf(waiter));
            assertEquals(WriteStatus.DRAINED, writer.tryWrite(Records.buffer(0, 1000)));
        }
        assertEquals("DRAINED", channel().info().state());
    }

    @Test
    void shouldWakeAWriterOfBytesByADrainFromElsewhere() throws Exception
    {
        try (ShmWriter<ByteBuffer> writer = announcing().openWriter())
        {
            final Future<?> waiter = park(writer, () -> writer.writeBytes(Records.buffer(0, 1000)));
            channel().deadline(Duration.ofDays(1)).drain();
            assertInstanceOf(ChannelClosedException.class, failureOf(waiter));
        }
    }

    @Test
    void shouldWakeAClaimByADrainFromElsewhere() throws Exception
    {
        try (ShmWriter<ByteBuffer> writer = announcing().openWriter())
        {
            final Future<?> waiter = park(writer, () -> writer.claim(1000));
            channel().deadline(Duration.ofDays(1)).drain();
            assertInstanceOf(ChannelClosedException.class, failureOf(waiter));
        }
    }

    @Test
    void shouldWakeAWriterByTerminate() throws Exception
    {
        try (ShmWriter<ByteBuffer> writer = announcing().openWriter())
        {
            final Future<?> waiter = park(writer);
            writer.terminate();
            assertInstanceOf(ChannelClosedException.class, failureOf(waiter));
        }
    }

    /** The conductor is busy with the very thing that the writer waits for, and does not look at anything else. */
    @Test
    void shouldWakeAWriterByATerminationFromElsewhereWhileTheConductorIsBusy() throws Exception
    {
        final ShmWriter<ByteBuffer> writer = announcing().fileOperations(new SlowDisk()).openWriter();
        final Future<?> waiter = park(writer);
        threads.submit(conductor::doWork);
        preparing.await();
        channel().terminate();
        assertInstanceOf(ChannelClosedException.class, failureOf(waiter));
        goOn.countDown();
        writer.close();
    }

    @Test
    void shouldWakeAWriterWhenItsLockIsTakenAway() throws Exception
    {
        try (ShmWriter<ByteBuffer> writer = announcing().openWriter())
        {
            final Future<?> waiter = park(writer);
            Files.delete(lockFile());
            workUntil(waiter);
            assertInstanceOf(ChannelClosedException.class, failureOf(waiter));
        }
    }

    private void workUntil(final Future<?> waiter)
    {
        final Patience patience = new Patience("the end of the wait");
        while (!waiter.isDone())
        {
            conductor.doWork();
            patience.check();
        }
    }

    /** The map goes on, and the next segment comes; readers find the gap. */
    @Test
    void shouldWakeAWriterWhoseSegmentIsDeletedByTheNextOne() throws Exception
    {
        try (ShmWriter<ByteBuffer> writer = announcing().openWriter())
        {
            final Future<?> waiter = park(writer);
            Files.delete(segmentFile(0));
            conductor.doWork();
            waiter.get();
        }
        assertTrue(Files.exists(segmentFile(1)));
    }

    // A thread of several that is parked on backpressure

    private Future<?> park(final ConcurrentShmWriter<ByteBuffer> writer) throws InterruptedException
    {
        while (writer.tryWrite(Records.buffer(0, 1000)) >= 0)
        {
            // Until there is no room.
        }
        final Future<?> waiter = threads.submit(() -> writer.write(Records.buffer(0, 1000)));
        waits.await();
        return waiter;
    }

    @Test
    void shouldWakeAThreadOfSeveralByClose() throws Exception
    {
        final ConcurrentShmWriter<ByteBuffer> writer = announcing().openConcurrentWriter();
        final Future<?> waiter = park(writer);
        writer.close();
        assertInstanceOf(IllegalStateException.class, failureOf(waiter));
        assertTrue(channel().info().closed());
    }

    @Test
    void shouldWakeAThreadOfSeveralByDrain() throws Exception
    {
        try (ConcurrentShmWriter<ByteBuffer> writer = announcing().openConcurrentWriter())
        {
            final Future<?> waiter = park(writer);
            writer.drain();
            assertInstanceOf(ChannelClosedException.class, failureOf(waiter));
        }
    }

    /** The conductor does not look; whoever waits does. */
    @Test
    void shouldWakeAThreadOfSeveralByADrainFromElsewhere() throws Exception
    {
        try (ConcurrentShmWriter<ByteBuffer> writer = announcing().openConcurrentWriter())
        {
            final Future<?> waiter = park(writer);
            announcing().deadline(Duration.ofDays(1)).drain();
            assertInstanceOf(ChannelClosedException.class, failureOf(waiter));
        }
    }

    @Test
    void shouldWakeAThreadOfSeveralByTerminate() throws Exception
    {
        try (ConcurrentShmWriter<ByteBuffer> writer = announcing().openConcurrentWriter())
        {
            final Future<?> waiter = park(writer);
            writer.terminate();
            assertInstanceOf(ChannelClosedException.class, failureOf(waiter));
        }
    }

    @Test
    void shouldWakeAThreadOfSeveralByATerminationFromElsewhereWhileTheConductorIsBusy() throws Exception
    {
        final ConcurrentShmWriter<ByteBuffer> writer =
            announcing().fileOperations(new SlowDisk()).openConcurrentWriter();
        final Future<?> waiter = park(writer);
        threads.submit(conductor::doWork);
        preparing.await();
        channel().terminate();
        assertInstanceOf(ChannelClosedException.class, failureOf(waiter));
        goOn.countDown();
        writer.close();
    }

    @Test
    void shouldWakeAThreadOfSeveralWhenTheLockIsTakenAway() throws Exception
    {
        try (ConcurrentShmWriter<ByteBuffer> writer = announcing().openConcurrentWriter())
        {
            final Future<?> waiter = park(writer);
            Files.delete(lockFile());
            workUntil(waiter);
            assertInstanceOf(ChannelClosedException.class, failureOf(waiter));
        }
    }

    @Test
    void shouldWakeAThreadOfSeveralWhoseSegmentIsDeletedByTheNextOne() throws Exception
    {
        try (ConcurrentShmWriter<ByteBuffer> writer = announcing().openConcurrentWriter())
        {
            final Future<?> waiter = park(writer);
            Files.delete(segmentFile(0));
            conductor.doWork();
            waiter.get();
        }
    }

    /** Who waits for a claim of another thread waits for its end, too. */
    @Test
    void shouldWakeAFlushThatWaitsForAClaimByATerminationFromElsewhere() throws Exception
    {
        final ConcurrentShmWriter<ByteBuffer> writer = announcing().openConcurrentWriter();
        final SharedClaim claim = writer.claim(100);
        writer.write(Records.buffer(0, 100));
        final Future<?> waiter = threads.submit(writer::flush);
        waits.await();
        channel().terminate();
        assertInstanceOf(ChannelClosedException.class, failureOf(waiter));
        claim.close();
        writer.close();
    }

    // A reader that waits for its channel to appear

    private Future<ReaderState> awaitChannel() throws InterruptedException
    {
        final Future<ReaderState> waiter = threads.submit(() -> {
            try (ShmReader<ByteBuffer> reader = announcing().deadline(Duration.ofDays(1)).openReader())
            {
                final List<Records.Read> records = Records.readAll(reader);
                assertRecords(records, 0, records.size(), 100);
                return reader.state();
            }
        });
        waits.await();
        return waiter;
    }

    /** All that comes before the channel appears: it appears whole. */
    private void appear(final Path made) throws IOException
    {
        Files.move(made, path());
    }

    private Path made(final boolean close, final boolean drain, final boolean terminate)
    {
        final Path made = directory.resolve("made");
        try (ShmWriter<ByteBuffer> writer = at(made).spec(smallSegments()).openWriter())
        {
            write(writer, 0, 7, 100);
            if (drain)
            {
                writer.drain();
            }
            if (terminate)
            {
                writer.terminate();
            }
        }
        assertTrue(close || drain || terminate);
        return made;
    }

    @Test
    void shouldOpenAChannelThatAppearsClosed() throws Exception
    {
        final Path made = made(true, false, false);
        final Future<ReaderState> waiter = awaitChannel();
        appear(made);
        assertEquals(ReaderState.CLOSED, waiter.get());
    }

    @Test
    void shouldOpenAChannelThatAppearsDrained() throws Exception
    {
        final Path made = made(false, true, false);
        final Future<ReaderState> waiter = awaitChannel();
        appear(made);
        assertEquals(ReaderState.DRAINED, waiter.get());
    }

    @Test
    void shouldOpenAChannelThatAppearsTerminated() throws Exception
    {
        final Path made = made(false, false, true);
        final Future<ReaderState> waiter = awaitChannel();
        appear(made);
        assertEquals(ReaderState.TERMINATED, waiter.get());
    }

    /** An owner that dies while it makes the channel leaves none: the next one's appears. */
    @Test
    void shouldGoOnWaitingWhenTheOwnerDiesBeforeItsChannelIsThere() throws Exception
    {
        final Future<ReaderState> waiter = awaitChannel();
        Files.createDirectory(path());
        Files.createFile(lockFile());
        Files.write(path().resolve("channel.ctl.tmp"), new byte[ControlLayout.LENGTH]);
        writeAndClose(smallSegments(), 7, 100);
        assertTrue(waiter.get() == ReaderState.CLOSED || waiter.get() == ReaderState.ACTIVE, waiter.get().toString());
    }

    @Test
    void shouldRefuseAChannelThatAppearsWithoutItsSegment() throws Exception
    {
        final Path made = made(true, false, false);
        Files.delete(made.resolve(segmentFile(0).getFileName()));
        final Future<ReaderState> waiter = awaitChannel();
        appear(made);
        assertInstanceOf(CorruptChannelException.class, failureOf(waiter));
    }

    // A thread that waits for another one's force

    private final TestDisk disk = new TestDisk();
    private final List<Thread> flushing = new ArrayList<>();

    private Future<?> flush(final ShmWriter<ByteBuffer> writer)
    {
        return threads.submit(() -> {
            synchronized (flushing)
            {
                flushing.add(Thread.currentThread());
            }
            writer.flush();
            return null;
        });
    }

    /** One forces, held up by the disk; the other one waits for it. */
    private Future<?> parkFlush(final ShmWriter<ByteBuffer> writer) throws InterruptedException
    {
        final CountDownLatch forcing = disk.holdForces();
        flush(writer);
        forcing.await();
        final Future<?> waiter = flush(writer);
        final Patience patience = new Patience("a second thread that waits");
        while (!isWaiting())
        {
            patience.check();
            Thread.onSpinWait();
        }
        return waiter;
    }

    private boolean isWaiting()
    {
        synchronized (flushing)
        {
            return flushing.size() == 2 && flushing.get(1).getState() == Thread.State.TIMED_WAITING;
        }
    }

    @Test
    void shouldWakeAFlushByTerminateBeforeTheForceIsDone() throws Exception
    {
        try (ShmWriter<ByteBuffer> writer = channel().fileOperations(disk).openWriter())
        {
            write(writer, 0, 7, 100);
            final Future<?> waiter = parkFlush(writer);
            final Future<?> terminating = threads.submit(writer::terminate);
            assertInstanceOf(ChannelClosedException.class, failureOf(waiter));
            disk.letGo();
            terminating.get();
        }
    }

    @Test
    void shouldWakeAFlushByATerminationFromElsewhereBeforeTheForceIsDone() throws Exception
    {
        try (ShmWriter<ByteBuffer> writer = channel().fileOperations(disk).openWriter())
        {
            write(writer, 0, 7, 100);
            final Future<?> waiter = parkFlush(writer);
            channel().terminate();
            conductor.doWork();
            assertInstanceOf(ChannelClosedException.class, failureOf(waiter));
            disk.letGo();
        }
    }

    @Test
    void shouldWakeAFlushByClose() throws Exception
    {
        final ShmWriter<ByteBuffer> writer = channel().fileOperations(disk).openWriter();
        write(writer, 0, 7, 100);
        final Future<?> waiter = parkFlush(writer);
        final Future<?> closing = threads.submit(writer::close);
        disk.letGo();
        waiter.get();
        closing.get();
        assertHolds(7, 100);
    }

    @Test
    void shouldWakeAFlushByDrain() throws Exception
    {
        try (ShmWriter<ByteBuffer> writer = channel().fileOperations(disk).openWriter())
        {
            write(writer, 0, 7, 100);
            final Future<?> waiter = parkFlush(writer);
            final Future<?> draining = threads.submit(writer::drain);
            disk.letGo();
            draining.get();
            try
            {
                waiter.get();
            }
            catch (final ExecutionException ex)
            {
                // It came too late to be told anything else.
                assertInstanceOf(ChannelClosedException.class, ex.getCause());
            }
            assertEquals(Damage.longAt(controlFile(), ControlLayout.DURABLE_POSITION), writer.position());
        }
    }

    @Test
    void shouldWakeAFlushWhoseSegmentIsDeleted() throws Exception
    {
        try (ShmWriter<ByteBuffer> writer = channel().fileOperations(disk).openWriter())
        {
            write(writer, 0, 7, 100);
            final Future<?> waiter = parkFlush(writer);
            Files.delete(segmentFile(0));
            disk.letGo();
            waiter.get();
        }
    }

    @Test
    void shouldWakeAFlushWhenTheLockIsTakenAwayBeforeTheForceIsDone() throws Exception
    {
        try (ShmWriter<ByteBuffer> writer = channel().fileOperations(disk).openWriter())
        {
            write(writer, 0, 7, 100);
            final Future<?> waiter = parkFlush(writer);
            Files.delete(lockFile());
            workUntil(waiter);
            assertInstanceOf(ChannelClosedException.class, failureOf(waiter));
            disk.letGo();
        }
    }

    // Somebody who waits for an owner to drain

    @Test
    void shouldWakeWhoeverWaitsForADrainByTerminateAndTheOwnersLeaving() throws Exception
    {
        final ShmWriter<ByteBuffer> writer = channel().openWriter();
        write(writer, 0, 7, 100);
        final Future<EndReport> waiter = threads.submit(() -> announcing().deadline(Duration.ofDays(1)).drain());
        waits.await();
        writer.terminate();
        writer.close();
        waiter.get();
        assertEquals("DRAINED", channel().info().state());
    }

    @Test
    void shouldWakeWhoeverWaitsForADrainByTheOwnersDeath() throws Exception
    {
        channel().create();
        final Process owner = ChildJvm.of(ChannelProgram.class).start("own", path().toString());
        assertEquals('F', owner.getInputStream().read());
        final Future<EndReport> waiter = threads.submit(() -> announcing().deadline(Duration.ofDays(1)).drain());
        waits.await();
        owner.destroyForcibly().waitFor();
        assertEquals(owner.pid(), waiter.get().ownerPid());
        assertEquals("DRAINED", channel().info().state());
    }

    @Test
    void shouldWakeWhoeverWaitsForADrainByClose() throws Exception
    {
        final ShmWriter<ByteBuffer> writer = channel().openWriter();
        write(writer, 0, 7, 100);
        final Future<EndReport> waiter = threads.submit(() -> announcing().deadline(Duration.ofDays(1)).drain());
        waits.await();
        writer.close();
        waiter.get();
        assertEquals("DRAINED", channel().info().state());
        assertHolds(7, 100);
    }

    @Test
    void shouldTellWhoeverWaitsForADrainWhatForAtTheDeadline()
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            write(writer, 0, 7, 100);
            final JournalException late = assertThrows(WaitTimeoutException.class,
                () -> announcing().deadline(SHORT).drain());
            assertTrue(late.getMessage().contains("next call"), late.getMessage());
        }
    }
}
