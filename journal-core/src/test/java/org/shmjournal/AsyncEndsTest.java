package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.shmjournal.async.AsyncShmWriter;
import org.shmjournal.async.Written;
import org.shmjournal.error.ChannelClosedException;
import org.shmjournal.error.JournalException;
import org.shmjournal.error.WaitTimeoutException;
import org.shmjournal.testing.ChannelProgram;
import org.shmjournal.testing.ChildJvm;
import org.shmjournal.testing.Records;
import org.shmjournal.testing.TestDisk;

/**
 * Every end at every point of an asynchronous exchange: each future completes, with a typed exception where what it
 * stands for does not come, and the channel holds whole records, those among them that a future has told of.
 */
class AsyncEndsTest extends AsyncFixture
{
    private final TestDisk disk = new TestDisk();
    private final List<CompletionStage<Written>> writes = new ArrayList<>();
    private final List<CompletionStage<?>> others = new ArrayList<>();
    private AsyncShmWriter<ByteBuffer> writer;
    private boolean held;

    @AfterEach
    void letGo()
    {
        if (held)
        {
            disk.letGo();
        }
    }

    /** What is under way. */
    enum Point
    {
        /** A write waits for room. */
        WRITE,
        /** A flush waits for that. */
        FLUSH,
        /** A flush forces. */
        FORCE,
        /** A drain waits for a write. */
        DRAIN,
        /** Close waits for a write. */
        CLOSE,
        /** Close waits for a flush that forces. */
        CLOSE_BEHIND_FORCE,
        /** Somebody waits for a place. */
        PLACE,
        /** Nothing. */
        NOTHING
    }

    /** What happens then. */
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

    private void come(final Point point) throws InterruptedException
    {
        writer = AsyncShmWriter.open(channel().fileOperations(disk), conductor, 2);
        writes.add(writer.write(Records.buffer(0, LENGTH)));
        switch (point)
        {
            case WRITE -> fillUp();
            case FLUSH ->
            {
                fillUp();
                others.add(writer.flush());
            }
            case FORCE -> force();
            case DRAIN ->
            {
                fillUp();
                others.add(writer.drain());
            }
            case CLOSE ->
            {
                fillUp();
                others.add(writer.close());
            }
            case CLOSE_BEHIND_FORCE ->
            {
                force();
                others.add(writer.close());
            }
            case PLACE ->
            {
                fillUp();
                others.add(writer.ready());
            }
            default -> conductor.doWork();
        }
    }

    /** Two that wait for room. */
    private void fillUp()
    {
        CompletableFuture<Written> last;
        do
        {
            last = writer.write(Records.buffer(writes.size(), LENGTH));
            writes.add(last);
        }
        while (last.isDone());
        writes.add(writer.write(Records.buffer(writes.size(), LENGTH)));
    }

    private void force() throws InterruptedException
    {
        final CountDownLatch forcing = disk.holdForces();
        held = true;
        others.add(writer.flush());
        conductor.doWork();
        forcing.await();
    }

    private void happen(final Event event) throws IOException
    {
        switch (event)
        {
            case CLOSE -> others.add(writer.close());
            case DRAIN -> others.add(writer.drain());
            case DRAIN_FROM_ELSEWHERE -> requestDrain();
            case TERMINATE -> others.add(writer.terminate());
            case TERMINATE_FROM_ELSEWHERE -> channel().terminate();
            case LOCK_LOST -> Files.delete(lockFile());
            case FORCE_FAILED -> disk.breakForces(".seg");
            default ->
            {
                letGoOfForces();
                conductor.close();
            }
        }
    }

    private void requestDrain()
    {
        try
        {
            channel().drain();
        }
        catch (final WaitTimeoutException ex)
        {
            assertTrue(ex.getMessage().contains("was asked"), ex.getMessage());
        }
    }

    private void letGoOfForces()
    {
        if (held)
        {
            held = false;
            disk.letGo();
        }
    }

    /** Null when it is there. */
    private Throwable outcome(final CompletionStage<?> stage)
    {
        return done(stage.handle(
            (value, failure) -> failure instanceof CompletionException ? failure.getCause() : failure));
    }

