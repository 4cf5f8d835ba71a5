package org.shmjournal.cli;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.shmjournal.error.InterruptedWaitException;

/**
 * Holds records back until they are due at a steady rate. What was late is caught up with.
 */
final class Pace
{
    private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long MAX_PARK = TimeUnit.MILLISECONDS.toNanos(50);

    private final Path path;
    private final double nanosPerRecord;
    private final long started = System.nanoTime();

    Pace(final Path path, final double recordsPerSecond)
    {
        this.path = path;
        this.nanosPerRecord = NANOS_PER_SECOND / recordsPerSecond;
    }

    /** Waits until the record behind {@code records} others is due. */
    void await(final long records)
    {
        final long due = (long)(records * nanosPerRecord);
        long early = due - (System.nanoTime() - started);
        while (early > 0)
        {
            LockSupport.parkNanos(Math.min(early, MAX_PARK));
            if (Interruption.isRaised())
            {
                throw new InterruptedWaitException(path, "interrupted before the next record was due");
            }
            early = due - (System.nanoTime() - started);
        }
    }
}
