package org.shmjournal.cli.output;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Spans of time for people.
 */
public final class Nanos
{
    private static final String[] UNITS = {"ns", "us", "ms", "s"};

    private Nanos()
    {
    }

    /** As 850 ns, 12.3 us, 1.5 ms, 2 s, 1m30s, 168h. */
    public static String of(final long nanos)
    {
        if (Math.abs(nanos) >= TimeUnit.MINUTES.toNanos(1))
        {
            return Duration.ofSeconds(TimeUnit.NANOSECONDS.toSeconds(nanos)).toString().substring(2)
                .toLowerCase(Locale.ROOT);
        }
        double number = nanos;
        int unit = 0;
        while (Math.abs(number) >= 1000 && unit < UNITS.length - 1)
        {
            number /= 1000;
            unit++;
        }
        final String digits = String.format(Locale.ROOT, Math.abs(number) < 100 ? "%.1f" : "%.0f", number);
        return (digits.endsWith(".0") ? digits.substring(0, digits.length() - 2) : digits) + " " + UNITS[unit];
    }
}
