package org.shmjournal.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.shmjournal.bench.loop.BareAppender;
import org.shmjournal.bench.loop.BareLoop;
import org.shmjournal.bench.loop.BarePoller;
import org.shmjournal.bench.loop.BareReading;
import org.shmjournal.bench.loop.ConsumerPoller;
import org.shmjournal.cli.measure.loop.Appender;
import org.shmjournal.cli.measure.loop.EncodeAppender;
import org.shmjournal.cli.measure.loop.HandlerPoller;
import org.shmjournal.cli.measure.loop.Poller;

/**
 * Reads a stream that was written before and stays mapped; the bare loop is the baseline. Each iteration is one
 * invocation that reads all of it.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 10)
@Measurement(iterations = 20)
@Fork(1)
public class PollBenchmark
{
    private static final int LIMIT = 256;

    /** A stream that is full. */
    public abstract static class Source extends Fixture
    {
        private Poller poller;

        abstract Appender create();

        abstract Poller open();

        /** Writes it, and opens it to read. */
        @Setup(Level.Trial)
        public void openStream()
        {
            try (Appender appender = create())
            {
                appender.appendAll(RECORDS);
            }
            poller = open();
        }

        /** Goes back to its start. */
        @Setup(Level.Iteration)
        public void rewind()
        {
            poller.rewind();
        }

        /** Closes it. */
        @TearDown(Level.Trial)
        public void closeStream()
        {
            poller.close();
        }

        final long drain()
        {
            final Poller poller = this.poller;
            for (int count = 0; count < RECORDS;)
            {
                count += poller.poll(LIMIT);
            }
            return poller.sum();
        }
    }

    /** A file of the bare loop. */
    public static class Bare extends Source
    {
        /** Whether the reader goes by the length that it finds. */
        @Param({"false", "true"})
        public boolean variableLength;

        @Override
        Appender create()
        {
            return new BareAppender(stream(), BareLoop.fileLength(RECORDS, payload));
        }

        @Override
        Poller open()
        {
            return new BarePoller(stream(), new BareReading(true, true, variableLength));
        }
    }

    /** A channel. */
    public abstract static class Channel extends Source
    {
        /** Whether payloads are covered by a CRC32C. */
        @Param({"false", "true"})
        public boolean checksums;

        /** Whether records carry the time. */
        @Param({"false", "true"})
        public boolean timestamps;

        @Override
        final Appender create()
        {
            return new EncodeAppender(stream(), layout(checksums, timestamps));
        }
    }

    /** A channel whose records are handled where they lie. */
    public static class Handler extends Channel
    {
        @Override
        Poller open()
        {
            return new HandlerPoller(stream());
        }
    }

    /** A channel whose records are decoded. */
    public static class Consumer extends Channel
    {
        @Override
        Poller open()
        {
            return new ConsumerPoller(stream());
        }
    }

    /** The baseline: a load with acquire and plain loads. */
    @Benchmark
    @OperationsPerInvocation(Fixture.RECORDS)
    public long bareLoop(final Bare source)
    {
        return source.drain();
    }

    /** {@code poll} with a handler. */
    @Benchmark
    @OperationsPerInvocation(Fixture.RECORDS)
    public long pollHandler(final Handler source)
    {
        return source.drain();
    }

    /** {@code poll} with a consumer of values that the raw format decodes, each a copy. */
    @Benchmark
    @OperationsPerInvocation(Fixture.RECORDS)
    public long pollConsumer(final Consumer source)
    {
        return source.drain();
    }
}
