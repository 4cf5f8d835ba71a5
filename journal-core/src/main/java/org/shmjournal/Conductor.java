package org.shmjournal;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.agrona.ErrorHandler;
import org.agrona.collections.ArrayUtil;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;
import org.shmjournal.store.OwnedChannel;

/**
 * The agent that sees to all cold work beside writers: it beats, notices ends, recycles the slots of rings; and has
 * what may block done by the threads of a driver: preparing segments ahead of writers, forcing sealed ones, looking
 * after locks and cursors, deleting what is not kept. It never blocks itself, and one, with its driver, serves many
 * channels. Without one of the user's, each writer has its own, on daemon threads.
 * <p>
 * {@link #launch} runs it on a thread of its own; a conductor that was only built is run by the user, who calls
 * {@link #doWork} again and again from one thread, other than one that waits for a segment. Whatever a listener is told
 * it is told on the thread that found out: the conductor's, or one of the driver's.
 */
public final class Conductor implements Agent, AutoCloseable
{
    /** Arrays, so that a round allocates nothing; each change makes another. */
    private volatile OwnedChannel[] channels = {};
    private volatile Agent[] agents = {};
    private final ErrorHandler errorHandler;
    private final NanoClock clock;
    private final FileWork fileWork;
    /** How many wait for what they have submitted. */
    private final AtomicInteger submitted = new AtomicInteger();
    private AgentRunner runner;
    /** Whether it takes no more agents. */
    private boolean over;
    private volatile Thread thread;

    private Conductor(final ErrorHandler errorHandler, final NanoClock clock, final FileWork fileWork)
    {
        this.errorHandler = errorHandler;
        this.clock = clock;
        this.fileWork = fileWork;
    }

    /** A conductor on a daemon thread of its own, with all defaults. */
    public static Conductor launch()
    {
        return builder().launch();
    }

    /** To say on which thread and how. */
    public static Builder builder()
    {
        return new Builder();
    }

    /**
     * One duty cycle over all channels and attached agents; returns how much there was to do. Does not block, unless
     * there are no {@link Builder#workers}.
     */
    @Override
    public int doWork()
    {
        final long now = clock.nanoTime();
        int work = fileWork.poll();
        for (final OwnedChannel channel : channels)
        {
            work += channel.conduct(now, fileWork);
        }
        for (final Agent agent : agents)
        {
            work += workOf(agent);
        }
        return work;
    }

    private int workOf(final Agent agent)
    {
        try
        {
            return agent.doWork();
        }
        // What one agent throws, an error, too, stops no other one, nor a channel.
        catch (final Throwable ex)
        {
            errorHandler.onError(ex);
            return 0;
        }
    }

    /**
     * Runs an agent of the user's with each duty cycle, on the conductor's thread; it should not block. What it throws
     * goes to the error handler and stops nothing else. It is not told that it starts; one that is still attached
     * when the conductor is closed is told that, by {@link Agent#onClose}. Any thread.
     *
     * @throws IllegalStateException when the conductor is closed.
     */
    public void attach(final Agent agent)
    {
        add(agent);
        wake();
    }

    /** Runs an agent no more, but for a cycle that has begun. Any thread, the agent's own too. */
    public void detach(final Agent agent)
    {
        remove(agent);
    }

    private synchronized void add(final Agent agent)
    {
        if (over)
        {
            throw new IllegalStateException("the conductor is closed");
        }
        agents = ArrayUtil.add(agents, agent);
    }

    /** False when it is not there. */
    private synchronized boolean remove(final Agent agent)
    {
        final Agent[] before = agents;
        agents = ArrayUtil.remove(before, agent);
        return agents != before;
    }

    /**
     * Has work done that may block, on a thread of the driver, never on the conductor's or the caller's. Any thread.
     *
     * @return completes on the conductor's thread, with what the work returns or throws; or has failed with an
     *         {@link IllegalStateException}, when the conductor is closed already.
     */
    public <R> CompletableFuture<R> submit(final Callable<R> work)
    {
        submitted.incrementAndGet();
        final CompletableFuture<R> future = fileWork.submit(work);
        future.whenComplete((result, failure) -> submitted.decrementAndGet());
        wake();
        return future;
    }

    @Override
    public String roleName()
    {
        return "shm-conductor";
    }

    /** The end of its last duty cycle: waits for the work that was submitted, and tells the agents. */
    @Override
    public void onClose()
    {
        synchronized (this)
        {
            over = true;
        }
        fileWork.close();
        for (final Agent agent : agents)
        {
            closeOnce(agent);
        }
    }

