package org.shmjournal.bench.compare;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import com.sun.management.OperatingSystemMXBean;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.shmjournal.cli.measure.Role;
import org.shmjournal.cli.measure.Round;

/** Waits as a reader does by default, and reads nothing: what the waiting alone takes. */
final class IdlingRole implements Role
{
    private static final OperatingSystemMXBean SYSTEM =
        (OperatingSystemMXBean)ManagementFactory.getOperatingSystemMXBean();

    @Override
    public void prepare(final Round next)
    {
        // There is nothing to open.
    }

    @Override
    public void connect(final Round next)
    {
        throw new UnsupportedOperationException("reads nothing");
    }

    @Override
    public Map<String, Long> run(final Runnable started)
    {
        final IdleStrategy idle = new BackoffIdleStrategy(10, 20, TimeUnit.MICROSECONDS.toNanos(1),
            TimeUnit.MICROSECONDS.toNanos(1_700));
        started.run();
        final long cpu = SYSTEM.getProcessCpuTime();
        final long start = System.nanoTime();
        while (System.nanoTime() - start < SparseWriterRole.SILENCE)
        {
            idle.idle();
        }
        return Map.of("cpu", SYSTEM.getProcessCpuTime() - cpu, "nanos", System.nanoTime() - start);
    }

    @Override
    public void close()
    {
        // There is nothing open.
    }
}
