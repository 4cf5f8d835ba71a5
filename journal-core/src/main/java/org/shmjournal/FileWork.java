package org.shmjournal;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.shmjournal.io.Completion;
import org.shmjournal.io.Operation;
import org.shmjournal.io.Proactor;
import org.shmjournal.store.Driver;

/** Where a conductor leaves work that may block. */
interface FileWork extends Driver, AutoCloseable
{
    /** By so many threads of a driver; what channels need, by the conductor's own where there are none. */
    static FileWork by(final int workers)
    {
        return workers == 0 ? new OnConductor() : new OnDriver(workers);
    }

    /** What whoever submits too late is told. */
    String CLOSED = "the conductor is closed";

    /** Completes on the thread that polls. Fails at once when this is closed. */
    <R> CompletableFuture<R> submit(Callable<R> work);

    /** The conductor's: takes note of what was done. Returns how much. */
    int poll();

    /** Whether the calling thread is one of those that do the work. */
    boolean isOnThread();

    /** Waits for what was submitted; what was only pushed may not be done any more. */
    @Override
    void close();

    /** Pushes it as operations into a {@link Proactor}, and polls their completions. */
    final class OnDriver implements FileWork
    {
        private final Proactor.Builder builder;
        private final ThreadGroup group = new ThreadGroup("shm-driver");
        /** How many submissions are on their way. */
        private final AtomicInteger submitted = new AtomicInteger();
        private int made;
        /** Made when there is something to do; null before. */
        private volatile Proactor proactor;
        private boolean closed;

        OnDriver(final int workers)
        {
            builder = Proactor.builder().workers(workers).threadFactory(this::thread);
        }

        private synchronized Proactor driver()
        {
            if (closed)
            {
                throw new IllegalStateException(CLOSED);
            }
            if (proactor == null)
            {
                proactor = builder.build();
            }
            return proactor;
        }

        private Thread thread(final Runnable task)
        {
            final Thread thread = new Thread(group, task, "shm-driver-" + made++);
            thread.setDaemon(true);
            return thread;
        }

        @Override
        public boolean push(final Runnable work)
        {
            return driver().push(Operation.call(() -> {
                work.run();
                return 0;
            })) != Proactor.REFUSED;
        }

        @Override
        public <R> CompletableFuture<R> submit(final Callable<R> work)
        {
            final Submission<R> submission = new Submission<>(work);
            submitted.incrementAndGet();
            try
            {
                if (driver().push(Operation.call(submission::run), submission) == Proactor.REFUSED)
                {
                    throw new IllegalStateException("the conductor's driver has too much to do already");
                }
            }
            catch (final IllegalStateException ex)
            {
                submitted.decrementAndGet();
                submission.failed(ex);
            }
            return submission.future;
        }

        @Override
        public int poll()
        {
            final Proactor there = proactor;
            return there == null ? 0 : there.poll(0, this::completed);
        }

        private void completed(final Completion completion)
        {
            if (completion.attachment() instanceof Submission<?> submission)
            {
                submitted.decrementAndGet();
                submission.completed(completion);
            }
        }

        @Override
        public boolean isOnThread()
        {
            return Thread.currentThread().getThreadGroup() == group;
        }

        @Override
        public void close()
        {
            final Proactor there = end();
            if (there != null)
            {
                while (submitted.get() > 0)
                {
                    there.poll(Proactor.ENDLESS, this::completed);
                }
                there.close();
            }
        }

        private synchronized Proactor end()
        {
            closed = true;
            return proactor;
        }
    }

    /** Does what channels need on the conductor's thread; what is submitted has a thread of its own nevertheless. */
    final class OnConductor implements FileWork
    {
        private final OnDriver submitted = new OnDriver(1);

        @Override
        public boolean push(final Runnable work)
        {
            work.run();
            return true;
        }

        @Override
        public <R> CompletableFuture<R> submit(final Callable<R> work)
        {
            return submitted.submit(work);
        }

        @Override
        public int poll()
        {
            return submitted.poll();
        }

        @Override
        public boolean isOnThread()
        {
            return submitted.isOnThread();
        }

        @Override
        public void close()
        {
            submitted.close();
        }
    }

    /** Work of somebody who wants to know what came of it. */
    final class Submission<R>
    {
        private final Callable<R> work;
        private final CompletableFuture<R> future = new CompletableFuture<>();
        /** Written by the driver's thread, read behind the completion. */
        private R result;

        private Submission(final Callable<R> work)
        {
            this.work = work;
        }

        private long run() throws Exception
        {
            result = work.call();
            return 0;
        }

        private void completed(final Completion completion)
        {
            if (completion.isDone())
            {
                future.complete(result);
            }
            else
            {
                // Closing waits for all that was submitted: none is cancelled.
                failed(completion.failure());
            }
        }

        private void failed(final Throwable reason)
        {
            future.completeExceptionally(reason);
        }
    }
}
