package org.shmjournal.cli.measure;

import java.util.HashMap;
import java.util.Map;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;
import org.shmjournal.cli.measure.loop.Appender;
import org.shmjournal.cli.measure.loop.Poller;

/**
 * Sends a request, waits until the reply is there, and takes the time of each exchange: from when the request was due,
 * if the round has a rate, else from when it is sent.
 */
public final class PingRole implements Role
{
    /** Name of the histogram of what exchanges took. */
    public static final String TIMES = "times";
    /** Name of the stream that {@link PongRole} reads. */
    public static final String REQUESTS = "requests";
    /** Name of the stream that {@link PongRole} writes. */
    public static final String REPLIES = "replies";

    private final Streams streams;
    private final IdleStrategy idle;
    private final Latencies times = new Latencies();
    private Round round;
    private Appender requests;
    private Poller replies;

    /** Of a process with these streams. */
    public PingRole(final Streams streams)
    {
        this.streams = streams;
        this.idle = streams.idleStrategy();
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
        final long start = System.nanoTime();
        exchangeAll();
        final long nanos = System.nanoTime() - start;
        final ThreadCounters counted = ThreadCounters.now().minus(before);

        final Map<String, Object> result = new HashMap<>(times.percentiles(""));
        result.put(TIMES, times.encoded());
        result.put("nanos", nanos);
        result.put("sum", replies.sum());
        result.put("faults", counted.faults());
        result.put("preempted", counted.preemptions());
        return result;
    }

    private void exchangeAll()
    {
        final long records = round.records();
        if (round.rate() == 0)
        {
            for (long sequence = 0; sequence < records; sequence++)
            {
                final long start = System.nanoTime();
                times.add(exchange(sequence) - start);
            }
            return;
        }
        final NanoClock clock = SystemNanoClock.INSTANCE;
        final Pacing pacing = new Pacing(clock, round.rate(), clock.nanoTime());
        for (long sequence = 0; sequence < records; sequence++)
        {
            final long due = pacing.due(sequence);
            pacing.await(due);
            times.add(exchange(sequence) - due);
        }
    }

    /** Returns the time at which the reply is there. */
    private long exchange(final long sequence)
    {
        final Poller replies = this.replies;
        final int limit = streams.limit();
        requests.append(sequence, 1);
        int count = replies.poll(limit);
        while (count == 0)
        {
            idle.idle(0);
            count = replies.poll(limit);
        }
        final long now = System.nanoTime();
        idle.reset();
        return now;
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
