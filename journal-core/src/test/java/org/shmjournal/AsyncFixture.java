package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.shmjournal.async.AsyncShmWriter;
import org.shmjournal.async.Written;
import org.shmjournal.testing.Records;

/** A channel written by futures, whose conductor works when the test lets it. */
abstract class AsyncFixture extends ChannelFixture
{
    static final int LENGTH = 1000;
    static final int ALIGNED_LENGTH = 1008;

    /** Ends what a test has left open, and the driver's threads. */
    @AfterEach
    void closeConductor()
    {
        conductor.close();
    }

    AsyncShmWriter<ByteBuffer> open()
    {
        return AsyncShmWriter.open(channel(), conductor);
    }

    void conductUntil(final String what, final BooleanSupplier condition)
    {
        final Patience patience = new Patience(what);
        while (!condition.getAsBoolean())
        {
            conductor.doWork();
            patience.check();
        }
    }

    /** What comes of it, once the conductor has done what it waits for. */
    <V> V done(final CompletionStage<V> stage)
    {
        final var future = stage.toCompletableFuture();
        conductUntil("a stage", future::isDone);
        return future.join();
    }

    Throwable failure(final CompletionStage<?> stage)
    {
        final var future = stage.toCompletableFuture();
        conductUntil("a failure", future::isDone);
        final Throwable failure = assertThrows(RuntimeException.class, future::join);
        return failure instanceof CompletionException ? failure.getCause() : failure;
    }

    void close(final AsyncShmWriter<?> writer)
    {
        done(writer.close());
    }

    /** Fills the active segment; the last of the futures is pending, since nobody has made the next segment. */
    List<CompletionStage<Written>> fill(final AsyncShmWriter<ByteBuffer> writer)
    {
        final List<CompletionStage<Written>> futures = new ArrayList<>();
        boolean pending = false;
        while (!pending)
        {
            final var future = writer.write(Records.buffer(futures.size(), LENGTH));
            futures.add(future);
            pending = !future.isDone();
        }
        return futures;
    }
}
