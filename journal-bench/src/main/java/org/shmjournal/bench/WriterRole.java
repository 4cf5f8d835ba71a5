package org.shmjournal.bench;

import java.util.Map;
import org.shmjournal.bench.loop.Appender;

/** Writes a round's records as fast as it can. */
final class WriterRole implements Role
{
    /** Name of the stream that {@link ReaderRole} reads. */
    static final String STREAM = "stream";

    private final Settings settings;
    private final Kind kind;
    private Round round;
    private Appender appender;

    WriterRole(final Settings settings, final Kind kind)
    {
        this.settings = settings;
        this.kind = kind;
    }

    @Override
    public void prepare(final Round next)
    {
        round = next;
        appender = kind.appender(settings, next, STREAM);
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
        final long start = System.nanoTime();
        appender.appendAll(round.records());
        final long nanos = System.nanoTime() - start;
        final ThreadCounters counted = ThreadCounters.now().minus(before);
        return Map.of("nanos", nanos, "faults", counted.faults(), "preempted", counted.preemptions());
    }

    @Override
    public void close()
    {
        if (appender != null)
        {
            appender.close();
            appender = null;
        }
    }
}
