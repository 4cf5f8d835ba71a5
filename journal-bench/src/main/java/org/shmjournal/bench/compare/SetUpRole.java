package org.shmjournal.bench.compare;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import com.sun.management.OperatingSystemMXBean;
import org.shmjournal.ChannelSpec;
import org.shmjournal.Conductor;
import org.shmjournal.RecordContext;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.ShmWriter;
import org.shmjournal.cli.measure.Role;
import org.shmjournal.cli.measure.Round;
import org.shmjournal.cli.measure.Scratch;

/** Makes and opens a hundred channels on one conductor, with a reader each, and counts what that takes. */
final class SetUpRole implements Role
{
    private static final int PAYLOAD = 32;
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final OperatingSystemMXBean SYSTEM =
        (OperatingSystemMXBean)ManagementFactory.getOperatingSystemMXBean();

    private final List<ShmWriter<ByteBuffer>> writers = new ArrayList<>();
    private final List<ShmReader<ByteBuffer>> readers = new ArrayList<>();
    private final ByteBuffer payload = ByteBuffer.allocate(PAYLOAD);
    private Round round;
    private long sum;

    @Override
    public void prepare(final Round next)
    {
        round = next;
    }

    @Override
    public void connect(final Round next)
    {
        throw new UnsupportedOperationException("reads what it wrote itself");
    }

    @Override
    public Map<String, Long> run(final Runnable started)
    {
        final int channels = (int)round.records();
        started.run();
        try (Conductor conductor = Conductor.builder().build())
        {
            final long before = heap();
            final long create = timed(channels, i -> writers.add(channel(i, conductor).openWriter()));
            final long first = timed(channels, i -> writers.get(i).writeBytes(payload.clear()));
            final long writersHeap = heap() - before;
            final long open = timed(channels, i -> readers.add(channel(i, conductor).openReader()));
            final long firstPoll = timed(channels, i -> readers.get(i).poll(this::add, 1));
            final long readersHeap = heap() - before - writersHeap;
            final long info = timed(channels, i -> sum += channel(i, conductor).info().records());
            final long idle = idle();
            readers.forEach(ShmReader::close);
            final long close = timed(channels, i -> writers.get(i).close());
            writers.clear();
            final long reopen = timed(channels, i -> writers.add(channel(i, conductor).openWriter()));
            writers.forEach(ShmWriter::close);
            writers.clear();
            readers.clear();
            return Map.of("create", create, "reopen", reopen, "open", open, "first", first + firstPoll, "info", info,
                "close", close, "writerHeap", writersHeap / channels, "readerHeap", readersHeap / channels, "idle",
                idle, "sum", sum);
        }
        finally
        {
            for (int i = 0; i < channels; i++)
            {
                Scratch.delete(path(i));
            }
        }
    }

    /** What is done with each channel. */
    @FunctionalInterface
    private interface Step
    {
        void run(int channel);
    }

    private static long timed(final int channels, final Step step)
    {
        final long start = System.nanoTime();
        for (int i = 0; i < channels; i++)
        {
            step.run(i);
        }
        return (System.nanoTime() - start) / channels;
    }

    /** How many thousandths of a percent of a core the process takes while nobody writes. */
    private static long idle()
    {
        final long cpu = SYSTEM.getProcessCpuTime();
        final long start = System.nanoTime();
        while (System.nanoTime() - start < IDLE_NANOS)
        {
            LockSupport.parkNanos(IDLE_NANOS);
        }
        return (SYSTEM.getProcessCpuTime() - cpu) * 100_000 / (System.nanoTime() - start);
    }

    private ShmChannel<ByteBuffer> channel(final int number, final Conductor conductor)
    {
        return ShmChannel.at(path(number)).spec(ChannelSpec.defaults().segmentSize(round.segmentSize()))
            .conductor(conductor).eagerUnmapping(true);
    }

    private Path path(final int number)
    {
        return round.place().resolve("channel-" + number);
    }

    private void add(final ByteBuffer buffer, final int offset, final int length, final RecordContext context)
    {
        sum += length;
    }

    /** What is in use once all that is not is gone. */
    private static long heap()
    {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @Override
    public void close()
    {
        // All was closed at the end of the round.
    }
}
