package org.shmjournal.bench.compare;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import com.sun.management.OperatingSystemMXBean;
import org.HdrHistogram.Histogram;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.cli.measure.Role;
import org.shmjournal.cli.measure.Round;

/**
 * Waits for records that come seldom, by the default idle strategy, and takes the time from just before each was
 * written until it is there. Clocks of one machine's processes are the same one.
 */
final class IdleReaderRole implements Role
{
    private static final long LONGEST = TimeUnit.SECONDS.toNanos(10);
    private static final OperatingSystemMXBean SYSTEM =
        (OperatingSystemMXBean)ManagementFactory.getOperatingSystemMXBean();

    private final Histogram histogram = new Histogram(LONGEST, 3);
    private Round round;
    private ShmReader<ByteBuffer> reader;

    @Override
    public void prepare(final Round next)
    {
        throw new UnsupportedOperationException("a reader writes nothing");
    }

    @Override
    public void connect(final Round next)
    {
        round = next;
        reader = ShmChannel.at(next.place().resolve(SparseWriterRole.STREAM)).eagerUnmapping(true).openReader();
    }

    @Override
    public Map<String, Long> run(final Runnable started)
    {
        histogram.reset();
        started.run();
        final Iterator<ByteBuffer> records = reader.iterator();
        for (int i = 0; i < SparseWriterRole.BURST; i++)
        {
            records.next();
        }
        final long cpu = SYSTEM.getProcessCpuTime();
        final long start = System.nanoTime();
        // The first one comes behind the silence.
        records.next();
        final long idleCpu = SYSTEM.getProcessCpuTime() - cpu;
        final long idleNanos = System.nanoTime() - start;
        for (long i = 1; i < round.records(); i++)
        {
            final long written = records.next().order(ByteOrder.LITTLE_ENDIAN).getLong(0);
            histogram.recordValue(Math.min(LONGEST, System.nanoTime() - written));
        }
        return Map.of("idle-cpu", idleCpu, "idle-nanos", idleNanos, "cpu",
            SYSTEM.getProcessCpuTime() - cpu - idleCpu, "nanos", System.nanoTime() - start - idleNanos, "p50",
            histogram.getValueAtPercentile(50), "p99", histogram.getValueAtPercentile(99), "max",
            histogram.getMaxValue());
    }

    @Override
    public void close()
    {
        reader.close();
    }
}
