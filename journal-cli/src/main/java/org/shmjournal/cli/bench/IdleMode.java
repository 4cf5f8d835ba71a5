package org.shmjournal.cli.bench;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NoOpIdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;

/** How who reads waits for records. */
public enum IdleMode
{
    /** Not at all: takes a whole processor. */
    SPIN("busy spinning without onSpinWait"),
    /** Lets others run if there are any. */
    YIELD("yielding"),
    /** Spins, yields, then parks for longer and longer. */
    BACKOFF("backing off to at most 1 ms");

    private final String description;

    IdleMode(final String description)
    {
        this.description = description;
    }

    /** The one that suits so many busy threads: spinning pays where each has a processor. */
    static IdleMode suiting(final int threads, final IdleMode otherwise)
    {
        return threads <= Runtime.getRuntime().availableProcessors() ? SPIN : otherwise;
    }

    IdleStrategy strategy()
    {
        return switch (this)
        {
            case SPIN -> NoOpIdleStrategy.INSTANCE;
            case YIELD -> new YieldingIdleStrategy();
            case BACKOFF -> new BackoffIdleStrategy(10, 20, TimeUnit.MICROSECONDS.toNanos(1),
                TimeUnit.MILLISECONDS.toNanos(1));
        };
    }

    /** For people. */
    String describe()
    {
        return this + ": " + description;
    }

    @Override
    public String toString()
    {
        return name().toLowerCase(Locale.ROOT);
    }
}
