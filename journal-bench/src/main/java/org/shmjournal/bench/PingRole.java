package org.shmjournal.bench;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.shmjournal.bench.loop.Appender;
import org.shmjournal.bench.loop.Poller;

/** Sends a request, spins until the reply is there, and takes the time of each exchange. */
final class PingRole implements Role
{
    /** Name of the stream that {@link PongRole} reads. */
    static final String REQUESTS = "requests";
    /** Name of the stream that {@link PongRole} writes. */
    static final String REPLIES = "replies";

    private static final long LONGEST = TimeUnit.SECONDS.toNanos(60);

    private final Settings settings;
    private final Kind kind;
    private final Histogram histogram = new Histogram(LONGEST, 3);
    private Round round;
    private Appender requests;
    private Poller replies;

    PingRole(final Settings settings, final Kind kind)
    {
        this.settings = settings;
        this.kind = kind;
    }

    @Override
    public void prepare(final Round next)
    {
        round = next;
        requests = kind.appender(settings, next, REQUESTS);
    }

    @Override
    public void connect(final Round next)
    {
        replies = kind.poller(settings, next, REPLIES);
    }

    @Override
    public Map<String, Long> run(final Runnable started)
    {
        histogram.reset();
        final ThreadCounters before = ThreadCounters.now();
        started.run();
        exchangeAll();
        final ThreadCounters counted = ThreadCounters.now().minus(before);

        final Map<String, Long> result = new HashMap<>();
        result.put("p50", histogram.getValueAtPercentile(50));
        result.put("p90", histogram.getValueAtPercentile(90));
        result.put("p99", histogram.getValueAtPercentile(99));
        result.put("p99.9", histogram.getValueAtPercentile(99.9));
        result.put("max", histogram.getMaxValue());
        result.put("sum", replies.sum());
        result.put("faults", counted.faults());
        result.put("preempted", counted.preemptions());
        return result;
    }

    private void exchangeAll()
    {
        final long records = round.records();
        for (long sequence = 0; sequence < records; sequence++)
        {
            histogram.recordValue(Math.min(LONGEST, exchange(sequence)));
        }
    }

    private long exchange(final long sequence)
    {
        final Poller replies = this.replies;
        final int limit = settings.limit();
        final long start = System.nanoTime();
        requests.append(sequence, 1);
        int count = replies.poll(limit);
        while (count == 0)
        {
            count = replies.poll(limit);
        }
        return System.nanoTime() - start;
    }

    @Override
    public void close()
    {
        if (replies != null)
        {
            replies.close();
            replies = null;
        }
        if (requests != null)
        {
            requests.close();
            requests = null;
        }
    }
}
