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
import org.shmjournal.cli.measure.loop.Appender;
import org.shmjournal.cli.measure.loop.ClaimAppender;
import org.shmjournal.cli.measure.loop.EncodeAppender;
import org.shmjournal.cli.measure.loop.RawAppender;
import org.shmjournal.cli.measure.loop.TextAppender;

/**
 * Appends to a new stream, which nobody reads; the bare loop is the baseline. Each iteration is one invocation that
 * fills a stream made for it, so that making it is not measured.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5)
@Measurement(iterations = 10)
@Fork(1)
public class AppendBenchmark
{
    /** A stream to be filled. */
    public abstract static class Target extends Fixture
    {
        private Appender appender;

        abstract Appender open();

        /** Makes a new one. */
        @Setup(Level.Iteration)
        public void openStream()
        {
            appender = open();
        }

        /** Deletes it. */
        @TearDown(Level.Iteration)
        public void closeStream()
        {
            appender.close();
            deleteStream();
        }

        final void fill()
        {
            appender.appendAll(RECORDS);
        }
    }

    /** A file of the bare loop. */
    public static class Bare extends Target
    {
        @Override
        Appender open()
        {
            return new BareAppender(stream(), BareLoop.fileLength(RECORDS, payload));
        }
    }

    /** A channel. */
    public abstract static class Channel extends Target
    {
        /** Whether payloads are covered by a CRC32C. */
        @Param({"false", "true"})
        public boolean checksums;

        /** Whether records carry the time. */
        @Param({"false", "true"})
        public boolean timestamps;
    }

    /** A channel to which bytes are copied. */
    public static class Raw extends Channel
    {
        @Override
        Appender open()
        {
            return new RawAppender(stream(), layout(checksums, timestamps));
        }
    }

    /** A channel in which space is claimed. */
    public static class Claim extends Channel
    {
        @Override
        Appender open()
        {
            return new ClaimAppender(stream(), layout(checksums, timestamps));
        }
    }

    /** A channel into which objects are encoded. */
    public static class Encode extends Channel
    {
        @Override
        Appender open()
        {
            return new EncodeAppender(stream(), layout(checksums, timestamps));
        }
    }

    /** A channel of strings. */
    public static class Text extends Channel
    {
        @Override
        Appender open()
        {
            return new TextAppender(stream(), layout(checksums, timestamps));
        }
    }

    /** The baseline: plain stores and a store with release. */
    @Benchmark
    @OperationsPerInvocation(Fixture.RECORDS)
    public void bareLoop(final Bare target)
    {
        target.fill();
    }

    /** {@code write} of bytes by the raw format. */
    @Benchmark
    @OperationsPerInvocation(Fixture.RECORDS)
    public void writeRaw(final Raw target)
    {
        target.fill();
    }

    /** {@code claim} and {@code commit}. */
    @Benchmark
    @OperationsPerInvocation(Fixture.RECORDS)
    public void claimAndCommit(final Claim target)
    {
        target.fill();
    }

    /** {@code write} of an object by a format of the user's. */
    @Benchmark
    @OperationsPerInvocation(Fixture.RECORDS)
    public void writeEncoded(final Encode target)
    {
        target.fill();
    }

    /** {@code write} of a string by the text format. */
    @Benchmark
    @OperationsPerInvocation(Fixture.RECORDS)
    public void writeText(final Text target)
    {
        target.fill();
    }
}
