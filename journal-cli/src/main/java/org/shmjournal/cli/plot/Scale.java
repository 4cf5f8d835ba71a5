package org.shmjournal.cli.plot;

import java.util.function.LongFunction;

/**
 * Where on a chart's axis a value stands. The axis itself is linear, so that its marks can be written in any unit.
 *
 * @param base of logarithms; 0: the values stand for themselves.
 */
record Scale(int base)
{
    static final Scale LINEAR = new Scale(0);

    /** Whose marks are the powers of a base. */
    static Scale logarithmic(final int base)
    {
        return new Scale(base);
    }

    /** On a logarithmic axis there is no place for 0, which stands one mark before 1. */
    double place(final long value)
    {
        return base == 0 ? value : value == 0 ? -1 : Math.log(value) / Math.log(base);
    }

    /** What is written at a mark. */
    String label(final double place, final LongFunction<String> unit)
    {
        return unit.apply(Math.round(base == 0 ? place : place < 0 ? 0 : Math.pow(base, place)));
    }
}
