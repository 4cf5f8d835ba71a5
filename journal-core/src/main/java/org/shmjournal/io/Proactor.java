package org.shmjournal.io;

import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;

/**
 * The completion-based driver of file work: operations are pushed into it, run on threads of its own, and their
 * completions are polled. Neither a push nor a poll with timeout 0 ever waits for a file, so that one thread can have
 * the file work of many channels done beside its own.
 * <p>
 * Operations run in the order of their pushes with one worker, and in any order with several; their completions come in
 * the order in which they ended. Whatever must follow another is pushed when that one's completion is there. Every
 * operation that was not refused has exactly one completion, which one poll gets. It sees all that the operation did,
 * and the operation sees all that was done before its push.
 * <p>
 * All methods are for any thread, also at the same time; {@link #close} alone not for the driver's own. Interrupting
 * the thread that pushes or polls closes no file: those work on the driver's threads alone, which nobody interrupts.
 * Who polls runs continuations on its own thread: no thread of the driver runs anything but operations.
 *
 * <pre>{@code
 * try (Proactor driver = Proactor.builder().build())
 * {
 *     final AttachedFile file = driver.attach(channel);
 *     driver.push(file.write(0, header, body), "header and body");
 *     driver.poll(Proactor.ENDLESS, completion -> report(completion.attachment(), completion.result()));
 * }
 * }</pre>
 */
public final class Proactor implements AutoCloseable
{
    /** What a push returns instead of a token when the driver has as many operations as it takes. */
    public static final long REFUSED = InFlight.REFUSED;
    /** The timeout of a poll that waits as long as it takes. */
    public static final long ENDLESS = InFlight.ENDLESS;

    private final InFlight inFlight;
    private final WakeHandle handle;
    private final List<Thread> threads = new ArrayList<>();

    private Proactor(final int workers, final int queueCapacity, final ThreadFactory threadFactory)
    {
        inFlight = new InFlight(queueCapacity);
        handle = new WakeHandle(inFlight);
        boolean started = false;
        try
        {
            for (int i = 0; i < workers; i++)
            {
                start(threadFactory.newThread(new Worker(inFlight)));
            }
            started = true;
        }
        finally
        {
            if (!started)
            {
                close();
            }
        }
    }

    private void start(final Thread thread)
    {
        if (thread == null)
        {
            throw new IllegalArgumentException("threadFactory made no thread");
        }
        thread.start();
        threads.add(thread);
    }

    /** To say how many threads, and how many operations. */
    public static Builder builder()
    {
        return new Builder();
    }

    /**
     * Makes an open file one of this driver's, so that operations on it can be made.
     *
     * @throws IllegalArgumentException when it is closed.
     */
    public AttachedFile attach(final FileChannel channel)
    {
        if (!channel.isOpen())
        {
            throw new IllegalArgumentException("channel=" + channel + " is closed");
        }
        return new AttachedFile(this, channel);
    }

    /** Like {@link #push(Operation, Object)}, without attachment. */
    public long push(final Operation operation)
    {
        return push(operation, null);
    }

    /**
     * Has an operation run. Never waits.
     *
     * @param attachment that the completion carries: what to do next, for example.
     * @return its token, 0 or more, which no other operation of this driver ever has; or {@link #REFUSED} when as many
     *         are on their way as there may be: then nothing has happened, and it may be pushed again once a completion
     *         was taken.
     * @throws IllegalArgumentException when it is of a file of another driver.
     * @throws IllegalStateException    when the driver is closed.
     */
    public long push(final Operation operation, final Object attachment)
    {
        if (operation == null)
        {
            throw new IllegalArgumentException("operation=null");
        }
        operation.requireAttachedTo(this);
        return inFlight.push(operation, attachment);
    }

