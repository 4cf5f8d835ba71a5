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
        final long cpu = SYSTEM.getProcessCpuTime();
        final long start = System.nanoTime();
        final Iterator<ByteBuffer> records = reader.iterator();
        for (long i = 0; i < round.records(); i++)
        {
            final long written = records.next().order(ByteOrder.LITTLE_ENDIAN).getLong(0);
            histogram.recordValue(Math.min(LONGEST, System.nanoTime() - written));
        }
        return Map.of("cpu", SYSTEM.getProcessCpuTime() - cpu, "nanos", System.nanoTime() - start, "p50",
            histogram.getValueAtPercentile(50), "p99", histogram.getValueAtPercentile(99), "max",
            histogram.getMaxValue());
    }

    @Override
    public void close()
    {
        reader.close();
    }
}
