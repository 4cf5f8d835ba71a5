package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.shmjournal.async.JournalFlow;
import org.shmjournal.async.JournalPublisher;
import org.shmjournal.error.ChannelClosedException;
import org.shmjournal.error.ChannelNotFoundException;
import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.error.CursorInUseException;
import org.shmjournal.error.OvertakenException;
import org.shmjournal.error.PositionUnavailableException;
import org.shmjournal.io.Mapping;
import org.shmjournal.testing.ChannelProgram;
import org.shmjournal.testing.ChildJvm;
import org.shmjournal.testing.Damage;
import org.shmjournal.testing.DelegatingFiles;
import org.shmjournal.testing.Records;

/** A channel as a publisher: where it begins, what is requested, and every end. */
class FlowPublisherTest extends AsyncFixture
{
    private static final long ALL = Long.MAX_VALUE;

    private final List<Throwable> errors = new ArrayList<>();
    private final List<OvertakenException> losses = new ArrayList<>();
    /** The publisher's own, so that the writer's works only when it is let. */
    private final Conductor polling = Conductor.builder().errorHandler(errors::add).build();

    @AfterEach
    void closePolling()
    {
        polling.close();
    }

    private JournalPublisher<ByteBuffer> publisher()
    {
        return JournalFlow.publisher(at(path()), polling);
    }

    private Collecting subscribe(final JournalPublisher<ByteBuffer> publisher, final long requested)
    {
        final Collecting subscriber = new Collecting(requested);
        publisher.subscribe(subscriber);
        return subscriber;
    }

    private void pollUntil(final Collecting subscriber, final int count)
    {
        final Patience patience = new Patience("record " + count);
        while (subscriber.count() < count)
        {
            polling.doWork();
            patience.check();
        }
    }

    private void pollUntilOver(final Collecting subscriber)
    {
        final Patience patience = new Patience("the end");
        while (!subscriber.isOver())
        {
            polling.doWork();
            patience.check();
        }
    }

    /** Rounds enough for what could be delivered, and must not be. */
    private void settle()
    {
        for (int i = 0; i < 100; i++)
        {
            polling.doWork();
        }
    }

    private Throwable awaitError()
    {
        final Patience patience = new Patience("the error");
        while (errors.isEmpty())
        {
            polling.doWork();
            patience.check();
        }
        settle();
        assertEquals(1, errors.size());
        return errors.get(0);
    }

    private JournalPublisher<ByteBuffer> withCursor()
    {
        return JournalFlow.publisher(at(path()).cursor("mine"), polling);
    }

    /** Once the reader that had it was let go of. */
    private Collecting subscribeWithTheCursor()
    {
        final Patience patience = new Patience("the cursor");
        boolean isFree = false;
        while (!isFree)
        {
            polling.doWork();
            patience.check();
            isFree = isFree();
        }
        return subscribe(withCursor(), ALL);
    }

    private boolean isFree()
    {
        try
        {
            at(path()).cursor("mine").openReader().close();
            return true;
        }
        catch (final CursorInUseException ex)
        {
            return false;
        }
    }

    private static void assertHolds(final Collecting subscriber, final long first, final int count)
    {
        assertRecords(subscriber.records, first, count, LENGTH);
    }

    // What is delivered

