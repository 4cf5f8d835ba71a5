package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.shmjournal.async.AsyncShmWriter;
import org.shmjournal.async.JournalFlow;
import org.shmjournal.async.JournalSubscriber;
import org.shmjournal.error.ChannelClosedException;
import org.shmjournal.error.JournalException;
import org.shmjournal.error.RecordTooLongException;
import org.shmjournal.error.WaitTimeoutException;
import org.shmjournal.testing.Records;
import org.shmjournal.testing.TestDisk;

/** A subscriber that writes: what it requests, and each end of the exchange at each point of it. */
class FlowSubscriberTest extends AsyncFixture
{
    /** Delivers when it is let, as much as was requested. One thread. */
    private static final class Upstream implements Flow.Subscription
    {
        private long requested;
        private long delivered;
        private boolean cancelled;

        @Override
        public void request(final long count)
        {
            assertTrue(count > 0);
            requested += count;
        }

        @Override
        public void cancel()
        {
            cancelled = true;
        }

        /** What was requested, but no more than so many. */
        private long deliver(final Flow.Subscriber<ByteBuffer> subscriber, final int most)
        {
            final long before = delivered;
            while (!cancelled && delivered < requested && delivered - before < most)
            {
                subscriber.onNext(Records.buffer(delivered++, LENGTH));
            }
            return delivered - before;
        }
    }

    private final TestDisk disk = new TestDisk();
    private final Upstream upstream = new Upstream();
    private AsyncShmWriter<ByteBuffer> writer;
    private JournalSubscriber<ByteBuffer> subscriber;

    private void subscribe()
    {
        writer = AsyncShmWriter.open(channel().fileOperations(disk), conductor);
        subscriber = JournalFlow.subscriber(writer);
        subscriber.onSubscribe(upstream);
    }

    @Test
    void shouldWriteWhatItGetsAndTellWhenItIsOnTheDisk()
    {
        subscribe();
        assertEquals(64, upstream.requested);
        while (upstream.delivered < 500)
        {
            upstream.deliver(subscriber, 10);
            conductor.doWork();
        }
        subscriber.onComplete();
        assertFalse(subscriber.done().toCompletableFuture().isDone());
        final long durable = done(subscriber.done());
        assertEquals(channel().info().endPosition(), durable);
        assertSame(subscriber.done(), subscriber.done());
        final int count = (int)upstream.delivered;
        final long requested = upstream.requested;
        close(writer);
        assertEquals(requested, upstream.requested);
        assertFalse(upstream.cancelled);
        assertHolds(count, LENGTH);
    }

    @Test
    void shouldRequestNoMoreThanHasRoom()
    {
        subscribe();
        long delivered;
        do
        {
            delivered = upstream.deliver(subscriber, Integer.MAX_VALUE);
        }
        while (delivered > 0);
        // What has room in the segment, and a window.
        assertEquals(RECORDS_END / ALIGNED_LENGTH + 64, upstream.delivered);
        // Nobody's place is taken by that.
        assertFalse(writer.write(Records.buffer(0, LENGTH)).isCompletedExceptionally());
        conductUntil("a request", () -> upstream.requested > upstream.delivered);
        close(writer);
    }

    @Test
    void shouldFlushWhatCameBeforeAnErrorAndThenTellThat()
    {
        subscribe();
        upstream.deliver(subscriber, 10);
        final IllegalStateException mine = new IllegalStateException("mine");
        subscriber.onError(mine);
        assertSame(mine, failure(subscriber.done()));
        assertEquals(10 * ALIGNED_LENGTH, channel().info().durablePosition());
        close(writer);
    }

    @Test
    void shouldCancelWhenAWriteFails()
    {
        subscribe();
        upstream.deliver(subscriber, 10);
        subscriber.onNext(Records.buffer(0, MAX_RECORD_LENGTH + 1));
        assertTrue(upstream.cancelled);
        assertInstanceOf(RecordTooLongException.class, failure(subscriber.done()));
        subscriber.onNext(Records.buffer(10, LENGTH));
        close(writer);
        assertHolds(10, LENGTH);
    }

    @Test
    void shouldTakeOneSubscription()
    {
        subscribe();
        final Upstream second = new Upstream();
        subscriber.onSubscribe(second);
        assertTrue(second.cancelled);
        assertEquals(0, second.requested);
        assertFalse(upstream.cancelled);
        close(writer);
    }

    @Test
    void shouldRefuseNothings()
    {
        subscribe();
        assertThrows(NullPointerException.class, () -> subscriber.onSubscribe(null));
        assertThrows(NullPointerException.class, () -> subscriber.onNext(null));
        assertThrows(NullPointerException.class, () -> subscriber.onError(null));
        close(writer);
    }

