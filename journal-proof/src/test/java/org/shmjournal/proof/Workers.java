package org.shmjournal.proof;

import java.util.ArrayList;
import java.util.List;
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

    static void run(final long firstSeed, final Supplier<LongConsumer> worker, final BooleanSupplier more)
        throws InterruptedException, ExecutionException
    {
        final int threads = Runtime.getRuntime().availableProcessors();
        final ExecutorService executor = Executors.newFixedThreadPool(threads);
        try
        {
            final AtomicLong seeds = new AtomicLong(firstSeed);
            final List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++)
            {
                running.add(executor.submit(() -> work(seeds, worker.get(), more)));
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

    private static void work(final AtomicLong seeds, final LongConsumer worker, final BooleanSupplier more)
    {
        while (more.getAsBoolean() && !Thread.currentThread().isInterrupted())
        {
            worker.accept(seeds.getAndIncrement());
        }
    }
}