    @Test
    void shouldReplayAndThenFollow()
    {
        final Collecting subscriber;
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            write(writer, 0, 300, LENGTH);
            subscriber = subscribe(publisher(), ALL);
            pollUntil(subscriber, 300);
            write(writer, 300, 300, LENGTH);
            pollUntil(subscriber, 600);
            assertFalse(subscriber.isOver());
        }
        pollUntilOver(subscriber);
        assertTrue(subscriber.completed);
        assertHolds(subscriber, 0, 600);
    }

    @Test
    void shouldBeginWhereItIsTold()
    {
        final ChannelSpec stamped = smallSegments().timestamps(true);
        final long[] clock = {1_000};
        try (ShmWriter<ByteBuffer> writer = channel(stamped).epochClock(() -> clock[0]++).openWriter())
        {
            write(writer, 0, 300, LENGTH);
            final Collecting position = subscribe(publisher().fromPosition(writer.lastPosition()), ALL);
            final Collecting sequence = subscribe(publisher().fromSequence(200), ALL);
            final Collecting time = subscribe(publisher().fromTime(clock[0] - 1), ALL);
            final Collecting end = subscribe(JournalFlow.publisher(at(path()).fromEnd(), polling), ALL);
            pollUntil(position, 1);
            pollUntil(sequence, 100);
            pollUntil(time, 1);
            int written = 300;
            // It has not come before it has got one.
            while (end.count() == 0)
            {
                write(writer, written, 1, LENGTH);
                written++;
                settle();
            }
            assertHasAll(position, 299, written);
            assertHasAll(sequence, 200, written);
            assertHasAll(time, 299, written);
            assertHasAll(end, firstOf(end, 300, written), written);
        }
    }

    private void assertHasAll(final Collecting subscriber, final int first, final int behindLast)
    {
        pollUntil(subscriber, behindLast - first);
        assertHolds(subscriber, first, behindLast - first);
    }

    /** By what is in it. */
    private static int firstOf(final Collecting subscriber, final int from, final int behindLast)
    {
        final byte[] first = subscriber.records.get(0).payload();
        return IntStream.range(from, behindLast).filter(i -> Arrays.equals(Records.payload(i, LENGTH), first))
            .findFirst().orElseThrow();
    }

    @Test
    void shouldDeliverWhatWasRequestedAndNoMore()
    {
        writeAndClose(smallSegments(), 100, LENGTH);
        final Collecting subscriber = subscribe(publisher(), 0);
        settle();
        assertEquals(0, subscriber.count());
        subscriber.subscription.request(3);
        subscriber.subscription.request(4);
        pollUntil(subscriber, 7);
        settle();
        assertEquals(7, subscriber.count());
        assertFalse(subscriber.isOver());
        subscriber.subscription.request(93);
        // Nothing more is needed for the end.
        pollUntilOver(subscriber);
        assertTrue(subscriber.completed);
        assertHolds(subscriber, 0, 100);
    }

    @Test
    void shouldCompleteAnEmptyStreamThatNothingWasRequestedOf()
    {
        writeAndClose(smallSegments(), 0, LENGTH);
        final Collecting subscriber = subscribe(publisher(), 0);
        pollUntilOver(subscriber);
        assertTrue(subscriber.completed);
    }

    @Test
    void shouldTakeRequestsFromWithin()
    {
        writeAndClose(smallSegments(), 1000, LENGTH);
        final Collecting subscriber = new Collecting(1);
        subscriber.then(count -> subscriber.subscription.request(1));
        publisher().subscribe(subscriber);
        pollUntilOver(subscriber);
        assertHolds(subscriber, 0, 1000);
    }

    @Test
    void shouldCountRequestsUpToAllThereAre()
    {
        writeAndClose(smallSegments(), 100, LENGTH);
        final Collecting subscriber = subscribe(publisher(), ALL);
        subscriber.subscription.request(ALL);
        subscriber.subscription.request(1);
        pollUntilOver(subscriber);
        assertHolds(subscriber, 0, 100);
    }

    @Test
    void shouldServeManyEachWithItsOwnDemand()
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            write(writer, 0, 200, LENGTH);
            final List<Collecting> subscribers = new ArrayList<>();
            for (int i = 0; i < 20; i++)
            {
                subscribers.add(subscribe(publisher(), i * 10));
            }
            for (int i = 0; i < 20; i++)
            {
                pollUntil(subscribers.get(i), i * 10);
            }
            settle();
            for (int i = 0; i < 20; i++)
            {
                assertHolds(subscribers.get(i), 0, i * 10);
            }
        }
    }

    @Test
    void shouldCallOnlyOnTheConductorsThread() throws InterruptedException
    {
        writeAndClose(smallSegments(), 10, LENGTH);
        final Thread[] conducting = {null};
        final CountDownLatch delivered = new CountDownLatch(5);
        final Collecting subscriber;
        try (Conductor launched = Conductor.builder().threadFactory(task -> {
            conducting[0] = new Thread(task);
            return conducting[0];
        }).launch())
        {
            subscriber = new Collecting(0).then(count -> delivered.countDown());
            JournalFlow.publisher(at(path()), launched).subscribe(subscriber);
            subscriber.subscription.request(5);
            delivered.await();
        }
        assertSame(conducting[0], subscriber.thread);
    }

    @Test
    void shouldWorkOnNoFilesOnTheConductorsThread()
    {
        writeAndClose(smallSegments(), 500, LENGTH);
        final Thread conducting = Thread.currentThread();
        final List<Path> mapped = new ArrayList<>();
        final DelegatingFiles files = new DelegatingFiles()
        {
            @Override
            public Mapping map(
                final Path file, final boolean writable, final long length, final boolean eagerUnmapping)
                throws IOException
            {
                if (Thread.currentThread() == conducting)
                {
                    mapped.add(file);
                }
                return super.map(file, writable, length, eagerUnmapping);
            }
        };
        final Collecting subscriber =
            subscribe(JournalFlow.publisher(at(path()).fileOperations(files), polling), ALL);
        pollUntilOver(subscriber);
        assertTrue(subscriber.completed);
        assertHolds(subscriber, 0, 500);
        assertEquals(List.of(), mapped);
    }

    // Cancelling

    @Test
    void shouldDeliverNothingOnceItIsCancelled()
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            write(writer, 0, 50, LENGTH);
            final Collecting subscriber = new Collecting(ALL);
            subscriber.then(count -> {
                if (count == 7)
                {
                    subscriber.subscription.cancel();
                }
            });
            withCursor().subscribe(subscriber);
            pollUntil(subscriber, 7);
            settle();
            assertEquals(7, subscriber.count());
            assertFalse(subscriber.isOver());
            subscriber.subscription.cancel();
            subscriber.subscription.request(1);
            subscriber.subscription.request(-1);
            settle();
            assertFalse(subscriber.isOver());

            // The cursor is behind what was delivered, and free again.
            final Collecting next = subscribeWithTheCursor();
            pollUntil(next, 43);
            assertHolds(next, 7, 43);
        }
    }

    @Test
    void shouldLetGoOfTheReaderThatIsOpenedWhileItIsCancelled()
    {
        writeAndClose(smallSegments(), 10, LENGTH);
        final CountDownLatch opening = new CountDownLatch(1);
        final CountDownLatch cancelled = new CountDownLatch(1);
        final DelegatingFiles files = new DelegatingFiles()
        {
            @Override
            public FileChannel lock(final Path file) throws IOException
            {
                final FileChannel locked = super.lock(file);
                opening.countDown();
                Patience.await("the cancellation", cancelled);
                return locked;
            }
        };
        final Collecting subscriber =
            subscribe(JournalFlow.publisher(at(path()).cursor("mine").fileOperations(files), polling), ALL);
        // From here on the cursor is its own, until the reader that is being opened is closed.
        Patience.await("the opening", opening);
        subscriber.subscription.cancel();
        settle();
        cancelled.countDown();
        final Collecting next = subscribeWithTheCursor();
        pollUntilOver(next);
        assertTrue(next.completed);
        assertEquals(0, subscriber.count());
    }

    // What subscribers do wrong

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void shouldFailWhoRequestsNothing(final long count)
    {
        writeAndClose(smallSegments(), 10, LENGTH);
        final Collecting subscriber = subscribe(publisher(), 2);
        pollUntil(subscriber, 2);
        subscriber.subscription.request(count);
        pollUntilOver(subscriber);
        assertInstanceOf(IllegalArgumentException.class, subscriber.failure);
        assertTrue(subscriber.failure.getMessage().contains("requested=" + count), subscriber.failure.getMessage());
        assertEquals(2, subscriber.count());
    }

    @Test
    void shouldEndTheSubscriptionOfWhoThrowsAndNobodyElses()
    {
        writeAndClose(smallSegments(), 100, LENGTH);
        final IllegalStateException mine = new IllegalStateException("mine");
        final Collecting throwing = new Collecting(ALL).then(count -> {
            if (count == 4)
            {
                throw mine;
            }
        });
        withCursor().subscribe(throwing);
        final Collecting other = subscribe(publisher(), ALL);
        pollUntilOver(other);
        assertHolds(other, 0, 100);
        assertSame(mine, awaitError());
        assertEquals(4, throwing.count());
        assertFalse(throwing.isOver());
        // Before the record that it has thrown at.
        final Collecting next = subscribeWithTheCursor();
        pollUntilOver(next);
        assertHolds(next, 3, 97);
    }

    @Test
    void shouldReportWhoThrowsAtItsEnd()
    {
        writeAndClose(smallSegments(), 3, LENGTH);
        final RuntimeException mine = new IllegalStateException("mine");
        publisher().subscribe(new Flow.Subscriber<>()
        {
            @Override
            public void onSubscribe(final Flow.Subscription subscription)
            {
                subscription.request(ALL);
            }

            @Override
            public void onNext(final ByteBuffer item)
            {
                // Nothing
            }

            @Override
            public void onError(final Throwable failure)
            {
                throw new AssertionError(failure);
            }

            @Override
            public void onComplete()
            {
                throw mine;
            }
        });
        assertSame(mine, awaitError());
    }

    @Test
    void shouldReportWhoThrowsWhenItSubscribes()
    {
        writeAndClose(smallSegments(), 3, LENGTH);
        final RuntimeException mine = new IllegalStateException("mine");
        final Collecting subscriber = new Collecting(ALL)
        {
            @Override
            public void onSubscribe(final Flow.Subscription upstream)
            {
                throw mine;
            }
        };
        publisher().subscribe(subscriber);
        assertSame(mine, awaitError());
        assertEquals(0, subscriber.count());
        assertThrows(NullPointerException.class, () -> publisher().subscribe(null));
    }

    // Ends, at each point

    /** Where a subscriber is. */
    enum Point
    {
        /** It has got all that it has requested, and a record is there. */
        HELD_BACK(1),
        /** It has got all that it has requested, and no record is there. */
        IDLE(10),
        /** It waits for more. */
        WAITING(ALL);

        private final long requested;

        Point(final long requested)
        {
            this.requested = requested;
        }
    }

    private Collecting come(final Point point)
    {
        final Collecting subscriber = subscribe(publisher(), point.requested);
        pollUntil(subscriber, (int)Math.min(point.requested, 10));
        settle();
        assertFalse(subscriber.isOver());
        return subscriber;
    }

    private void takeAll(final Collecting subscriber)
    {
        if (!subscriber.isOver())
        {
            subscriber.subscription.request(ALL);
        }
        pollUntilOver(subscriber);
    }

    @ParameterizedTest
    @EnumSource
    void shouldCompleteWhenTheOwnerCloses(final Point point)
    {
        final Collecting subscriber;
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            write(writer, 0, 10, LENGTH);
            subscriber = come(point);
        }
        takeAll(subscriber);
        assertTrue(subscriber.completed);
        assertHolds(subscriber, 0, 10);
    }

    @ParameterizedTest
    @EnumSource
    void shouldCompleteWhenTheChannelIsDrained(final Point point)
    {
        final Collecting subscriber;
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            write(writer, 0, 10, LENGTH);
            subscriber = come(point);
            writer.drain();
            takeAll(subscriber);
        }
        assertTrue(subscriber.completed);
        assertHolds(subscriber, 0, 10);
    }

    @ParameterizedTest
    @EnumSource
    void shouldFailWhenTheChannelIsTerminated(final Point point)
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            write(writer, 0, 10, LENGTH);
            final Collecting subscriber = come(point);
            writer.terminate();
            pollUntilOver(subscriber);
            assertInstanceOf(ChannelClosedException.class, subscriber.failure);
        }
    }

    /** A dead owner says nothing; its successor goes on. */
    @ParameterizedTest
    @EnumSource
    void shouldGoOnWithTheNextOwnerWhenOneDies(final Point point) throws Exception
    {
        writeAndClose(smallSegments(), 10, LENGTH);
        final Process owner = ChildJvm.of(ChannelProgram.class).start("own", path().toString());
        assertEquals('F', owner.getInputStream().read());
        final Collecting subscriber = come(point);
        owner.destroyForcibly().waitFor();
        settle();
        assertFalse(subscriber.isOver());
        writeAndClose(smallSegments(), 5, LENGTH);
        takeAll(subscriber);
        assertTrue(subscriber.completed);
        assertHolds(subscriber, 0, 15);
    }

    @ParameterizedTest
    @EnumSource
    void shouldFailWhenTheConductorIsClosed(final Point point)
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            write(writer, 0, 10, LENGTH);
            final Collecting subscriber = come(point);
            polling.close();
            assertInstanceOf(IllegalStateException.class, subscriber.failure);
        }
    }

    @Test
    void shouldGoOnAcrossOwnersUntilTheStreamIsDrained()
    {
        final Collecting subscriber = subscribe(publisherAcrossOwners(), ALL);
        pollUntil(subscriber, 10);
        settle();
        assertFalse(subscriber.isOver());
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            write(writer, 10, 300, LENGTH);
            writer.drain();
        }
        pollUntilOver(subscriber);
        assertTrue(subscriber.completed);
        assertHolds(subscriber, 0, 310);
    }

    private JournalPublisher<ByteBuffer> publisherAcrossOwners()
    {
        writeAndClose(smallSegments(), 10, LENGTH);
        return publisher().acrossOwners();
    }

    @Test
    void shouldReadWhatATerminatedChannelHoldsBeforeItFails()
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            write(writer, 0, 10, LENGTH);
            writer.terminate();
        }
        final Collecting subscriber = subscribe(publisher(), ALL);
        pollUntilOver(subscriber);
        assertInstanceOf(ChannelClosedException.class, subscriber.failure);
        assertHolds(subscriber, 0, 10);
    }

    // What is wrong with a channel

    private Throwable failure(final JournalPublisher<ByteBuffer> publisher)
    {
        final Collecting subscriber = subscribe(publisher, ALL);
        assertTrue(subscriber.subscription != null);
        pollUntilOver(subscriber);
        return subscriber.failure;
    }

    @Test
    void shouldFailWhereThereIsNoChannel()
    {
        assertInstanceOf(ChannelNotFoundException.class, failure(publisher()));
    }

    @Test
    void shouldWaitForAChannelToAppear()
    {
        final Collecting subscriber =
            subscribe(JournalFlow.publisher(ShmChannel.at(path()).deadline(Duration.ofDays(1)), polling), ALL);
        settle();
        assertFalse(subscriber.isOver());
        writeAndClose(smallSegments(), 10, LENGTH);
        pollUntilOver(subscriber);
        // It may have come before there was a record, and before the channel was closed.
        assertTrue(subscriber.completed);
        assertHolds(subscriber, 0, 10);
    }

    @Test
    void shouldTakeNoThreadWhileItWaitsForChannelsToAppear()
    {
        final List<Collecting> waiting = new ArrayList<>();
        for (int i = 0; i < 5; i++)
        {
            waiting.add(subscribe(JournalFlow.publisher(
                ShmChannel.at(directory.resolve("nowhere-" + i)).deadline(Duration.ofDays(1)), polling), ALL));
        }
        settle();
        final CompletableFuture<String> other = polling.submit(() -> "done");
        final Patience patience = new Patience("other work");
        while (!other.isDone())
        {
            polling.doWork();
            patience.check();
        }
        // Nor does the conductor wait for them.
        polling.close();
        waiting.forEach(subscriber -> assertInstanceOf(IllegalStateException.class, subscriber.failure));
    }

    @Test
    void shouldFailWhenNoChannelAppearsInTime()
    {
        final Collecting subscriber = subscribe(
            JournalFlow.publisher(ShmChannel.at(path()).deadline(Duration.ofMillis(20)), polling), ALL);
        pollUntilOver(subscriber);
        assertInstanceOf(ChannelNotFoundException.class, subscriber.failure);
    }

    @Test
    void shouldFailWhereNothingIsYet()
    {
        writeAndClose(smallSegments(), 10, LENGTH);
        assertInstanceOf(PositionUnavailableException.class, failure(publisher().fromPosition(SEGMENT_SIZE)));
        assertInstanceOf(PositionUnavailableException.class, failure(publisher().fromSequence(11)));
        assertInstanceOf(IllegalStateException.class,
            failure(JournalFlow.publisher(at(path()), polling).fromTime(0)));
        // A reader with a cursor was let go of.
        failure(withCursor().fromPosition(SEGMENT_SIZE));
        final Collecting next = subscribeWithTheCursor();
        pollUntilOver(next);
        assertTrue(next.completed);
    }

    @Test
    void shouldFailAtDamageBehindWhatIsGood() throws Exception
    {
        writeAndClose(smallSegments(true), 10, LENGTH);
        Damage.putLong(segmentFile(0), DATA_OFFSET + 3 * ALIGNED_LENGTH + 16, 17);
        final Collecting subscriber = subscribe(publisher(), ALL);
        pollUntilOver(subscriber);
        assertInstanceOf(CorruptChannelException.class, subscriber.failure);
        assertHolds(subscriber, 0, 3);
    }

    private ShmWriter<ByteBuffer> keepingOne()
    {
        return channel(smallSegments().retention(Retention.keepSegments(1))).openWriter();
    }

    @Test
    void shouldFailWhoWasOvertaken()
    {
        try (ShmWriter<ByteBuffer> writer = keepingOne())
        {
            write(writer, 0, 10, LENGTH);
            final Collecting subscriber = subscribe(publisher(), 5);
            pollUntil(subscriber, 5);
            write(writer, 10, 500, LENGTH);
            assertTrue(Files.notExists(segmentFile(1)));
            takeAll(subscriber);
            assertInstanceOf(OvertakenException.class, subscriber.failure);
        }
    }

    @Test
    void shouldGoOnWhereTheLossIsTold()
    {
        final Collecting subscriber;
        try (ShmWriter<ByteBuffer> writer = keepingOne())
        {
            write(writer, 0, 10, LENGTH);
            subscriber = subscribe(JournalFlow.publisher(at(path()).onLoss(losses::add), polling), 5);
            pollUntil(subscriber, 5);
            write(writer, 10, 500, LENGTH);
        }
        takeAll(subscriber);
        assertTrue(subscriber.completed);
        assertEquals(1, losses.size());
        assertEquals(510 - losses.get(0).lostRecords(), subscriber.count());
    }

    @Test
    void shouldFailWhenTheConductorWasClosedBefore()
    {
        polling.close();
        final Collecting subscriber = subscribe(publisher(), ALL);
        assertInstanceOf(IllegalStateException.class, subscriber.failure);
    }
}
