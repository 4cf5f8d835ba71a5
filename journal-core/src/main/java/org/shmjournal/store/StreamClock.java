package org.shmjournal.store;

import org.agrona.concurrent.EpochNanoClock;

/** Epoch nanoseconds that never go back, whatever the wall clock does. One thread. */
public final class StreamClock
{
    private final EpochNanoClock clock;
    private long previous;

    /** Over this clock. */
    public StreamClock(final EpochNanoClock clock)
    {
        this.clock = clock;
    }

    /** No timestamp will be smaller. */
    public void startAt(final long timestamp)
    {
        previous = timestamp;
    }

    /** The time now, or the last one if that is later. */
    public long next()
    {
        previous = Math.max(previous, clock.nanoTime());
        return previous;
    }
}
