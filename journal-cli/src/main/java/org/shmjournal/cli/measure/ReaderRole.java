package org.shmjournal.cli.measure;

import java.util.Map;
import org.agrona.concurrent.IdleStrategy;
import org.shmjournal.cli.measure.loop.Poller;

/** Reads a round's records as they come; the time runs from the first one to the last. */
public final class ReaderRole implements Role
{
    private final Streams streams;
    private Round round;
    private Poller poller;

    /** Of a process with these streams. */
    public ReaderRole(final Streams streams)
    {
        this.streams = streams;
    }

    @Override
    public void prepare(final Round next)
    {
        throw new UnsupportedOperationException("a reader writes nothing");
    }

    /** Opens the stream, or, if it is open still, goes back to its first record. */
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
    public Map<String, Long> run(final Runnable started)
    {
        final ThreadCounters before = ThreadCounters.now();
        started.run();
        final long allocated = Allocation.bytes();
        final long nanos = read();
        final long allocatedNow = Allocation.bytes();
        final ThreadCounters counted = ThreadCounters.now().minus(before);
        return Map.of("nanos", nanos, "sum", poller.sum(), "allocated", allocatedNow - allocated, "faults",
            counted.faults(), "preempted", counted.preemptions());
    }

    private long read()
    {
        final Poller poller = this.poller;
        final IdleStrategy idle = streams.idleStrategy();
        final int limit = streams.limit();
        final long records = round.records();
        long count = poller.poll(limit);
        while (count == 0)
        {
            idle.idle(0);
            count = poller.poll(limit);
        }
        final long start = System.nanoTime();
        while (count < records)
        {
            final int polled = poller.poll(limit);
            idle.idle(polled);
            count += polled;
        }
        return System.nanoTime() - start;
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
