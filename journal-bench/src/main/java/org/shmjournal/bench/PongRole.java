package org.shmjournal.bench;

import java.util.Map;
import org.shmjournal.bench.loop.Appender;
import org.shmjournal.bench.loop.Poller;

/** Replies to each request, at once. */
final class PongRole implements Role
{
    private final Settings settings;
    private final Kind kind;
    private Round round;
    private Appender replies;
    private Poller requests;

    PongRole(final Settings settings, final Kind kind)
    {
        this.settings = settings;
        this.kind = kind;
    }

    @Override
    public void prepare(final Round next)
    {
        round = next;
        replies = kind.appender(settings, next, PingRole.REPLIES);
    }

    @Override
    public void connect(final Round next)
    {
        requests = kind.poller(settings, next, PingRole.REQUESTS);
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
        final int limit = settings.limit();
        int count = requests.poll(limit);
        while (count == 0)
        {
            count = requests.poll(limit);
        }
        replies.append(sequence, count);
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
