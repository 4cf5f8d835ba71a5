package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.shmjournal.error.ChannelClosedException;
import org.shmjournal.error.JournalException;
import org.shmjournal.error.WaitTimeoutException;
import org.shmjournal.testing.Records;
import org.shmjournal.testing.TestDisk;

/**
 * What a listener may do to its writer while the stream is being ended: nothing gets behind the end, and nobody waits
 * for ever. Maps end at once here: where a use after that is no exception it ends the JVM.
 */
class EndingListenerTest extends ChannelFixture
{
    private static final int LENGTH = 1000;

    /** Of what a drain tells. */
    enum Event
    {
        SEALED, STOPPED
    }

    private final TestDisk disk = new TestDisk();
    private final List<String> errors = new ArrayList<>();
    private final Conductor telling =
        Conductor.builder().workers(0).errorHandler(error -> errors.add(error.toString())).build();
    private Runnable onSealed = () -> {
    };
    private Runnable onStopped = () -> {
    };
    private Runnable onDrainRequested = () -> {
    };
    private ShmWriter<ByteBuffer> writer;
    private ConcurrentShmWriter<ByteBuffer> shared;
    private int count;

    @AfterEach
    void closeConductor()
    {
        telling.close();
    }

    private ShmChannel<ByteBuffer> told(final Conductor by)
    {
        return channel(smallSegments()).conductor(by)
            .eagerUnmapping(true)
            .fileOperations(disk)
            .listener(new ChannelListener()
            {
                @Override
                public void onSegmentSealed(final Path file, final long number)
                {
                    onSealed.run();
                }

                @Override
                public void onStopped(final JournalException reason)
                {
                    onStopped.run();
                }

                @Override
                public void onDrainRequested()
                {
                    onDrainRequested.run();
                }
            });
    }

    private void open(final boolean several)
    {
        open(several, telling);
    }

    private void open(final boolean several, final Conductor by)
    {
        if (several)
        {
            shared = told(by).openConcurrentWriter();
        }
        else
        {
            writer = told(by).openWriter();
        }
    }

    private boolean tryWrite()
    {
        final ByteBuffer record = Records.buffer(count, LENGTH);
        final boolean written = (writer == null ? shared.tryWrite(record) : writer.tryWrite(record)) >= 0;
        count += written ? 1 : 0;
        return written;
    }

    private void drain()
    {
        if (writer == null)
        {
            shared.drain();
        }
        else
        {
            writer.drain();
        }
    }

    private void close()
    {
        if (writer == null)
        {
            shared.close();
        }
        else
        {
            writer.close();
        }
    }

    /** Goes on into the second segment; nobody has forced the first one. */
    private void fillASegment()
    {
        while (tryWrite())
        {
            // Until the second one is needed.
        }
        telling.doWork();
        assertTrue(tryWrite());
    }

    private void on(final Event event, final Runnable action)
    {
        if (event == Event.SEALED)
        {
            onSealed = action;
        }
        else
        {
            onStopped = action;
        }
    }

