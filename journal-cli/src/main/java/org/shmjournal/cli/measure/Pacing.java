package org.shmjournal.cli.measure;

import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.NanoClock;

/**
 * When each record of a steady rate is due. The time of each is fixed beforehand: whoever is held up finds those that
 * follow overdue, and a latency counted from when a record was due includes that wait (no coordinated omission).
 */
final class Pacing
{
    private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final NanoClock clock;
    private final long rate;
    private final long start;

    /** So many records a second, the first one at a time of the clock. */
    Pacing(final NanoClock clock, final long rate, final long start)
    {
        if (rate <= 0)
        {
            throw new IllegalArgumentException("rate=" + rate + " is not positive");
        }
        this.clock = clock;
        this.rate = rate;
        this.start = start;
    }

    /** When the record with this sequence is due, on the clock. */
    long due(final long sequence)
    {
        // In two parts, for the product does not always fit
        return start + sequence / rate * NANOS_PER_SECOND + sequence % rate * NANOS_PER_SECOND / rate;
    }

    /** Spins until then; returns the time after that. */
    long await(final long due)
    {
        final NanoClock clock = this.clock;
        long now = clock.nanoTime();
        while (now - due < 0)
        {
            now = clock.nanoTime();
        }
        return now;
    }
}
