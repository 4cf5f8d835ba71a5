package org.shmjournal;

import org.agrona.concurrent.EpochNanoClock;

/** Epoch nanoseconds that never go back, whatever the wall clock does. One thread. */
final class WriterClock
{
    private final EpochNanoClock clock;
    private long previous;

    WriterClock(final EpochNanoClock clock)
    {
        this.clock = clock;
    }

    void startAt(final long timestamp)
    {
        previous = timestamp;
    }

    long next()
    {
        previous = Math.max(previous, clock.nanoTime());
        return previous;
    }
}
