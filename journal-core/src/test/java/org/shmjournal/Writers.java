package org.shmjournal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Threads of a test that do something at the same time; what one of them throws, {@link #join} throws. */
final class Writers
{
    /** What a thread does. */
    interface Task
    {
        void run(int thread) throws InterruptedException;
    }

    private final List<CompletableFuture<Void>> done = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    /** Starts so many, numbered from 0. */
    static Writers start(final int count, final Task task)
    {
        final Writers writers = new Writers();
        for (int i = 0; i < count; i++)
        {
            final int number = i;
            writers.start(() -> task.run(number));
        }
        return writers;
    }

    /** What one thread does. */
    interface OneTask
    {
        void run() throws InterruptedException;
    }

    /** Starts one more. */
    Writers start(final OneTask task)
    {
        final CompletableFuture<Void> end = new CompletableFuture<>();
        final Thread thread = new Thread(() -> {
            try
            {
                task.run();
                end.complete(null);
            }
            catch (final InterruptedException | RuntimeException | Error ex)
            {
                end.completeExceptionally(ex);
            }
        });
        done.add(end);
        threads.add(thread);
        thread.start();
        return this;
    }

    Thread thread(final int number)
    {
        return threads.get(number);
    }

    boolean isDone()
    {
        return done.stream().allMatch(CompletableFuture::isDone);
    }

    void join()
    {
        try
        {
            done.forEach(CompletableFuture::join);
        }
        catch (final CompletionException ex)
        {
            throw new AssertionError(ex.getCause());
        }
    }
}
