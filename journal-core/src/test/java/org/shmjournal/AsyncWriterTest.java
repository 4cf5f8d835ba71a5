package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.shmjournal.async.AsyncShmWriter;
import org.shmjournal.async.Written;
import org.shmjournal.error.ChannelFullException;
import org.shmjournal.error.QueueFullException;
import org.shmjournal.error.RecordTooLongException;
import org.shmjournal.error.StorageException;
import org.shmjournal.testing.Records;
import org.shmjournal.testing.TestDisk;

/** Futures instead of waiting: each call, at once and pending. */
class AsyncWriterTest extends AsyncFixture
{
    private final TestDisk disk = new TestDisk();

    private void assertHoldsWhatWasWritten(final List<? extends CompletionStage<Written>> futures)
    {
        long position = 0;
        for (final CompletionStage<Written> future : futures)
        {
            final Written written = done(future);
            assertTrue(written.position() >= position);
            assertEquals(ALIGNED_LENGTH, written.alignedLength());
            position = written.end();
        }
        assertHolds(futures.size(), LENGTH);
    }

    @Test
    void shouldCompleteAtOnceWhenThereIsRoom()
    {
        final AsyncShmWriter<ByteBuffer> writer = open();
        assertEquals(new Written(0, ALIGNED_LENGTH), writer.write(Records.buffer(0, LENGTH)).getNow(null));
        assertEquals(new Written(ALIGNED_LENGTH, ALIGNED_LENGTH),
            writer.writeBytes(Records.buffer(1, LENGTH)).getNow(null));
        assertEquals(2 * ALIGNED_LENGTH, new Written(ALIGNED_LENGTH, ALIGNED_LENGTH).end());
        close(writer);
        assertHolds(2, LENGTH);
    }

    @Test
    void shouldBePendingUntilThereIsRoom()
    {
        final AsyncShmWriter<ByteBuffer> writer = open();
        final List<CompletionStage<Written>> futures = fill(writer);
        for (int i = 0; i < 200; i++)
        {
            final CompletableFuture<Written> behind = writer.write(Records.buffer(futures.size(), LENGTH));
            assertFalse(behind.isDone());
            futures.add(behind);
        }
        assertEquals(SEGMENT_SIZE, done(futures.get(futures.size() - 201)).position());
        close(writer);
        assertHoldsWhatWasWritten(futures);
    }

    /** Room for so many records at the end of a segment: they are done, whole; the others wait, whole. */
    @ParameterizedTest
    @CsvSource({"2,2", "2,1", "1,2", "1,0", "0,1", "0,0"})
    void shouldWriteWholeRecordsIntoWhatRoomThereIs(final int first, final int second)
    {
        final AsyncShmWriter<ByteBuffer> writer = open();
        final List<CompletionStage<Written>> futures = new ArrayList<>();
        final int perSegment = RECORDS_END / ALIGNED_LENGTH;
        for (final int room : new int[]{first, second})
        {
            while (futures.size() % perSegment != (perSegment - room) % perSegment || futures.isEmpty())
            {
                futures.add(writer.write(Records.buffer(futures.size(), LENGTH)));
            }
            futures.forEach(this::done);
            for (int i = 0; i < 3; i++)
            {
                futures.add(writer.writeBytes(Records.buffer(futures.size(), 400),
                    Records.buffer(0, 0), rest(futures.size())));
            }
        }
        close(writer);
        assertHoldsWhatWasWritten(futures);
    }

    private static ByteBuffer rest(final int sequence)
    {
        return Records.buffer(sequence, LENGTH).position(400);
    }

    @Test
    void shouldWriteThreeRecordsOfWhichTwoHaveRoom()
    {
        final AsyncShmWriter<ByteBuffer> writer = open();
        final List<CompletableFuture<Written>> futures = new ArrayList<>();
        while (futures.size() < RECORDS_END / ALIGNED_LENGTH - 2)
        {
            futures.add(writer.write(Records.buffer(futures.size(), LENGTH)));
        }
        for (int i = 0; i < 3; i++)
        {
            futures.add(writer.write(Records.buffer(futures.size(), LENGTH)));
        }
        assertEquals(futures.size() - 1, futures.stream().filter(CompletableFuture::isDone).count());
        close(writer);
        assertHoldsWhatWasWritten(futures);
    }

