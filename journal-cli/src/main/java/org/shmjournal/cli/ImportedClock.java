package org.shmjournal.cli;

import org.agrona.concurrent.EpochNanoClock;
import org.agrona.concurrent.SystemEpochNanoClock;

/**
 * Gives a writer the timestamps that its records had elsewhere. For the writer's thread, which looks once a record.
 */
final class ImportedClock implements EpochNanoClock
{
    private static final long NONE = -1;

    /** For the conductor, too, which deletes what is too old. */
    private volatile long next = NONE;
    private long last;
    private long raised;

    /** The next record's; -1: the time at which it is written. */
    void next(final long timestamp)
    {
        if (timestamp >= 0 && timestamp < last)
        {
            raised++;
        }
        last = Math.max(last, timestamp);
        next = timestamp;
    }

    /** How many timestamps were smaller than one before, and so became that: in a channel they never go back. */
    long raised()
    {
        return raised;
    }

    @Override
    public long nanoTime()
    {
        return next == NONE ? SystemEpochNanoClock.INSTANCE.nanoTime() : next;
    }
}
