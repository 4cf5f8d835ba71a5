package org.shmjournal.bench.compare;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.shmjournal.ChannelSpec;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.ShmWriter;
import org.shmjournal.cli.measure.Role;
import org.shmjournal.cli.measure.Round;

/** Seeks to random sequences, or times, of a channel of many segments, and polls the record that is there. */
final class SeekingRole implements Role
{
    private static final int PAYLOAD = 32;
    /** How many segments are full. */
    static final int SEGMENTS = 100;
    private static final long NANOS_BETWEEN = 1000;
    /** What is not told apart from longer seeks. */
    static final long LONGEST = TimeUnit.SECONDS.toNanos(10);
    private static final long EPOCH = TimeUnit.DAYS.toNanos(20_000);

    private final boolean byTime;
    private final SplittableRandom random = new SplittableRandom(1);
    private final Histogram histogram = new Histogram(LONGEST, 3);
    private Round round;
    private ShmReader<ByteBuffer> reader;
    private long records;
    private long found;

    SeekingRole(final boolean byTime)
    {
        this.byTime = byTime;
    }

    /** Fills a channel, each record a microsecond after the one before. */
    @Override
    public void prepare(final Round next)
    {
        round = next;
        if (reader != null)
        {
            return;
        }
        final long[] now = {EPOCH};
        final ShmChannel<ByteBuffer> channel = ShmChannel.at(next.place().resolve("channel"))
            .spec(ChannelSpec.defaults().segmentSize(next.segmentSize()).timestamps(true))
            .eagerUnmapping(true)
            .epochClock(() -> now[0]);
        final ByteBuffer payload = ByteBuffer.allocate(PAYLOAD).order(ByteOrder.LITTLE_ENDIAN);
        try (ShmWriter<ByteBuffer> writer = channel.openWriter())
        {
            while (writer.position() < (long)SEGMENTS * next.segmentSize())
            {
                payload.clear().putLong(0, records++);
                writer.writeBytes(payload);
                now[0] += NANOS_BETWEEN;
            }
        }
        reader = channel.openReader();
    }

    @Override
    public void connect(final Round next)
    {
        throw new UnsupportedOperationException("reads what it wrote itself");
    }

    @Override
    public Map<String, Long> run(final Runnable started)
    {
        started.run();
        histogram.reset();
        for (long i = 0; i < round.records(); i++)
        {
            final long sequence = random.nextLong(records);
            final long start = System.nanoTime();
            seek(sequence);
            histogram.recordValue(Math.min(LONGEST, System.nanoTime() - start));
            check(sequence);
        }
        return figures(histogram);
    }

    /** In nanoseconds. */
    static Map<String, Long> figures(final Histogram histogram)
    {
        return Map.of("mean", (long)histogram.getMean(), "p50", histogram.getValueAtPercentile(50),
            "p99", histogram.getValueAtPercentile(99));
    }

    private void seek(final long sequence)
    {
        if (byTime)
        {
            reader.seekToTime(EPOCH + sequence * NANOS_BETWEEN);
        }
        else
        {
            reader.seekToSequence(sequence);
        }
    }

    private void check(final long sequence)
    {
        reader.poll((buffer, offset, length, context) -> found = buffer.getLong(offset), 1);
        if (found != sequence)
        {
            throw new IllegalStateException("sought sequence=" + sequence + ", found=" + found);
        }
    }

    @Override
    public void close()
    {
        // There is one channel for all rounds.
    }
}