    private static void assertTyped(final Throwable failure)
    {
        if (failure != null)
        {
            assertTrue(failure instanceof JournalException || failure instanceof IllegalStateException,
                failure.toString());
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("matrix")
    void shouldLeaveNothingPending(final Point point, final Event event) throws Exception
    {
        come(point);
        happen(event);
        letGoOfForces();
        others.add(writer.flush());
        others.add(writer.close());
        final List<Written> told = new ArrayList<>();
        for (final CompletionStage<Written> write : writes)
        {
            final Throwable failure = outcome(write);
            assertTyped(failure);
            if (failure == null)
            {
                told.add(done(write));
            }
        }
        others.forEach(other -> assertTyped(outcome(other)));
        if (event == Event.CLOSE || event == Event.DRAIN && point != Point.CLOSE)
        {
            assertEquals(writes.size(), told.size());
        }
        // What a failed force leaves is not promised, and who has lost his lock does not say what is there.
        if (event != Event.LOCK_LOST && event != Event.FORCE_FAILED)
        {
            assertHoldsWhatWasTold(told.size());
        }
    }

    private void assertHoldsWhatWasTold(final int count)
    {
        try (ShmReader<ByteBuffer> reader = at(path()).openReader())
        {
            assertRecords(Records.readAll(reader), 0, count, LENGTH);
        }
        assertTrue(at(path()).verify().isGood());
    }

    private void assertAllFail(final Class<? extends Throwable> type)
    {
        final List<CompletionStage<Written>> waiting = writes.subList(writes.size() - 2, writes.size());
        waiting.forEach(write -> assertInstanceOf(type, failure(write)));
    }

    @ParameterizedTest
    @EnumSource(names = {"DRAIN_FROM_ELSEWHERE", "TERMINATE", "TERMINATE_FROM_ELSEWHERE", "LOCK_LOST"})
    void shouldFailWhatIsPendingAtOnceAndFlushesWithIt(final Event event) throws Exception
    {
        come(Point.FLUSH);
        happen(event);
        assertAllFail(ChannelClosedException.class);
        assertInstanceOf(ChannelClosedException.class, failure(others.get(0)));
        assertInstanceOf(ChannelClosedException.class, failure(writer.write(Records.buffer(0, LENGTH))));
        close(writer);
    }

    @Test
    void shouldFailWithTheConductor() throws Exception
    {
        come(Point.FLUSH);
        conductor.close();
        assertAllFail(IllegalStateException.class);
        assertInstanceOf(IllegalStateException.class, failure(others.get(0)));
        assertInstanceOf(IllegalStateException.class, failure(writer.write(Records.buffer(0, LENGTH))));
        assertInstanceOf(IllegalStateException.class, failure(writer.close()));
        // Another owner may go on.
        try (Conductor other = Conductor.builder().build())
        {
            channel().conductor(other).openWriter().close();
        }
    }

    @Test
    void shouldFailAFlushWhoseForceFails()
    {
        writer = AsyncShmWriter.open(channel().fileOperations(disk), conductor);
        writes.add(writer.write(Records.buffer(0, LENGTH)));
        disk.breakForces(".seg");
        assertInstanceOf(ChannelClosedException.class, failure(writer.flush()));
        assertInstanceOf(ChannelClosedException.class, failure(writer.write(Records.buffer(1, LENGTH))));
        assertInstanceOf(ChannelClosedException.class, failure(writer.flush()));
        close(writer);
    }

    // Drain

    @Test
    void shouldDrainBehindWhatIsPending() throws Exception
    {
        come(Point.DRAIN);
        assertInstanceOf(ChannelClosedException.class, failure(writer.write(Records.buffer(0, LENGTH))));
        assertInstanceOf(ChannelClosedException.class, failure(writer.flush()));
        done(writer.drain());
        assertEquals("DRAINED", channel().info().state());
        final int count = writes.size();
        assertHolds(count, LENGTH);
        close(writer);
        assertHolds(count, LENGTH);
    }

    @Test
    void shouldDrainAnIdleWriterWhenSomebodyAsksForIt()
    {
        writer = AsyncShmWriter.open(channel(), conductor);
        done(writer.write(Records.buffer(0, LENGTH)));
        requestDrain();
        conductUntil("the end", () -> "DRAINED".equals(channel().info().state()));
        assertInstanceOf(ChannelClosedException.class, failure(writer.write(Records.buffer(1, LENGTH))));
        close(writer);
        assertHolds(1, LENGTH);
    }

    @Test
    void shouldDrainForWhoeverWaitsForIt() throws Exception
    {
        try (Conductor launched = Conductor.launch())
        {
            writer = AsyncShmWriter.open(channel(), launched);
            writer.write(Records.buffer(0, LENGTH)).join();
            final EndReport report = channel().deadline(Duration.ofDays(1)).drain();
            assertEquals(ProcessHandle.current().pid(), report.ownerPid());
            writer.close().toCompletableFuture().join();
        }
        assertHolds(1, LENGTH);
    }

    // The owner's death

    /** Every record that a future has told of is there, and nothing but whole ones. */
    @Test
    void shouldHoldWhatWasToldWhenTheOwnerIsKilled() throws Exception
    {
        final Process owner = ChildJvm.of(ChannelProgram.class).start("write-async", path().toString());
        long told = 0;
        try (var output = owner.inputReader())
        {
            while (told < 5000)
            {
                told = Math.max(told, Long.parseLong(output.readLine()));
            }
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
        finally
        {
            owner.destroyForcibly().waitFor();
        }
        writer = AsyncShmWriter.open(at(path()), conductor);
        final List<Records.Read> records = readAll();
        assertTrue(records.size() >= told, records.size() + " of " + told);
        assertRecords(records, 0, records.size(), LENGTH);
        assertFalse(writer.close().toCompletableFuture().isDone());
        close(writer);
        assertTrue(at(path()).verify().isGood());
    }

    /** An owner that comes to a point, says how many records its futures have told of, and waits to be killed. */
    public static void main(final String[] arguments) throws Exception
    {
        final AsyncEndsTest owner = new AsyncEndsTest();
        owner.directory = Path.of(arguments[1]);
        owner.come(Point.valueOf(arguments[0]));
        System.out.println(owner.writes.stream().filter(write -> write.toCompletableFuture().isDone()).count());
        System.in.read();
    }

    @ParameterizedTest
    @EnumSource
    void shouldHoldWhatWasToldWhereverItsOwnerIsKilled(final Point point) throws Exception
    {
        final Process owner = ChildJvm.of(AsyncEndsTest.class).start(point.name(), directory.toString());
        final int told;
        try (var output = owner.inputReader())
        {
            told = Integer.parseInt(output.readLine());
        }
        finally
        {
            owner.destroyForcibly().waitFor();
        }
        writer = AsyncShmWriter.open(at(path()), conductor);
        final List<Records.Read> records = readAll();
        assertEquals(told, records.size());
        assertRecords(records, 0, told, LENGTH);
        writes.add(writer.write(Records.buffer(told, LENGTH)));
        close(writer);
        assertEquals(told + 1, readAll().size());
        assertTrue(at(path()).verify().isGood());
    }
}
