package org.shmjournal.cli.output;

import java.util.Locale;

/**
 * Numbers of bytes for people.
 */
public final class ByteCount
{
    private static final String[] UNITS = {"bytes", "KiB", "MiB", "GiB", "TiB"};

    private ByteCount()
    {
    }

    /** As 64 MiB, or 1.5 GiB. */
    public static String of(final long bytes)
    {
        double number = bytes;
        int unit = 0;
        while (number >= 1024 && unit < UNITS.length - 1)
        {
            number /= 1024;
            unit++;
        }
        final String digits = number == Math.rint(number) ?
            Long.toString((long)number) : String.format(Locale.ROOT, "%.1f", number);

        return digits + " " + (bytes == 1 ? "byte" : UNITS[unit]);
    }
}