    /** What each operation comes to, with room or without at first. */
    private List<Object> everyOperation(final AsyncShmWriter<ByteBuffer> writer, final long base)
    {
        final List<CompletionStage<?>> stages = new ArrayList<>();
        stages.add(writer.write(Records.buffer(0, LENGTH)));
        stages.add(writer.writeBytes(Records.buffer(1, LENGTH)));
        stages.add(writer.writeBytes(Records.buffer(2, 7), ByteBuffer.allocate(0), Records.buffer(3, 9)));
        stages.add(writer.writeBytes());
        stages.add(writer.writeBytes(ByteBuffer.allocate(0), ByteBuffer.allocate(0)));
        stages.add(writer.write(Records.buffer(0, MAX_RECORD_LENGTH + 1)));
        stages.add(writer.flush());
        stages.add(writer.close());
        final List<Object> results = new ArrayList<>();
        for (final CompletionStage<?> stage : stages)
        {
            final Object result = done(stage.handle((value, failure) -> failure == null ? value : failure.getClass()));
            results.add(result instanceof Written written ?
                new Written(written.position() - base, written.alignedLength()) :
                result instanceof Long position ? position - base : result);
        }
        return results;
    }

    @Test
    void shouldComeToTheSameWhenEveryOperationIsFirstPending()
    {
        final List<Object> atOnce = everyOperation(open(), 0);
        assertEquals(new Written(2 * ALIGNED_LENGTH, 24), atOnce.get(2));
        assertEquals(8, ((Written)atOnce.get(3)).alignedLength());
        assertEquals(8, ((Written)atOnce.get(4)).alignedLength());
        assertEquals(RecordTooLongException.class, atOnce.get(5));

        final AsyncShmWriter<ByteBuffer> writer =
            AsyncShmWriter.open(at(directory.resolve("full")).spec(smallSegments()), conductor);
        final CompletionStage<Written> last = last(fill(writer));
        final List<Object> pending = everyOperation(writer, SEGMENT_SIZE + ALIGNED_LENGTH);
        assertEquals(SEGMENT_SIZE, done(last).position());
        assertEquals(atOnce, pending);
    }

    private static <E> E last(final List<E> list)
    {
        return list.get(list.size() - 1);
    }

    @Test
    void shouldMakeOneRecordOfAllSources()
    {
        final AsyncShmWriter<ByteBuffer> writer = open();
        final byte[] whole = Records.payload(5, 90);
        writer.writeBytes(ByteBuffer.wrap(whole, 0, 30), ByteBuffer.allocate(0), ByteBuffer.wrap(whole, 30, 60));
        close(writer);
        final List<Records.Read> records = readAll();
        assertEquals(1, records.size());
        assertArrayEquals(whole, records.get(0).payload());
    }

    @Test
    void shouldMovePositionsOnlyOnSuccess()
    {
        final AsyncShmWriter<ByteBuffer> writer = open();
        final ByteBuffer atOnce = Records.buffer(0, LENGTH);
        writer.writeBytes(atOnce);
        assertEquals(LENGTH, atOnce.position());
        fill(writer);

        final ByteBuffer pending = Records.buffer(0, LENGTH);
        final ByteBuffer cancelled = Records.buffer(0, LENGTH);
        final ByteBuffer tooLong = Records.buffer(0, MAX_RECORD_LENGTH + 1);
        final CompletableFuture<Written> future = writer.writeBytes(pending);
        writer.writeBytes(cancelled).cancel(false);
        final CompletableFuture<Written> failed = writer.writeBytes(tooLong);
        assertEquals(0, pending.position());
        done(future);
        assertEquals(LENGTH, pending.position());
        assertInstanceOf(RecordTooLongException.class, failure(failed));
        assertEquals(0, tooLong.position());
        close(writer);
        assertEquals(0, cancelled.position());
        final ByteBuffer late = Records.buffer(0, LENGTH);
        failure(writer.writeBytes(late));
        assertEquals(0, late.position());
    }

