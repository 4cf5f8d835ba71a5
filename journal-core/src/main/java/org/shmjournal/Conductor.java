package org.shmjournal;

import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;
import org.shmjournal.store.OwnedChannel;

/**
 * The agent that does all cold work beside writers: prepares segments ahead of them, forces sealed ones, beats, looks
 * after locks. One can serve many channels. Without one of the user's, each writer has its own, on a daemon thread.
 * <p>
 * {@link #launch} runs it on a thread of its own; a conductor that was only built is run by the user, who calls
 * {@link #doWork} again and again from one thread, other than one that waits for a segment.
 */
public final class Conductor implements Agent, AutoCloseable
{
    private static final long MAX_PARK = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long MIN_PARK = TimeUnit.MICROSECONDS.toNanos(50);

    private final CopyOnWriteArrayList<OwnedChannel> channels = new CopyOnWriteArrayList<>();
    private final ErrorHandler errorHandler;
    private final NanoClock clock;
    private AgentRunner runner;
    private volatile Thread thread;

    private Conductor(final ErrorHandler errorHandler, final NanoClock clock)
    {
        this.errorHandler = errorHandler;
        this.clock = clock;
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

    /** One duty cycle over all channels; returns how much there was to do. */
    @Override
    public int doWork()
    {
        final long now = clock.nanoTime();
        int work = 0;
        for (int i = 0; i < channels.size(); i++)
        {
            work += workOn(i, now);
        }
        return work;
    }

    private int workOn(final int index, final long now)
    {
        try
        {
            return channels.get(index).doWork(now);
        }
        catch (final IndexOutOfBoundsException ex)
        {
            // One was removed since its number was asked for.
            return 0;
        }
    }

    @Override
    public String roleName()
    {
        return "shm-conductor";
    }

    /** Ends its thread, if it has one. Writers that use it must be closed before. */
    @Override
    public void close()
    {
        if (runner != null)
        {
            // An interrupt would make the runner give up waiting for its thread, and say so on standard error.
            final boolean interrupted = Thread.interrupted();
            runner.close();
            if (interrupted)
            {
                Thread.currentThread().interrupt();
            }
        }
    }

    void add(final OwnedChannel channel)
    {
        channels.add(channel);
        wake();
    }

    void remove(final OwnedChannel channel)
    {
        channels.remove(channel);
    }

    void wake()
    {
        LockSupport.unpark(thread);
    }

    ErrorHandler errorHandler()
    {
        return errorHandler;
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
        private IdleStrategy idleStrategy = new BackoffIdleStrategy(10, 10, MIN_PARK, MAX_PARK);
        private ErrorHandler errorHandler = error -> {
        };
        private NanoClock clock = SystemNanoClock.INSTANCE;

        private Builder()
        {
        }

        /** Makes the thread; default a daemon thread. */
        public Builder threadFactory(final ThreadFactory factory)
        {
            threadFactory = factory;
            return this;
        }

        /** How it idles; default a backoff that parks at most 1 ms. */
        public Builder idleStrategy(final IdleStrategy strategy)
        {
            idleStrategy = strategy;
            return this;
        }

        /** Takes what a listener throws; what concerns a channel stops its writer and is told there. */
        public Builder errorHandler(final ErrorHandler handler)
        {
            errorHandler = handler;
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
            return new Conductor(errorHandler, clock);
        }

        /** One that runs on a thread of its own. */
        public Conductor launch()
        {
            return build().start(idleStrategy, threadFactory);
        }

        private static Thread daemon(final Runnable task)
        {
            final Thread thread = new Thread(task, "shm-conductor");
            thread.setDaemon(true);
            return thread;
        }
    }
}
