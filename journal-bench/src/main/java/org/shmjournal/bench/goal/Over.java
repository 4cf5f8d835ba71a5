package org.shmjournal.bench.goal;

import java.util.Arrays;
import java.util.Locale;
import org.shmjournal.bench.compare.Measured;

/** Which of the rounds' ratios must reach a goal. */
enum Over
{
    /** The one in the middle. */
    MEDIAN
    {
        @Override
        double of(final double... ratios)
        {
            return Measured.median(ratios);
        }
    },
    /** The worst. */
    EVERY_ROUND
    {
        @Override
        double of(final double... ratios)
        {
            return Arrays.stream(ratios).max().orElseThrow();
        }
    };

    abstract double of(double... ratios);

    @Override
    public String toString()
    {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
