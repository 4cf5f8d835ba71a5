package org.shmjournal.cli;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.shmjournal.error.InterruptedWaitException;

/**
 * Holds records back until as much time has gone by since the first one as lay between them when they were written,
 * and measures how well that went. What was late is caught up with. One thread.
 * <p>
 * Parks as long as the system's timers are good enough, then spins: gaps of microseconds take a whole core.
 */
final class ReplayPace
{
    private static final long MAX_PARK = TimeUnit.MILLISECONDS.toNanos(50);
    /** How late a park may end: the timer's slack, and the way back onto a core. */
    private static final long SPIN = TimeUnit.MICROSECONDS.toNanos(200);
    private static final long LONGEST = TimeUnit.HOURS.toNanos(1);
    private static final int DIGITS = 3;

    private final Path path;
    private final double factor;
    private final Runnable beforeWaiting;
    private final Histogram deviations = new Histogram(LONGEST, DIGITS);
    private boolean begun;
    private long firstTimestamp;
    private long firstTime;
    private long lastTime;
    private long lastDue;

    /**
     * A pace.
     *
     * @param path          of the channel, for messages.
     * @param beforeWaiting run in front of each wait.
     */
    ReplayPace(final Path path, final Speed speed, final Runnable beforeWaiting)
    {
        this.path = path;
        this.factor = speed.factor();
        this.beforeWaiting = beforeWaiting;
    }

    /** Waits until the record that was written then is due; the first one is due at once. */
    void await(final long timestamp)
    {
        if (!begun)
        {
            begun = true;
            firstTimestamp = timestamp;
            firstTime = System.nanoTime();
            lastTime = firstTime;
            return;
        }
        final long due = due(timestamp);
        if (due - (System.nanoTime() - firstTime) > 0)
        {
            beforeWaiting.run();
            waitFor(due);
        }
        final long now = System.nanoTime();
        deviations.recordValue(Math.min(LONGEST, Math.abs(now - lastTime - (due - lastDue))));
        lastTime = now;
        lastDue = due;
    }

    private void waitFor(final long due)
    {
        long early = due - (System.nanoTime() - firstTime);
        while (early > 0)
        {
            if (early > SPIN)
            {
                LockSupport.parkNanos(Math.min(early - SPIN, MAX_PARK));
                if (Interruption.isRaised())
                {
                    throw new InterruptedWaitException(path, "interrupted before the next record was due");
                }
            }
            else
            {
                Thread.onSpinWait();
            }
            early = due - (System.nanoTime() - firstTime);
        }
    }

    private long due(final long timestamp)
    {
        return (long)((timestamp - firstTimestamp) / factor);
    }

    /** By how many nanoseconds the gaps between records were longer or shorter than they should have been. */
    Histogram deviations()
    {
        return deviations;
    }
}
