package org.shmjournal.async;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Flushes that wait for the writes in front of them, and those that share the force that runs. One runs at a time, so
 * that a writer never has more than one thread of the driver for it. Under the lock of a {@link WriterState}.
 */
final class PendingFlushes
{
    /** Those that complete when the writes up to a ticket were settled, and then forced. */
    private record Flush(long ticket, List<CompletableFuture<Long>> futures)
    {
        private void settle(final Long durable, final Throwable failure)
        {
            for (final CompletableFuture<Long> future : futures)
            {
                if (failure == null)
                {
                    future.complete(durable);
                }
                else
                {
                    future.completeExceptionally(failure);
                }
            }
        }
    }

    private final Deque<Flush> waiting = new ArrayDeque<>();
    private final List<Flush> covered = new ArrayList<>();
    private CompletableFuture<Long> force;

    /** Behind the write with this ticket. */
    CompletableFuture<Long> add(final long ticket)
    {
        if (waiting.isEmpty() || waiting.getLast().ticket() != ticket)
        {
            waiting.add(new Flush(ticket, new ArrayList<>()));
        }
        final CompletableFuture<Long> future = new CompletableFuture<>();
        waiting.getLast().futures().add(future);
        return future;
    }

    boolean isEmpty()
    {
        return waiting.isEmpty() && force == null;
    }

    /** Whether one forces. */
    boolean isRunning()
    {
        return force != null;
    }

    /** Begins a force for all that wait for no write later than this one. Returns how many those are. */
    int begin(final long settled, final Supplier<CompletableFuture<Long>> forcing)
    {
        if (force != null)
        {
            return 0;
        }
        while (!waiting.isEmpty() && waiting.getFirst().ticket() <= settled)
        {
            covered.add(waiting.removeFirst());
        }
        if (!covered.isEmpty())
        {
            force = forcing.get();
        }
        return covered.size();
    }

    /** Hands over what is to be told of a force that is done. Returns how many flushes that were. */
    int finish(final Consumer<Runnable> told)
    {
        if (force == null || !force.isDone())
        {
            return 0;
        }
        final CompletableFuture<Long> done = force;
        final int count = covered.size();
        for (final Flush flush : covered)
        {
            told.accept(() -> done.whenComplete(flush::settle));
        }
        covered.clear();
        force = null;
        return count;
    }

    /** Hands over that all that wait have failed. */
    void fail(final Throwable reason, final Consumer<Runnable> told)
    {
        for (final Flush flush : waiting)
        {
            told.accept(() -> flush.settle(null, reason));
        }
        waiting.clear();
    }
}
