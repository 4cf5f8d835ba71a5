package org.shmjournal.bench.jmh;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.shmjournal.ChannelSpec;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.ShmWriter;
import org.shmjournal.cli.measure.Scratch;

/** A reader goes to random places of a channel of many segments, whose pages are in memory. */
@BenchmarkMode({Mode.AverageTime, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
@Fork(1)
@State(Scope.Thread)
public class SeekBenchmark
{
    private static final String AUTO = "auto";
    private static final int LENGTH = 32;
    private static final long NANOS_BETWEEN = 1000;

    /** Directory for the files; /dev/shm, or the temporary directory, unless it is said. */
    @Param(AUTO)
    public String dir;

    /** How many full segments there are. */
    @Param({"100", "1000"})
    public int segments;

    /** Size of a segment in bytes. */
    @Param({"1048576"})
    public int segmentSize;

    /** Whether payloads are covered by a CRC32C. */
    @Param({"false", "true"})
    public boolean checksums;

    private final SplittableRandom random = new SplittableRandom(1);
    private Scratch scratch;
    private ShmReader<ByteBuffer> reader;
    private long records;
    private long start;

    /** Fills a channel, each record a microsecond after the one before. */
    @Setup(Level.Trial)
    public void open()
    {
        scratch = new Scratch(dir.equals(AUTO) ? Scratch.defaultDirectory() : Path.of(dir));
        final long[] now = {TimeUnit.DAYS.toNanos(20_000)};
        start = now[0];
        final ShmChannel<ByteBuffer> channel = ShmChannel.at(scratch.path().resolve("channel"))
            .spec(ChannelSpec.defaults().segmentSize(segmentSize).timestamps(true).checksums(checksums))
            .eagerUnmapping(true)
            .epochClock(() -> now[0]);
        final ByteBuffer payload = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        try (ShmWriter<ByteBuffer> writer = channel.openWriter())
        {
            while (writer.position() < (long)segments * segmentSize)
            {
                payload.putLong(0, records++);
                now[0] += NANOS_BETWEEN;
                writer.writeBytes(payload.duplicate());
            }
        }
        reader = channel.openReader();
    }

    /** Removes it. */
    @TearDown(Level.Trial)
    public void close()
    {
        reader.close();
        scratch.close();
    }

    /** By a random sequence. */
    @Benchmark
    public long seekToSequence()
    {
        reader.seekToSequence(random.nextLong(records));
        return reader.position();
    }

    /** By a random time. */
    @Benchmark
    public long seekToTime()
    {
        reader.seekToTime(start + random.nextLong(records * NANOS_BETWEEN));
        return reader.position();
    }
}
