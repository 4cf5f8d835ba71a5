package org.shmjournal.cli.measure;

import java.lang.management.ManagementFactory;
import java.util.Map;
import org.shmjournal.cli.measure.loop.Appender;

/** Writes a round's records as fast as it can. */
public final class WriterRole implements Role
{
    /** Name of the stream that {@link ReaderRole} reads. */
    public static final String STREAM = "stream";

    private final Streams streams;
    private Round round;
    private Appender appender;

    /** Of a process with these streams. */
    public WriterRole(final Streams streams)
    {
        this.streams = streams;
    }

    @Override
    public void prepare(final Round next)
    {
        round = next;
        if (appender == null)
        {
            appender = streams.appender(next, STREAM);
        }
    }

    @Override
    public void connect(final Round next)
    {
        throw new UnsupportedOperationException("a writer reads nothing");
    }

    @Override
    public Map<String, Long> run(final Runnable started)
    {
        final ThreadCounters before = ThreadCounters.now();
        started.run();
        final long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        final long allocated = Allocation.bytes();
        final long start = System.nanoTime();
        appender.appendAll(round.records());
        final long nanos = System.nanoTime() - start;
        final long allocatedNow = Allocation.bytes();
        final long cpuNanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu;
        final ThreadCounters counted = ThreadCounters.now().minus(before);
        return Map.of("nanos", nanos, "cpu", cpuNanos, "allocated", allocatedNow - allocated, "faults",
            counted.faults(), "preempted", counted.preemptions());
    }

    @Override
    public void close()
    {
        if (appender != null && !streams.lasts())
        {
            appender.close();
            appender = null;
        }
    }
}
