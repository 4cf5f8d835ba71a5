package org.shmjournal.cli.demo;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NoOpIdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;
import org.shmjournal.ChannelSpec;

/**
 * What the parent and its children agree on.
 */
final class DemoSettings
{
    /** Name of the channel of the stream. */
    static final String STREAM = "stream";
    /** Name of the channel on which the stream's code is warmed up. */
    static final String WARM_UP = "warm-up";
    /** Name of the channel of requests. */
    static final String REQUESTS = "requests";
    /** Name of the channel of replies. */
    static final String REPLIES = "replies";

    /** Records, and round trips, before anything is measured. */
    static final int WARM_UP_RECORDS = 1_000_000;
    /** Exchanges before anything is measured. */
    static final int WARM_UP_ROUND_TRIPS = 100_000;
    /** Space that a record takes: word and payload. */
    static final int RECORD_SPACE = Long.BYTES + DemoRecord.LENGTH;
    /** Segment size of the channels that only carry the exchange. */
    static final int SMALL_SEGMENT = 16 << 20;

    private static final boolean BUSY = Runtime.getRuntime().availableProcessors() > 1;

    private DemoSettings()
    {
    }

    /** How both sides of the exchange wait. */
    static Supplier<IdleStrategy> exchangeIdleStrategy()
    {
        return () -> BUSY ? NoOpIdleStrategy.INSTANCE : new YieldingIdleStrategy();
    }

    /** The same, for people. */
    static String exchangeIdleStrategyName()
    {
        return BUSY ? "busy spinning (NoOpIdleStrategy)" : "yielding (YieldingIdleStrategy, one processor)";
    }

    /** How the reader of the stream waits: it leaves the processor to the conductor, which prepares segments. */
    static IdleStrategy streamingIdleStrategy()
    {
        return new BackoffIdleStrategy(10, 20, TimeUnit.MICROSECONDS.toNanos(1), TimeUnit.MILLISECONDS.toNanos(1));
    }

    /** The same, for people. */
    static String streamingIdleStrategyName()
    {
        return "backoff, at most 1 ms (BackoffIdleStrategy)";
    }

    static ChannelSpec smallSpec()
    {
        return ChannelSpec.defaults().segmentSize(SMALL_SEGMENT);
    }

    /** Bytes that a run needs. */
    static long spaceNeeded(final long records, final long roundTrips)
    {
        final long segment = ChannelSpec.defaults().segmentSize();
        return (records + WARM_UP_RECORDS + 2 * (roundTrips + WARM_UP_ROUND_TRIPS)) * RECORD_SPACE + 4 * segment +
            4L * SMALL_SEGMENT;
    }

    static Path stream(final Path directory)
    {
        return directory.resolve(STREAM);
    }
}
