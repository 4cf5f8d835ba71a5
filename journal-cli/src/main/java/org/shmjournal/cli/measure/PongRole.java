package org.shmjournal.cli.measure;

import java.util.Map;
import org.agrona.concurrent.IdleStrategy;
import org.shmjournal.cli.measure.loop.Appender;
import org.shmjournal.cli.measure.loop.Poller;

/** Replies to each request, at once. */
public final class PongRole implements Role
{
    private final Streams streams;
    private final IdleStrategy idle;
    private Round round;
    private Appender replies;
    private Poller requests;

    /** Of a process with these streams. */
    public PongRole(final Streams streams)
    {
        this.streams = streams;
        this.idle = streams.idleStrategy();
    }

    @Override
    public void prepare(final Round next)
    {
        round = next;
        replies = streams.appender(next, PingRole.REPLIES);
    }

    @Override
    public void connect(final Round next)
    {
        requests = streams.poller(next, PingRole.REQUESTS);
    }

    @Override
    public Map<String, Long> run(final Runnable started)
    {
        final ThreadCounters before = ThreadCounters.now();
        started.run();
        final long records = round.records();
        for (long sequence = 0; sequence < records;)
        {
            sequence += reply(sequence);
        }
        final ThreadCounters counted = ThreadCounters.now().minus(before);
        return Map.of("sum", requests.sum(), "faults", counted.faults(), "preempted", counted.preemptions());
    }

    private int reply(final long sequence)
    {
        final Poller requests = this.requests;
        final int limit = streams.limit();
        int count = requests.poll(limit);
        while (count == 0)
        {
            idle.idle(0);
            count = requests.poll(limit);
        }
        replies.append(sequence, count);
        idle.reset();
        return count;
    }

    @Override
    public void close()
    {
        if (requests != null)
        {
            requests.close();
            requests = null;
        }
        if (replies != null)
        {
            replies.close();
            replies = null;
        }
    }
}
