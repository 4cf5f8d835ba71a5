package org.shmjournal.cli.measure;

import java.util.Map;
import org.shmjournal.cli.measure.loop.Poller;

/** Reads a round's records in a busy loop; the time runs from the first one to the last. */
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
        final long nanos = read();
        final ThreadCounters counted = ThreadCounters.now().minus(before);
        return Map.of("nanos", nanos, "sum", poller.sum(), "faults", counted.faults(), "preempted",
            counted.preemptions());
    }

    private long read()
    {
        final Poller poller = this.poller;
        final int limit = streams.limit();
        final long records = round.records();
        long count = poller.poll(limit);
        while (count == 0)
        {
            count = poller.poll(limit);
        }
        final long start = System.nanoTime();
        while (count < records)
        {
            count += poller.poll(limit);
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
