package org.shmjournal.cli.measure;

import java.util.HashMap;
import java.util.Map;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;
import org.shmjournal.cli.measure.loop.Poller;

/**
 * Reads along while {@link PacedWriterRole} writes, one record a poll, and takes the time of each from when its write
 * was due until it is here. Both processes are told when the first one is due: {@link System#nanoTime} is one clock for
 * all processes of a Linux system.
 */
public final class ArrivalRole implements Role
{
    /** Prefix of the percentiles, and name of the histogram. */
    public static final String ARRIVAL = "arrival";

    private final Streams streams;
    private final NanoClock clock;
    private final Latencies arrivals = new Latencies();
    private Round round;
    private Poller poller;
    private long due;

    /** Of a process with these streams. */
    public ArrivalRole(final Streams streams)
    {
        this(streams, SystemNanoClock.INSTANCE);
    }

    ArrivalRole(final Streams streams, final NanoClock clock)
    {
        this.streams = streams;
        this.clock = clock;
    }

    @Override
    public void prepare(final Round next)
    {
        throw new UnsupportedOperationException("a reader writes nothing");
    }

    @Override
    public void connect(final Round next)
    {
        round = next;
        if (poller == null)
        {
            poller = streams.poller(next, WriterRole.STREAM);
        }
        else
        {
            poller.rewind();
        }
    }

    @Override
    public void dueFrom(final long nanos)
    {
        due = nanos;
    }

    @Override
    public Map<String, ?> run(final Runnable started)
    {
        arrivals.reset();
        final ThreadCounters before = ThreadCounters.now();
        started.run();
        readAll(new Pacing(clock, round.rate(), due));
        final ThreadCounters counted = ThreadCounters.now().minus(before);

        final Map<String, Object> result = new HashMap<>(arrivals.percentiles(ARRIVAL + "."));
        result.put(ARRIVAL, arrivals.encoded());
        result.put("sum", poller.sum());
        result.put("faults", counted.faults());
        result.put("preempted", counted.preemptions());
        return result;
    }

    private void readAll(final Pacing pacing)
    {
        final IdleStrategy idle = streams.idleStrategy();
        final long records = round.records();
        for (long sequence = 0; sequence < records; sequence++)
        {
            read(idle);
            arrivals.add(clock.nanoTime() - pacing.due(sequence));
        }
    }

    private void read(final IdleStrategy idle)
    {
        final Poller poller = this.poller;
        int count = poller.poll(1);
        while (count == 0)
        {
            idle.idle(0);
            count = poller.poll(1);
        }
        idle.reset();
    }

    @Override
    public void close()
    {
        if (poller != null && !streams.lasts())
        {
            poller.close();
            poller = null;
        }
    }
}
