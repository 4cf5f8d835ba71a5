package org.shmjournal.cli.measure;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/** How long something took, over and over: a histogram of nanoseconds, three digits of each. One thread. */
public final class Latencies
{
    /** What took longer is counted as this. */
    public static final long LONGEST = TimeUnit.SECONDS.toNanos(60);

    private static final int DIGITS = 3;
    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99};
    private static final String[] NAMES = {"p50", "p90", "p99", "p99.9", "p99.99"};

    private final Histogram histogram = none();

    /** One that has no values, to which others can be added. */
    public static Histogram none()
    {
        return new Histogram(LONGEST, DIGITS);
    }

    void add(final long nanos)
    {
        histogram.recordValue(Math.max(0, Math.min(LONGEST, nanos)));
    }

    void reset()
    {
        histogram.reset();
    }

    Map<String, Long> percentiles(final String prefix)
    {
        return percentiles(prefix, histogram);
    }

    /** All of them, as a text that {@link #decode} reads. */
    String encoded()
    {
        final ByteBuffer target = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        final int length = histogram.encodeIntoCompressedByteBuffer(target);
        return Base64.getEncoder().encodeToString(Arrays.copyOf(target.array(), length));
    }

    /** What another process measured. */
    public static Histogram decode(final String encoded)
    {
        try
        {
            return Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(Base64.getDecoder().decode(encoded)), 0);
        }
        catch (final DataFormatException ex)
        {
            throw new IllegalArgumentException("no histogram: " + encoded, ex);
        }
    }

    /** The percentiles from p50 to p99.99 and the maximum, by name. */
    public static Map<String, Long> percentiles(final String prefix, final Histogram histogram)
    {
        final Map<String, Long> percentiles = new LinkedHashMap<>();
        for (int i = 0; i < NAMES.length; i++)
        {
            percentiles.put(prefix + NAMES[i], histogram.getValueAtPercentile(PERCENTILES[i]));
        }
        percentiles.put(prefix + "max", histogram.getMaxValue());
        return percentiles;
    }
}
