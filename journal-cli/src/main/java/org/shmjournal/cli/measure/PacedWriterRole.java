package org.shmjournal.cli.measure;

import java.util.HashMap;
import java.util.Map;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;
import org.shmjournal.cli.measure.loop.Appender;

/**
 * Writes a round's records at the round's rate, spinning in between, and takes two times of each write: the response,
 * from when the write was due until it returned, and the service, from when it really began.
 */
public final class PacedWriterRole implements Role
{
    /** Prefix of the percentiles, and name of the histogram, of the times since writes were due. */
    public static final String RESPONSE = "response";
    /** The same of the times since writes began. */
    public static final String SERVICE = "service";

    private final Streams streams;
    private final NanoClock clock;
    private final Latencies responses = new Latencies();
    private final Latencies services = new Latencies();
    private Round round;
    private Appender appender;
    /** When the first record is due; 0: at once. */
    private long due;

    /** Of a process with these streams. */
    public PacedWriterRole(final Streams streams)
    {
        this(streams, SystemNanoClock.INSTANCE);
    }

    PacedWriterRole(final Streams streams, final NanoClock clock)
    {
        this.streams = streams;
        this.clock = clock;
    }

    @Override
    public void prepare(final Round next)
    {
        round = next;
        if (appender == null)
        {
            appender = streams.appender(next, WriterRole.STREAM);
        }
    }

    @Override
    public void connect(final Round next)
    {
        throw new UnsupportedOperationException("a writer reads nothing");
    }

    @Override
    public void dueFrom(final long nanos)
    {
        due = nanos;
    }

    @Override
    public Map<String, ?> run(final Runnable started)
    {
        responses.reset();
        services.reset();
        final ThreadCounters before = ThreadCounters.now();
        started.run();
        final long start = due == 0 ? clock.nanoTime() : due;
        due = 0;
        final long allocated = Allocation.bytes();
        writeAll(new Pacing(clock, round.rate(), start));
        final long nanos = clock.nanoTime() - start;
        final long allocatedNow = Allocation.bytes();
        final ThreadCounters counted = ThreadCounters.now().minus(before);

        final Map<String, Object> result = new HashMap<>();
        result.put("nanos", nanos);
        result.put("allocated", allocatedNow - allocated);
        result.put("faults", counted.faults());
        result.put("preempted", counted.preemptions());
        result.putAll(responses.percentiles(RESPONSE + "."));
        result.putAll(services.percentiles(SERVICE + "."));
        result.put(RESPONSE, responses.encoded());
        result.put(SERVICE, services.encoded());
        return result;
    }

    private void writeAll(final Pacing pacing)
    {
        final long records = round.records();
        for (long sequence = 0; sequence < records; sequence++)
        {
            write(pacing, sequence);
        }
    }

    private void write(final Pacing pacing, final long sequence)
    {
        final long due = pacing.due(sequence);
        final long began = pacing.await(due);
        appender.append(sequence, 1);
        final long ended = clock.nanoTime();
        responses.add(ended - due);
        services.add(ended - began);
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
