package org.shmjournal;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** A driver that takes its time: what is pushed is done in some later duty cycle, in any order, on the same thread. */
final class ReorderedFileWork implements FileWork
{
    private final Random random;
    private final List<Runnable> pushed = new ArrayList<>();

    ReorderedFileWork(final Random random)
    {
        this.random = random;
    }

    @Override
    public boolean push(final Runnable work)
    {
        // Now and then it has too much to do.
        return random.nextInt(8) != 0 && pushed.add(work);
    }

    @Override
    public int poll()
    {
        int done = 0;
        while (!pushed.isEmpty() && random.nextInt(3) != 0)
        {
            pushed.remove(random.nextInt(pushed.size())).run();
            done++;
        }
        return done;
    }

    @Override
    public <R> CompletableFuture<R> submit(final Callable<R> work)
    {
        throw new UnsupportedOperationException("no script asks for it");
    }

    @Override
    public boolean isOnThread()
    {
        return false;
    }

    @Override
    public void close()
    {
        pushed.clear();
    }
}
