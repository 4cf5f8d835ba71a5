package org.shmjournal.cli.measure;

import java.util.HashMap;
import java.util.Map;
import org.shmjournal.cli.measure.loop.Appender;
import org.shmjournal.cli.measure.loop.Poller;

/** Sends a request, spins until the reply is there, and takes the time of each exchange. */
public final class PingRole implements Role
{
    /** Name of the stream that {@link PongRole} reads. */
    public static final String REQUESTS = "requests";
    /** Name of the stream that {@link PongRole} writes. */
    public static final String REPLIES = "replies";

    private final Streams streams;
    private final Latencies times = new Latencies();
    private Round round;
    private Appender requests;
    private Poller replies;

    /** Of a process with these streams. */
    public PingRole(final Streams streams)
    {
        this.streams = streams;
    }

    @Override
    public void prepare(final Round next)
    {
        round = next;
        requests = streams.appender(next, REQUESTS);
    }

    @Override
    public void connect(final Round next)
    {
        replies = streams.poller(next, REPLIES);
    }

    @Override
    public Map<String, ?> run(final Runnable started)
    {
        times.reset();
        final ThreadCounters before = ThreadCounters.now();
        started.run();
        exchangeAll();
        final ThreadCounters counted = ThreadCounters.now().minus(before);

        final Map<String, Object> result = new HashMap<>(times.percentiles(""));
        result.put("times", times.encoded());
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
            times.add(exchange(sequence));
        }
    }

    private long exchange(final long sequence)
    {
        final Poller replies = this.replies;
        final int limit = streams.limit();
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
