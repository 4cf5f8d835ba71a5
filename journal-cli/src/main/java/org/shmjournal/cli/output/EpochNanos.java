package org.shmjournal.cli.output;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Points in time as nanoseconds since 1970, the form in which channels keep them.
 */
public final class EpochNanos
{
    private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private EpochNanos()
    {
    }

    /** For people and ISO 8601. */
    public static Instant toInstant(final long epochNanos)
    {
        return Instant.ofEpochSecond(
            Math.floorDiv(epochNanos, NANOS_PER_SECOND), Math.floorMod(epochNanos, NANOS_PER_SECOND));
    }

    /** For comparing with timestamps; what lies beyond the years 1677 to 2262 becomes their end. */
    public static long of(final Instant instant)
    {
        try
        {
            return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), NANOS_PER_SECOND), instant.getNano());
        }
        catch (final ArithmeticException beyond)
        {
            return instant.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }
}