    // Flush

    @Test
    void shouldFlushWhatWasWrittenBefore()
    {
        final AsyncShmWriter<ByteBuffer> writer =
            AsyncShmWriter.open(channel().fileOperations(disk), conductor);
        final long end = done(writer.write(Records.buffer(0, LENGTH))).end();
        final CompletableFuture<Long> flush = writer.flush();
        assertFalse(flush.isDone());
        assertEquals(end, done(flush));
        assertEquals(1, disk.recordForces());
        assertEquals(end, channel().info().durablePosition());
        close(writer);
    }

    @Test
    void shouldFlushBehindWhatIsPending()
    {
        final AsyncShmWriter<ByteBuffer> writer = open();
        final CompletionStage<Written> pending = last(fill(writer));
        final CompletableFuture<Long> flush = writer.flush();
        final CompletableFuture<Written> behind = writer.write(Records.buffer(0, LENGTH));
        assertFalse(flush.isDone());
        assertTrue(done(flush) >= done(pending).end());
        done(behind);
        close(writer);
    }

    @Test
    void shouldNotWaitInAFlushForWhatIsSubmittedLater()
    {
        final AsyncShmWriter<ByteBuffer> writer = open();
        writer.write(Records.buffer(0, LENGTH));
        final CompletableFuture<Long> flush = writer.flush();
        fill(writer);
        assertTrue(done(flush) >= ALIGNED_LENGTH);
        close(writer);
    }

    @Test
    void shouldShareAForceAmongFlushes() throws InterruptedException
    {
        final AsyncShmWriter<ByteBuffer> writer =
            AsyncShmWriter.open(channel().fileOperations(disk), conductor);
        writer.write(Records.buffer(0, LENGTH));
        disk.forget();
        final CountDownLatch forcing = disk.holdForces();
        final CompletableFuture<Long> first = writer.flush();
        conductor.doWork();
        forcing.await();
        final List<CompletableFuture<Long>> others = new ArrayList<>();
        for (int i = 0; i < 100; i++)
        {
            writer.write(Records.buffer(1, 10));
            others.add(writer.flush());
        }
        final CompletableFuture<Long> taken = writer.flush();
        assertTrue(taken.cancel(false));
        conductor.doWork();
        disk.letGo();
        done(first);
        others.forEach(this::done);
        assertEquals(2, disk.recordForces());
        close(writer);
    }

    // Close

