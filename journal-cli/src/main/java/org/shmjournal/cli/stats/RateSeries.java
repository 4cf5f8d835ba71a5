package org.shmjournal.cli.stats;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * How many events fell into each of up to {@value #CAPACITY} equal spans of time. The spans grow as more time is
 * covered, so that a second and a year take the same memory. One thread.
 */
public final class RateSeries
{
    private static final int CAPACITY = 256;

    private final long[] counts = new long[CAPACITY];
    private long start;
    private long width = TimeUnit.MILLISECONDS.toNanos(1);
    private int size;

    /** An event at a time in nanoseconds; what is earlier than the first one is counted with that. */
    void add(final long nanos)
    {
        if (size == 0)
        {
            start = nanos;
        }
        long index = Math.max(0, nanos - start) / width;
        while (index >= CAPACITY)
        {
            widen();
            index = Math.max(0, nanos - start) / width;
        }
        counts[(int)index]++;
        size = Math.max(size, (int)index + 1);
    }

    private void widen()
    {
        for (int i = 0; i < CAPACITY / 2; i++)
        {
            counts[i] = counts[2 * i] + counts[2 * i + 1];
        }
        Arrays.fill(counts, CAPACITY / 2, CAPACITY, 0);
        width *= 2;
        size = (size + 1) / 2;
    }

    /** How many spans there are, the last of which need not be over. */
    public int size()
    {
        return size;
    }

    /** When a span begins. */
    public long start(final int span)
    {
        return start + span * width;
    }

    /** Of a span, in nanoseconds. */
    public long width()
    {
        return width;
    }

    /** Events in a span. */
    public long count(final int span)
    {
        return counts[span];
    }

    /** Events in the fullest span. */
    public long peak()
    {
        return Arrays.stream(counts).max().orElse(0);
    }
}
