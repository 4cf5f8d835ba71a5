package org.shmjournal.cli;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * The units in which a header can hold its timeout.
 */
enum TickUnit
{
    /** Nanoseconds. */
    NS(TimeUnit.NANOSECONDS),
    /** Microseconds. */
    US(TimeUnit.MICROSECONDS),
    /** Milliseconds. */
    MS(TimeUnit.MILLISECONDS),
    /** Seconds. */
    S(TimeUnit.SECONDS);

    private final TimeUnit unit;

    TickUnit(final TimeUnit unit)
    {
        this.unit = unit;
    }

    TimeUnit unit()
    {
        return unit;
    }

    @Override
    public String toString()
    {
        return name().toLowerCase(Locale.ROOT);
    }
}
