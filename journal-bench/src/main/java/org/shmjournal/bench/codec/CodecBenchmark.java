package org.shmjournal.bench.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a codec takes to get one trade into memory outside the heap, and out of it again into a value that is reused.
 * What the journal does with it comes on top, and is measured elsewhere.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 2,
    jvmArgsAppend = {
        "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
        "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
        "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
        "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED"})
public class CodecBenchmark
{
    private static final int OFFSET = 8;
    private static final int AVAILABLE = 500;

    /** The codec. */
    @Param
    public Codec codec;

    private final ByteBuffer memory = ByteBuffer.allocateDirect(512).order(ByteOrder.LITTLE_ENDIAN);
    private ByteBuffer payload;
    private int length;
    private Way<?> way;

    /** Encodes once, so that there is something to decode. */
    @Setup
    public void encodeFirst()
    {
        way = codec.newWay();
        length = way.encode(memory, OFFSET, AVAILABLE);
        payload = memory.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Into memory. */
    @Benchmark
    public int encode()
    {
        return way.encode(memory, OFFSET, AVAILABLE);
    }

    /** Out of it. */
    @Benchmark
    public Object decode()
    {
        return way.decode(payload, OFFSET, length);
    }
}