    private void assertDrainedAndLeft()
    {
        assertFalse(channel().info().owner().alive());
        assertThrows(ChannelClosedException.class, () -> channel().openWriter());
        try (ShmReader<ByteBuffer> reader = channel().openReader())
        {
            assertRecords(Records.readAll(reader), 0, count, LENGTH);
            assertEquals(ReaderState.DRAINED, reader.state());
        }
        assertEquals(List.of(), channel().verify().findings());
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void shouldCloseBehindTheEndWhatAListenerClosesInADrain(final Event event)
    {
        open(false);
        fillASegment();
        on(event, this::close);
        drain();
        assertEquals(List.of(), errors);
        assertThrows(IllegalStateException.class, () -> writer.flush());
        assertDrainedAndLeft();
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void shouldCloseBehindTheEndWhatAListenerClosesInADrainOfSeveralThreads(final Event event)
    {
        open(true);
        fillASegment();
        on(event, this::close);
        drain();
        assertEquals(List.of(), errors);
        assertThrows(IllegalStateException.class, () -> shared.flush());
        assertDrainedAndLeft();
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void shouldCloseBehindAnEndThatSomebodyAskedFor(final Event event)
    {
        open(false);
        fillASegment();
        on(event, this::close);
        // Nobody waits until the writer has come to it.
        assertThrows(WaitTimeoutException.class, () -> channel().drain());
        telling.doWork();
        assertFalse(tryWrite());
        assertEquals(List.of(), errors);
        assertThrows(IllegalStateException.class, () -> writer.flush());
        assertDrainedAndLeft();
    }

    @ParameterizedTest(name = "several threads: {0}")
    @ValueSource(booleans = {false, true})
    void shouldWriteNothingBehindTheEnd(final boolean several)
    {
        open(several);
        fillASegment();
        final List<Boolean> written = new ArrayList<>();
        onSealed = () -> {
            written.add(tryWrite());
            assertThrows(ChannelClosedException.class, () -> heartbeat());
        };
        drain();
        assertEquals(List.of(false), written);
        assertEquals(List.of(), errors);
        close();
        assertDrainedAndLeft();
    }

    private void heartbeat()
    {
        if (writer == null)
        {
            shared.heartbeat();
        }
        else
        {
            writer.heartbeat();
        }
    }

    @ParameterizedTest(name = "several threads: {0}")
    @ValueSource(booleans = {false, true})
    void shouldDrainOnce(final boolean several)
    {
        open(several);
        fillASegment();
        onSealed = this::drain;
        drain();
        assertEquals(List.of(), errors);
        close();
        assertDrainedAndLeft();
    }

    /**
     * Ends the stream on a thread of its own, while a listener on the driver's thread holds that up; then lets the
     * listener do something.
     */
    private void endWhileAListenerIsTold(final boolean several, final Writers.OneTask end, final Runnable inListener)
    {
        final Conductor driven = Conductor.builder()
            .workers(1)
            .errorHandler(error -> errors.add(error.toString()))
            .build();
        final CountDownLatch told = new CountDownLatch(1);
        final CountDownLatch ending = new CountDownLatch(1);
        onSealed = () -> {
            told.countDown();
            Patience.await("the ending", ending);
            inListener.run();
        };
        open(several, driven);
        rollWith(driven);
        Patience.await("the listener", told);
        final Writers ender = new Writers().start(end);
        awaitWaiting(ender.thread(0));
        ending.countDown();
        awaitEnd(ender);
        driven.close();
    }

    @ParameterizedTest(name = "several threads: {0}")
    @ValueSource(booleans = {false, true})
    void shouldCloseWhileAnotherThreadDrains(final boolean several)
    {
        endWhileAListenerIsTold(several, this::drain, this::close);
        assertEquals(List.of(), errors);
        assertDrainedAndLeft();
    }

    @ParameterizedTest(name = "several threads: {0}")
    @ValueSource(booleans = {false, true})
    void shouldCloseWhileAnotherThreadCloses(final boolean several)
    {
        endWhileAListenerIsTold(several, this::close, this::close);
        assertEquals(List.of(), errors);
        assertFalse(channel().info().owner().alive());
        assertHolds(count, LENGTH);
        channel().openWriter().close();
    }

    @ParameterizedTest(name = "several threads: {0}")
    @ValueSource(booleans = {false, true})
    void shouldNotWaitToDrainWhileAnotherThreadCloses(final boolean several)
    {
        endWhileAListenerIsTold(several, this::close, () -> assertThrows(IllegalStateException.class, this::drain));
        assertEquals(List.of(), errors);
        assertHolds(count, LENGTH);
        channel().openWriter().close();
    }

    @ParameterizedTest(name = "several threads: {0}")
    @ValueSource(booleans = {false, true})
    void shouldCloseBehindADrainThatFails(final boolean several)
    {
        open(several);
        fillASegment();
        on(Event.STOPPED, this::close);
        disk.breakForces(".seg");
        assertThrows(ChannelClosedException.class, this::drain);
        assertEquals(List.of(), errors);
        assertFalse(channel().info().owner().alive());
        disk.breakForces(null);
        channel().openWriter().close();
    }

    @ParameterizedTest(name = "several threads: {0}")
    @ValueSource(booleans = {false, true})
    void shouldDrainAsAskedWhenAListenerClosesForThat(final boolean several)
    {
        open(several);
        fillASegment();
        onDrainRequested = this::close;
        assertThrows(WaitTimeoutException.class, () -> channel().drain());
        if (!several)
        {
            drain();
        }
        else
        {
            telling.doWork();
            awaitDrainer();
        }
        assertEquals(List.of(), errors);
        assertDrainedAndLeft();
    }

    /** The thread that drains as asked: it closes, too, where it was the first to begin. */
    private static void awaitDrainer()
    {
        while (Thread.getAllStackTraces().keySet().stream().anyMatch(thread -> thread.getName().equals("shm-drain")))
        {
            Thread.yield();
        }
    }

    @Test
    void shouldTerminateWhileAnotherThreadDoes()
    {
        open(true);
        final CountDownLatch stopped = new CountDownLatch(1);
        final CountDownLatch goOn = new CountDownLatch(1);
        onStopped = () -> {
            stopped.countDown();
            Patience.await("the other one", goOn);
        };
        final Writers first = new Writers().start(shared::terminate);
        Patience.await("the first one", stopped);
        shared.terminate();
        goOn.countDown();
        awaitEnd(first);
        assertEquals(List.of(), errors);
        close();
        assertEquals("TERMINATED", channel().info().state());
    }

    /** What a listener waits for as it closes may wait for what the listener's thread has. */
    @Test
    void shouldNotWaitForAListenerThatWaitsForAClaim()
    {
        open(true);
        fillASegment();
        final CountDownLatch told = new CountDownLatch(1);
        final SharedClaim claim = shared.claim(100);
        onSealed = () -> {
            told.countDown();
            close();
        };
        final Writers driver = new Writers().start(telling::doWork);
        Patience.await("the listener", told);
        final Patience patience = new Patience("the closing");
        long status = 0;
        while (status != WriteStatus.CLOSED)
        {
            status = shared.tryWrite(Records.buffer(count, LENGTH));
            count += status >= 0 ? 1 : 0;
            patience.check();
        }
        assertThrows(IllegalStateException.class, () -> shared.flush());
        claim.abort();
        awaitEnd(driver);
        assertEquals(List.of(), errors);
        assertFalse(channel().info().owner().alive());
        assertHolds(count, LENGTH);
    }

    @ParameterizedTest(name = "several threads: {0}")
    @ValueSource(booleans = {false, true})
    void shouldNotWaitInAListenerToFlush(final boolean several)
    {
        open(several);
        fillASegment();
        final CountDownLatch told = new CountDownLatch(1);
        final CountDownLatch goOn = new CountDownLatch(1);
        onSealed = () -> {
            told.countDown();
            Patience.await("the other listener", goOn);
        };
        final Writers flusher = new Writers().start(() -> {
            try
            {
                flush();
            }
            catch (final ChannelClosedException drained)
            {
                // Of several threads one of its own drains, as soon as that has forced.
                assertTrue(several);
            }
        });
        Patience.await("the first listener", told);
        // Tells on this thread, and would wait for the other one's force.
        onDrainRequested = () -> {
            assertThrows(IllegalStateException.class, this::flush);
            goOn.countDown();
        };
        assertThrows(WaitTimeoutException.class, () -> channel().drain());
        telling.doWork();
        awaitEnd(flusher);
        assertEquals(List.of(), errors);
        close();
    }

    private void flush()
    {
        if (writer == null)
        {
            shared.flush();
        }
        else
        {
            writer.flush();
        }
    }

    /** Goes on into the second segment, and lets the driver force the first one. */
    private void rollWith(final Conductor driven)
    {
        while (tryWrite())
        {
            // Until the second segment is needed.
        }
        final Patience patience = new Patience("the second segment");
        while (!tryWrite())
        {
            driven.doWork();
            patience.check();
        }
        driven.doWork();
    }

    private static void awaitWaiting(final Thread thread)
    {
        final Patience patience = new Patience("a thread to wait");
        while (thread.getState() != Thread.State.WAITING)
        {
            patience.check();
            Thread.onSpinWait();
        }
    }

    private static void awaitEnd(final Writers threads)
    {
        final Patience patience = new Patience("the end");
        while (!threads.isDone())
        {
            patience.check();
            Thread.onSpinWait();
        }
        threads.join();
    }
}