    /** By whoever takes it away: it may come while all are told. */
    private void closeOnce(final Agent agent)
    {
        if (!remove(agent))
        {
            return;
        }
        try
        {
            agent.onClose();
        }
        catch (final Throwable ex)
        {
            errorHandler.onError(ex);
        }
    }

    /**
     * Ends its threads. Writers that use it must be closed before. On one of those threads, where a listener or a stage
     * of a future may call it, it only begins to end, since that thread could not wait for itself.
     */
    @Override
    public void close()
    {
        if (fileWork.isOnThread() || Thread.currentThread() == thread)
        {
            final Thread closing = new Thread(this::end, roleName() + "-close");
            closing.setDaemon(true);
            closing.start();
        }
        else
        {
            end();
        }
    }

    private void end()
    {
        // An interrupt would make the runner give up waiting for its thread, and say so on standard error.
        final boolean interrupted = Thread.interrupted();
        if (runner == null)
        {
            onClose();
        }
        else
        {
            runner.close();
        }
        if (interrupted)
        {
            Thread.currentThread().interrupt();
        }
    }

    void add(final OwnedChannel channel)
    {
        synchronized (this)
        {
            channels = ArrayUtil.add(channels, channel);
        }
        wake();
    }

    synchronized void remove(final OwnedChannel channel)
    {
        channels = ArrayUtil.remove(channels, channel);
    }

    /** Ends its idling, where it has a thread of its own. Any thread. */
    public void wake()
    {
        LockSupport.unpark(thread);
    }

    ErrorHandler errorHandler()
    {
        return errorHandler;
    }

    /** How long it may rest before somebody misses it. */
    private long longestRest()
    {
        if (agents.length > 0 || submitted.get() > 0)
        {
            return Resting.SHORT;
        }
        long longest = Resting.LONG;
        for (final OwnedChannel channel : channels)
        {
            longest = Math.min(longest, channel.longestRest());
        }
        return Math.max(Resting.SHORT, longest);
    }

    private Conductor start(final IdleStrategy idleStrategy, final ThreadFactory threadFactory)
    {
        runner = new AgentRunner(idleStrategy, errorHandler, null, this);
        thread = AgentRunner.startOnThread(runner, threadFactory);
        return this;
    }

    /** Options of a conductor. */
    public static final class Builder
    {
        private ThreadFactory threadFactory = Builder::daemon;
        /** Null: what it looks after decides. */
        private IdleStrategy idleStrategy;
        private ErrorHandler errorHandler = error -> {
        };
        private NanoClock clock = SystemNanoClock.INSTANCE;
        private int workers = 2;
        private FileWork fileWork;

        private Builder()
        {
        }

        /** Makes the thread; default a daemon thread. */
        public Builder threadFactory(final ThreadFactory factory)
        {
            threadFactory = factory;
            return this;
        }

        /**
         * How it idles; default a backoff that parks at most 1 ms, or 4 ms where its channels have segments of 64 MiB
         * and more, none is PERIODIC, and it has no agents and nothing that was submitted.
         */
        public Builder idleStrategy(final IdleStrategy strategy)
        {
            idleStrategy = strategy;
            return this;
        }

        /**
         * How many threads the driver has; default 2, so that a segment is prepared while another is forced. With 0
         * the work of channels is done on the thread that calls {@link Conductor#doWork}, which then may block. What is
         * submitted has as many of its own, but one at least, from the first time on: however long it takes, channels
         * have what they need.
         */
        public Builder workers(final int number)
        {
            workers = number;
            return this;
        }

        /** Takes what a listener throws; what concerns a channel stops its writer and is told there. */
        public Builder errorHandler(final ErrorHandler handler)
        {
            errorHandler = handler;
            return this;
        }

        Builder fileWork(final FileWork work)
        {
            fileWork = work;
            return this;
        }

        Builder nanoClock(final NanoClock nanoClock)
        {
            clock = nanoClock;
            return this;
        }

        /** One that the user runs. */
        public Conductor build()
        {
            return new Conductor(errorHandler, clock, fileWork == null ? FileWork.by(workers) : fileWork);
        }

        /** One that runs on a thread of its own. */
        public Conductor launch()
        {
            final Conductor conductor = build();
            return conductor.start(idleStrategy == null ? new Resting(conductor::longestRest) : idleStrategy,
                threadFactory);
        }

        private static Thread daemon(final Runnable task)
        {
            final Thread thread = new Thread(task, "shm-conductor");
            thread.setDaemon(true);
            return thread;
        }
    }
}
