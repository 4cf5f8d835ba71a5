package org.shmjournal.proof;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/** Runs one seed after the other on all cores, as long as more is wanted and nothing has failed. */
final class Workers
{
    private Workers()
    {
    }

    /** Some seeds whatever happens, then from one on. */
    static void run(final List<Long> first, final long firstSeed, final Supplier<LongConsumer> worker,
        final BooleanSupplier more)
        throws InterruptedException, ExecutionException
    {
        final int threads = Runtime.getRuntime().availableProcessors();
        final ExecutorService executor = Executors.newFixedThreadPool(threads);
        try
        {
            final Queue<Long> always = new ConcurrentLinkedQueue<>(first);
            final AtomicLong seeds = new AtomicLong(firstSeed);
            final List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++)
            {
                running.add(executor.submit(() -> work(always, seeds, worker.get(), more)));
            }
            for (final Future<?> one : running)
            {
                one.get();
            }
        }
        finally
        {
            executor.shutdownNow();
        }
    }

    private static void work(
        final Queue<Long> always, final AtomicLong seeds, final LongConsumer worker, final BooleanSupplier more)
    {
        for (Long seed = always.poll(); seed != null; seed = always.poll())
        {
            worker.accept(seed);
        }
        while (more.getAsBoolean() && !Thread.currentThread().isInterrupted())
        {
            worker.accept(seeds.getAndIncrement());
        }
    }
}