    @Test
    void shouldCancelWhenItIsToldTo()
    {
        subscribe();
        upstream.deliver(subscriber, 10);
        subscriber.cancel();
        assertTrue(upstream.cancelled);
        assertEquals(10 * ALIGNED_LENGTH, done(subscriber.done()));
        close(writer);
        assertHolds(10, LENGTH);
    }

    @Test
    void shouldCancelASubscriptionThatComesTooLate()
    {
        writer = open();
        subscriber = JournalFlow.subscriber(writer);
        subscriber.cancel();
        subscriber.onSubscribe(upstream);
        assertTrue(upstream.cancelled);
        assertEquals(0, upstream.requested);
        assertEquals(0, done(subscriber.done()));
        close(writer);
    }

    @Test
    void shouldCopyAChannelIntoAnother()
    {
        writeAndClose(smallSegments(), 1000, LENGTH);
        writer = AsyncShmWriter.open(at(directory.resolve("copy")).spec(smallSegments()), conductor);
        subscriber = JournalFlow.subscriber(writer);
        JournalFlow.publisher(at(path()), conductor).subscribe(subscriber);
        done(subscriber.done());
        close(writer);
        try (ShmReader<ByteBuffer> reader = at(directory.resolve("copy")).openReader())
        {
            assertRecords(Records.readAll(reader), 0, 1000, LENGTH);
        }
    }

    // Ends, at each point

    /** How far it has come. */
    enum Point
    {
        /** It waits for records. */
        WAITING,
        /** Records wait for room. */
        MIDWAY,
        /** The publisher has completed, and records wait for room. */
        COMPLETED
    }

    /** What happens to the writer then. */
    enum Event
    {
        CLOSE, DRAIN, DRAIN_FROM_ELSEWHERE, TERMINATE, TERMINATE_FROM_ELSEWHERE, LOCK_LOST, FORCE_FAILED,
        CONDUCTOR_CLOSED
    }

    static Stream<Arguments> matrix()
    {
        return Stream.of(Point.values())
            .flatMap(point -> Stream.of(Event.values()).map(event -> Arguments.of(point, event)));
    }

    private CompletionStage<?> happen(final Event event) throws IOException
    {
        switch (event)
        {
            case CLOSE:
                return writer.close();
            case DRAIN:
                return writer.drain();
            case DRAIN_FROM_ELSEWHERE:
                // It is only asked.
                assertThrows(WaitTimeoutException.class, () -> channel().drain());
                break;
            case TERMINATE:
                return writer.terminate();
            case TERMINATE_FROM_ELSEWHERE:
                channel().terminate();
                break;
            case LOCK_LOST:
                Files.delete(lockFile());
                break;
            case FORCE_FAILED:
                disk.breakForces(".seg");
                break;
            default:
                conductor.close();
        }
        return null;
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("matrix")
    void shouldCompleteWhateverHappens(final Point point, final Event event) throws IOException
    {
        subscribe();
        upstream.deliver(subscriber, 10);
        conductor.doWork();
        if (point != Point.WAITING)
        {
            upstream.deliver(subscriber, Integer.MAX_VALUE);
            upstream.deliver(subscriber, Integer.MAX_VALUE);
            upstream.deliver(subscriber, Integer.MAX_VALUE);
        }
        if (point == Point.COMPLETED)
        {
            subscriber.onComplete();
        }
        final CompletionStage<?> end = happen(event);
        if (end != null)
        {
            done(end);
        }
        if (point == Point.WAITING || point == Point.MIDWAY && event == Event.FORCE_FAILED)
        {
            // A record tells it, as soon as the conductor has seen it; what was pending had room before that.
            conductUntil("an end", () -> {
                upstream.deliver(subscriber, 1);
                return upstream.cancelled;
            });
        }
        else if (point == Point.MIDWAY && (event == Event.CLOSE || event == Event.DRAIN))
        {
            conductUntil("a request", () -> upstream.requested > upstream.delivered);
            upstream.deliver(subscriber, 1);
        }
        if (point == Point.COMPLETED && (event == Event.CLOSE || event == Event.DRAIN))
        {
            done(subscriber.done());
            assertFalse(upstream.cancelled);
            return;
        }
        final Throwable failure = failure(subscriber.done());
        assertTrue(failure instanceof JournalException || failure instanceof IllegalStateException,
            failure.toString());
        assertEquals(event != Event.CLOSE && event != Event.CONDUCTOR_CLOSED,
            failure instanceof ChannelClosedException);
        assertEquals(point != Point.COMPLETED, upstream.cancelled);
    }
}
