package org.shmjournal.cli.stats;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.shmjournal.RecordContext;
import org.shmjournal.RecordHandler;

/**
 * Counts records, and how large and how far apart they are. One thread.
 */
public final class RecordStatistics implements RecordHandler
{
    private static final int DIGITS = 3;
    private static final long LONGEST_PAYLOAD = 1L << 28;
    private static final long LONGEST_GAP = TimeUnit.DAYS.toNanos(366);

    private final Histogram sizes = new Histogram(LONGEST_PAYLOAD, DIGITS);
    private final Histogram gaps = new Histogram(LONGEST_GAP, DIGITS);
    private final RateSeries rates = new RateSeries();
    private long bytes;
    private long firstSequence = -1;
    private long lastSequence = -1;
    private long firstTimestamp = -1;
    private long lastTimestamp = -1;

    @Override
    public void onRecord(final ByteBuffer buffer, final int offset, final int length, final RecordContext context)
    {
        final long timestamp = context.timestamp();
        if (firstSequence < 0)
        {
            firstSequence = context.sequence();
            firstTimestamp = timestamp;
        }
        else if (timestamp >= 0)
        {
            gaps.recordValue(Math.min(LONGEST_GAP, Math.max(0, timestamp - lastTimestamp)));
        }
        if (timestamp >= 0)
        {
            rates.add(timestamp);
        }
        lastSequence = context.sequence();
        lastTimestamp = timestamp;
        sizes.recordValue(length);
        bytes += length;
    }

    /** How many records. */
    public long records()
    {
        return sizes.getTotalCount();
    }

    /** Of payload. */
    public long bytes()
    {
        return bytes;
    }

    /** Of the first record; -1 where there is none. */
    public long firstSequence()
    {
        return firstSequence;
    }

    /** Of the last record; -1 where there is none. */
    public long lastSequence()
    {
        return lastSequence;
    }

    /** Of the first record; -1 without timestamps. */
    public long firstTimestamp()
    {
        return firstTimestamp;
    }

    /** Of the last record; -1 without timestamps. */
    public long lastTimestamp()
    {
        return lastTimestamp;
    }

    /** From the first record to the last; 0 without timestamps. */
    public long spanNanos()
    {
        return Math.max(0, lastTimestamp - firstTimestamp);
    }

    /** A second, over the whole span; 0 where there is none. */
    public double recordsPerSecond()
    {
        return spanNanos() == 0 ? 0 : gaps.getTotalCount() * (double)TimeUnit.SECONDS.toNanos(1) / spanNanos();
    }

    /** A second, over the busiest of equal spans; 0 without timestamps. */
    public double peakRecordsPerSecond()
    {
        return rates.peak() * (double)TimeUnit.SECONDS.toNanos(1) / rates.width();
    }

    /** Lengths of payloads in bytes. */
    public Histogram sizes()
    {
        return sizes;
    }

    /** Nanoseconds from record to record; empty without timestamps. */
    public Histogram gaps()
    {
        return gaps;
    }

    /** Records over time; empty without timestamps. */
    public RateSeries rates()
    {
        return rates;
    }
}
