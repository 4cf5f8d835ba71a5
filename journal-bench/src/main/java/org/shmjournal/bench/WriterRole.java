package org.shmjournal.bench;

import java.lang.management.ManagementFactory;
import java.util.Map;
import org.shmjournal.bench.loop.Appender;

/** Writes a round's records as fast as it can. */
final class WriterRole implements Role
{
    /** Name of the stream that {@link ReaderRole} reads. */
    static final String STREAM = "stream";

    private final Settings settings;
    private final Kind kind;
    /** Whether one stream goes through all rounds. */
    private final boolean lasting;
    private Round round;
    private Appender appender;

    WriterRole(final Settings settings, final Kind kind, final boolean lasting)
    {
        this.lasting = lasting;
        this.settings = settings;
        this.kind = kind;
    }

    @Override
    public void prepare(final Round next)
    {
        round = next;
        if (!lasting)
        {
            appender = kind.appender(settings, next, STREAM);
        }
        else if (appender == null)
        {
            appender = kind.lastingAppender(settings, next, STREAM);
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
        final long start = System.nanoTime();
        appender.appendAll(round.records());
        final long nanos = System.nanoTime() - start;
        final long cpuNanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu;
        final ThreadCounters counted = ThreadCounters.now().minus(before);
        return Map.of("nanos", nanos, "cpu", cpuNanos, "faults", counted.faults(), "preempted", counted.preemptions());
    }

    @Override
    public void close()
    {
        if (appender != null && !lasting)
        {
            appender.close();
            appender = null;
        }
    }
}