    /**
     * Hands over the completions that are there; waits for one if there is none. Ends without one when the time is
     * over, when it is woken, when the thread is interrupted, of which the flag is kept, when another thread's poll was
     * quicker, and when the driver is closed and there will be none.
     *
     * @param timeoutNs   in nanoseconds; 0 not to wait at all, {@link #ENDLESS} for as long as it takes.
     * @param completions gets them one by one, on this thread. It may push and cancel; what completes meanwhile is the
     *                    next poll's. What it throws is thrown, and those that it has not got stay.
     * @return how many there were.
     */
    public int poll(final long timeoutNs, final Consumer<? super Completion> completions)
    {
        Operation.requireNotNegative("timeoutNs", timeoutNs);
        final int there = inFlight.awaitCompletions(timeoutNs);
        int taken = 0;
        while (taken < there)
        {
            final Completion completion = inFlight.takeCompletion();
            if (completion == null)
            {
                break;
            }
            taken++;
            completions.accept(completion);
        }
        return taken;
    }

    /** Takes one completion; null when there is none. Does not wait, and leaves a wake to the next poll. */
    public Completion pop()
    {
        return inFlight.takeCompletion();
    }

    /**
     * Asks that an operation is not run. One that waits for a worker is not run and completes as cancelled; one that
     * runs goes on, and completes as what becomes of it. Either way it has its one completion.
     *
     * @param token that its push returned; one that is unknown, or was another operation's, does no harm.
     * @return whether it was still on its way, and not cancelled before.
     */
    public boolean cancel(final long token)
    {
        return inFlight.cancel(token);
    }

    /** To wake whoever polls. */
    public WakeHandle handle()
    {
        return handle;
    }

    /**
     * Ends the driver: operations that wait for a worker are cancelled, those that run are waited for, however long
     * they take, interrupted or not; then its threads end, and no buffer is touched any more. Completions that nobody
     * took stay to be polled. Attached files stay open. The second time is a no-op.
     *
     * @throws IllegalStateException on a thread of the driver, which would wait for itself; nothing is closed then.
     */
    @Override
    public void close()
    {
        if (threads.contains(Thread.currentThread()))
        {
            throw new IllegalStateException("an operation cannot close the driver that runs it");
        }
        inFlight.close();
        boolean interrupted = false;
        for (final Thread thread : threads)
        {
            interrupted |= join(thread);
        }
        if (interrupted)
        {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the wait was interrupted, which ended it no sooner. */
    private static boolean join(final Thread thread)
    {
        boolean interrupted = false;
        while (true)
        {
            try
            {
                thread.join();
                return interrupted;
            }
            catch (final InterruptedException ex)
            {
                interrupted = true;
            }
        }
    }

    /** Options of a driver. */
    public static final class Builder
    {
        private static final int MAX_WORKERS = 1024;
        private static final int MAX_CAPACITY = 1 << 16;

        private int workers = 2;
        private int queueCapacity = 1024;
        private String name = "shm-proactor";
        private ThreadFactory threadFactory;

        private Builder()
        {
        }

        /** How many threads run operations, from 1 to 1 024; default 2. So many run at a time. */
        public Builder workers(final int number)
        {
            workers = number;
            return this;
        }

        /**
         * How many operations there may be at a time, from 1 to 65 536; default 1 024. Counted from the push until
         * the completion was taken, so that the driver's memory is bounded even if nobody polls.
         */
        public Builder queueCapacity(final int operations)
        {
            queueCapacity = operations;
            return this;
        }

        /** What its threads are called, with a number each; default shm-proactor. */
        public Builder name(final String threadName)
        {
            name = threadName;
            return this;
        }

        /** Makes the threads; default daemon threads with the name. */
        public Builder threadFactory(final ThreadFactory factory)
        {
            threadFactory = factory;
            return this;
        }

        /**
         * Starts the driver's threads.
         *
         * @throws IllegalArgumentException when a number is not one that there can be.
         */
        public Proactor build()
        {
            require("workers", workers, MAX_WORKERS);
            require("queueCapacity", queueCapacity, MAX_CAPACITY);
            return new Proactor(workers, queueCapacity, threadFactory == null ? daemons(name) : threadFactory);
        }

        private static void require(final String what, final int number, final int max)
        {
            if (number < 1 || number > max)
            {
                throw new IllegalArgumentException(what + "=" + number + " is not from 1 to " + max);
            }
        }

        private static ThreadFactory daemons(final String name)
        {
            final int[] made = {0};
            return task -> {
                final Thread thread = new Thread(task, name + "-" + made[0]++);
                thread.setDaemon(true);
                return thread;
            };
        }
    }
}
