package org.shmjournal;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.shmjournal.io.Completion;
import org.shmjournal.io.Operation;
import org.shmjournal.io.Proactor;
import org.shmjournal.store.Driver;

/** Where a conductor leaves work that may block. */
interface FileWork extends Driver, AutoCloseable
{
    /**
     * By so many threads of a driver; what channels need, by the conductor's own where there are none. What is
     * submitted has a driver with as many, but one at least.
     */
    static FileWork by(final int workers)
    {
        return new Apart(workers == 0 ? null : new OnDriver(workers), new OnDriver(Math.max(1, workers)));
    }

    /** What whoever submits too late is told. */
    String CLOSED = "the conductor is closed";

    /** Completes on the thread that polls, however much there is to do. Fails at once when this is closed. */
    <R> CompletableFuture<R> submit(Callable<R> work);

    /** The conductor's: takes note of what was done. Returns how much of what was submitted that was. */
    int poll();

    /** Whether the calling thread is one of those that do the work. */
    boolean isOnThread();

    /** Waits for what was submitted; what was only pushed may not be done any more. */
    @Override
    void close();

    /** Pushes it as operations into a {@link Proactor}, and polls their completions. */
    final class OnDriver implements FileWork
    {
        /** One of the driver's, that knows whose. */
        private static final class DriverThread extends Thread
        {
            private final OnDriver owner;

            private DriverThread(final OnDriver owner, final Runnable task, final String name)
            {
                super(task, name);
                this.owner = owner;
            }
        }

        private final Proactor.Builder builder;
        private final Consumer<Completion> completed = this::completed;
        /** What was submitted, and the driver has not got so far. */
        private final Queue<Submission<?>> backlog = new ArrayDeque<>();
        /** How many submissions are on their way, those in the backlog among them. */
        private int submitted;
        /** How many of them completed with this poll; the conductor's. */
        private int told;
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
            final Thread thread = new DriverThread(this, task, "shm-driver-" + made++);
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
            if (!take(submission))
            {
                submission.failed(new IllegalStateException(CLOSED));
            }
            return submission.future;
        }

        /** False when it is too late. Else whoever closes knows of it, and waits for it. */
        private synchronized boolean take(final Submission<?> submission)
        {
            if (closed)
            {
                return false;
            }
            driver();
            backlog.add(submission);
            submitted++;
            pushBacklog();
            return true;
        }

        private synchronized void pushBacklog()
        {
            while (!backlog.isEmpty() &&
                proactor.push(Operation.call(backlog.peek()::run), backlog.peek()) != Proactor.REFUSED)
            {
                backlog.remove();
            }
        }

        @Override
        public int poll()
        {
            return proactor == null ? 0 : poll(0);
        }

        /** Only what was submitted: what was pushed, whoever pushed it finds done. */
        private int poll(final long timeoutNs)
        {
            told = 0;
            proactor.poll(timeoutNs, completed);
            return told;
        }

        private void completed(final Completion completion)
        {
            if (completion.attachment() instanceof Submission<?> submission)
            {
                told++;
                leave();
                submission.completed(completion);
            }
        }

        /** Its place is the next one's. */
        private synchronized void leave()
        {
            submitted--;
            pushBacklog();
        }

        @Override
        public boolean isOnThread()
        {
            return Thread.currentThread() instanceof DriverThread thread && thread.owner == this;
        }

        @Override
        public void close()
        {
            if (end())
            {
                while (isAwaited())
                {
                    poll(Proactor.ENDLESS);
                }
                proactor.close();
            }
        }

        /** Whether there is anything to end. */
        private synchronized boolean end()
        {
            closed = true;
            return proactor != null;
        }

        private synchronized boolean isAwaited()
        {
            return submitted > 0;
        }
    }

    /**
     * What is submitted has a driver of its own: however long it takes, and however much it is, what channels need is
     * done beside it.
     */
    final class Apart implements FileWork
    {
        /** Null where the conductor's thread does what channels need. */
        private final OnDriver pushed;
        private final OnDriver submitted;

        private Apart(final OnDriver pushed, final OnDriver submitted)
        {
            this.pushed = pushed;
            this.submitted = submitted;
        }

        @Override
        public boolean push(final Runnable work)
        {
            if (pushed != null)
            {
                return pushed.push(work);
            }
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
            return submitted.poll() + (pushed == null ? 0 : pushed.poll());
        }

        @Override
        public boolean isOnThread()
        {
            return submitted.isOnThread() || pushed != null && pushed.isOnThread();
        }

        @Override
        public void close()
        {
            submitted.close();
            if (pushed != null)
            {
                pushed.close();
            }
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