    @Test
    void shouldCloseOnceWhenEverythingIsDone()
    {
        final AsyncShmWriter<ByteBuffer> writer = open();
        final List<CompletionStage<Written>> futures = fill(writer);
        final CompletableFuture<Long> flush = writer.flush();
        final CompletionStage<Void> closed = writer.close();
        assertSame(closed, writer.close());
        assertFalse(closed.toCompletableFuture().isDone());
        done(closed);
        assertTrue(flush.isDone());
        assertSame(closed, writer.close());
        assertTrue(channel().info().closed());
        assertHoldsWhatWasWritten(futures);
        assertEquals(channel().info().endPosition(), channel().info().durablePosition());
        channel().openWriter().close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldRefuseEverythingAfterClose(final boolean isDone)
    {
        final AsyncShmWriter<ByteBuffer> writer = open();
        final CompletionStage<Void> closed = writer.close();
        if (isDone)
        {
            done(closed);
        }
        final List<CompletionStage<?>> late = List.of(writer.write(Records.buffer(0, LENGTH)),
            writer.writeBytes(Records.buffer(0, LENGTH)), writer.writeBytes(), writer.flush(), writer.drain());
        for (final CompletionStage<?> stage : late)
        {
            assertTrue(stage.toCompletableFuture().isDone());
            final Throwable failure = failure(stage);
            assertInstanceOf(IllegalStateException.class, failure);
            assertTrue(failure.getMessage().contains(path().toString()), failure.getMessage());
        }
        assertTrue(writer.ready().isDone());
        done(closed);
        assertInstanceOf(IllegalStateException.class, failure(writer.terminate()));
        assertHolds(0, LENGTH);
    }

    @Test
    void shouldNotLetAUserCompleteTheStageOfClose()
    {
        final AsyncShmWriter<ByteBuffer> writer = open();
        fill(writer);
        writer.close().toCompletableFuture().cancel(true);
        assertFalse(writer.close().toCompletableFuture().isDone());
        close(writer);
    }

    // The queue

    @Test
    void shouldRefuseWhatHasNoPlaceAndTellWhenThereIsOne()
    {
        final AsyncShmWriter<ByteBuffer> writer = AsyncShmWriter.open(channel(), conductor, 3);
        assertTrue(writer.ready().isDone());
        final List<CompletionStage<Written>> futures = fill(writer);
        futures.add(writer.write(Records.buffer(futures.size(), LENGTH)));
        assertTrue(writer.ready().isDone());
        futures.add(writer.write(Records.buffer(futures.size(), LENGTH)));
        final CompletableFuture<Void> ready = writer.ready();
        assertFalse(ready.isDone());

        final ByteBuffer source = Records.buffer(0, LENGTH);
        final CompletableFuture<Written> refused = writer.writeBytes(source);
        assertTrue(refused.isCompletedExceptionally());
        final Throwable failure = failure(refused);
        assertInstanceOf(QueueFullException.class, failure);
        assertTrue(failure.getMessage().contains("queueCapacity=3"), failure.getMessage());
        assertEquals(0, source.position());
        // A flush takes no place.
        final CompletableFuture<Long> flush = writer.flush();
        done(ready);
        futures.add(writer.write(Records.buffer(futures.size(), LENGTH)));
        done(flush);
        close(writer);
        assertHoldsWhatWasWritten(futures);
    }

    @Test
    void shouldTellThatAPlaceIsFreeWhenOneIsGivenUp()
    {
        final AsyncShmWriter<ByteBuffer> writer = AsyncShmWriter.open(channel(), conductor, 1);
        final CompletionStage<Written> pending = last(fill(writer));
        final CompletableFuture<Void> ready = writer.ready();
        assertTrue(pending.toCompletableFuture().cancel(true));
        done(ready);
        done(writer.write(Records.buffer(0, LENGTH)));
        close(writer);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void shouldRefuseAQueueWithoutAPlace(final int capacity)
    {
        assertThrows(IllegalArgumentException.class, () -> AsyncShmWriter.open(channel(), conductor, capacity));
        assertFalse(channel().exists());
    }

    /** However often the conductor looks. */
    @Test
    void shouldEncodeWhatIsPendingNoMoreUntilThereIsRoom()
    {
        final FailingFormat format = new FailingFormat();
        final ChannelSpec ring = smallSegments().retention(Retention.ring(3));
        final AsyncShmWriter<ByteBuffer> writer = AsyncShmWriter.open(channel(ring).format(format), conductor);
        try (ShmReader<ByteBuffer> reader = channel(ring).gating(Gating.WRITER).openReader())
        {
            // So that there is room at the end of a segment, and not enough.
            final int length = 900;
            CompletableFuture<Written> pending = writer.write(Records.buffer(0, length));
            for (int i = 1; i <= 3 * (RECORDS_END / 912); i++)
            {
                done(pending);
                pending = writer.write(Records.buffer(i, length));
            }
            final CompletableFuture<Written> behind = writer.write(ByteBuffer.allocate(0));
            final int before = format.encodings;
            for (int i = 0; i < 100; i++)
            {
                conductor.doWork();
            }
            assertFalse(pending.isDone());
            assertEquals(before, format.encodings);

            // What was behind it has room where that has none.
            assertFalse(behind.isDone());
            assertTrue(pending.cancel(false));
            done(behind);
            final CompletableFuture<Written> next = writer.write(Records.buffer(0, length));
            assertFalse(next.isDone());
            assertTrue(Records.readAll(reader).size() > 100);
            done(next);
        }
        close(writer);
    }

    @Test
    void shouldNotLetASmallRecordPassALargeOne()
    {
        final AsyncShmWriter<ByteBuffer> writer = open();
        final CompletionStage<Written> large = last(fill(writer));
        // There would be room for it.
        final CompletableFuture<Written> empty = writer.writeBytes();
        assertFalse(empty.isDone());
        assertEquals(done(large).end(), done(empty).position());
        close(writer);
    }

    @Test
    void shouldParkNobodyWithAnEmptyRecord()
    {
        final AsyncShmWriter<ByteBuffer> writer = open();
        CompletableFuture<Written> empty = writer.writeBytes();
        while (empty.isDone())
        {
            assertEquals(8, empty.join().alignedLength());
            empty = writer.writeBytes();
        }
        // Not even a header has room: it waits, and nobody else does.
        assertEquals(new Written(SEGMENT_SIZE, 8), done(empty));
        close(writer);
    }

    // Taking back

    @Test
    void shouldTakeBackWhatWasNotPublished()
    {
        final AsyncShmWriter<ByteBuffer> writer = open();
        final List<CompletionStage<Written>> futures = fill(writer);
        final CompletableFuture<Written> taken = writer.write(Records.buffer(99, LENGTH));
        final CompletableFuture<Written> behind = writer.write(Records.buffer(futures.size(), LENGTH));
        final CompletableFuture<Written> first = futures.get(futures.size() - 1).toCompletableFuture();
        assertTrue(taken.cancel(true));
        assertTrue(taken.cancel(true));
        assertTrue(taken.isCancelled());
        assertThrows(CancellationException.class, taken::join);
        assertEquals(done(first).end(), done(behind).position());
        futures.add(behind);
        assertFalse(behind.cancel(true));
        assertFalse(behind.isCancelled());
        close(writer);
        assertHoldsWhatWasWritten(futures);
    }

    @Test
    void shouldTakeNothingBackThatWasPublished()
    {
        final AsyncShmWriter<ByteBuffer> writer = open();
        final CompletableFuture<Written> written = writer.write(Records.buffer(0, LENGTH));
        assertFalse(written.cancel(true));
        assertFalse(written.complete(null));
        assertFalse(written.completeExceptionally(new IllegalStateException()));
        assertEquals(0, written.join().position());
        close(writer);
        assertHolds(1, LENGTH);
    }

    @Test
    void shouldTakeBackWhatTimedOut()
    {
        final AsyncShmWriter<ByteBuffer> writer = open();
        final int written = fill(writer).size();
        final CompletableFuture<Written> late =
            writer.write(Records.buffer(99, LENGTH)).orTimeout(1, TimeUnit.MILLISECONDS);
        final CompletableFuture<Written> replaced = writer.write(Records.buffer(99, LENGTH));
        assertTrue(replaced.complete(new Written(-1, 0)));
        final Patience patience = new Patience("a timeout");
        while (!late.isDone())
        {
            patience.check();
        }
        assertInstanceOf(TimeoutException.class, failure(late));
        close(writer);
        assertHolds(written, LENGTH);
    }

    @Test
    void shouldTakeBackWhatAnotherThreadCompletes()
    {
        final AsyncShmWriter<ByteBuffer> writer = open();
        final int written = fill(writer).size();
        final CompletableFuture<Written> replaced =
            writer.write(Records.buffer(99, LENGTH)).completeAsync(() -> new Written(-1, 0), Runnable::run);
        final CompletableFuture<Written> failed = writer.write(Records.buffer(99, LENGTH)).completeAsync(() -> {
            throw new IllegalStateException("mine");
        }, Runnable::run);
        assertEquals(-1, replaced.join().position());
        assertInstanceOf(IllegalStateException.class, failure(failed));
        close(writer);
        assertHolds(written, LENGTH);
    }

    @Test
    void shouldCloseWhenAllThatWasPendingIsTakenBack()
    {
        final AsyncShmWriter<ByteBuffer> writer = open();
        final List<CompletionStage<Written>> futures = fill(writer);
        final CompletionStage<Void> closed = writer.close();
        assertTrue(last(futures).toCompletableFuture().cancel(false));
        done(closed);
        assertHolds(futures.size() - 1, LENGTH);
    }

    // What fails

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTellWhatAnEncoderThrows(final boolean pending)
    {
        final FailingFormat format = new FailingFormat();
        final AsyncShmWriter<ByteBuffer> writer = AsyncShmWriter.open(channel().format(format), conductor);
        final int before = pending ? fill(writer).size() : 0;
        final CompletableFuture<Written> fails = writer.write(Records.buffer(0, LENGTH));
        format.failure = new AssertionError("mine");
        final CompletableFuture<Written> failsToo = pending ? fails : writer.write(Records.buffer(0, LENGTH));
        if (pending)
        {
            // Of those in front, too.
            conductUntil("the failure", fails::isDone);
        }
        assertSame(format.failure, failure(failsToo));
        format.failure = null;
        done(writer.write(Records.buffer(0, LENGTH)));
        close(writer);
        assertEquals(pending ? before : 2, readAll().size());
    }

    @Test
    void shouldTellThatASingleSegmentIsFull()
    {
        final AsyncShmWriter<ByteBuffer> writer =
            AsyncShmWriter.open(channel(smallSegments().retention(Retention.SINGLE_SEGMENT)), conductor);
        CompletableFuture<Written> future = writer.write(Records.buffer(0, LENGTH));
        int written = 0;
        while (!future.isCompletedExceptionally())
        {
            written++;
            future = writer.write(Records.buffer(written, LENGTH));
        }
        assertInstanceOf(ChannelFullException.class, failure(future));
        assertInstanceOf(ChannelFullException.class, failure(writer.writeBytes()));
        close(writer);
        assertHolds(written, LENGTH);
    }

    @Test
    void shouldFailWhatIsPendingWhenTheNextSegmentCannotBeMadeAndGoOnWhenItCan()
    {
        final AsyncShmWriter<ByteBuffer> writer =
            AsyncShmWriter.open(channel().fileOperations(disk), conductor);
        disk.fill("1.seg");
        final CompletionStage<Written> pending = last(fill(writer));
        assertInstanceOf(StorageException.class, failure(pending));
        disk.fill(null);
        final Patience patience = new Patience("a segment");
        CompletableFuture<Written> again = writer.write(Records.buffer(0, LENGTH));
        while (again.isCompletedExceptionally())
        {
            conductor.doWork();
            again = writer.write(Records.buffer(0, LENGTH));
            patience.check();
        }
        done(again);
        close(writer);
    }

    @Test
    void shouldWaitWithBackpressureDropToo()
    {
        final AsyncShmWriter<ByteBuffer> writer =
            AsyncShmWriter.open(channel().backpressure(Backpressure.DROP), conductor);
        final List<CompletionStage<Written>> futures = fill(writer);
        close(writer);
        assertHoldsWhatWasWritten(futures);
        assertEquals(0, channel().info().drops());
    }

    @Test
    void shouldTellWhatTheChannelIs()
    {
        final AsyncShmWriter<ByteBuffer> writer = open();
        assertEquals(SEGMENT_SIZE, writer.header().segmentSize());
        assertEquals(path(), writer.path());
        close(writer);
    }

    @Test
    void shouldNotOpenWithAConductorThatIsClosed()
    {
        conductor.close();
        assertThrows(IllegalStateException.class, this::open);
        assertTrue(channel().info().closed());
        channel().openWriter().close();
    }
}
