package org.shmjournal.bench.compare;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.shmjournal.ChannelSpec;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmWriter;
import org.shmjournal.cli.measure.Role;
import org.shmjournal.cli.measure.Round;

/** Writes a record now and then, with the time. */
final class SparseWriterRole implements Role
{
    /** Name of the channel. */
    static final String STREAM = "stream";

    private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(60);

    /** Of records that come at once, in front of the others: what waits is a reader that has worked. */
    static final int BURST = 20_000;

    /** In front of the first of the others: while nothing comes. */
    static final long SILENCE = TimeUnit.SECONDS.toNanos(8);

    private final SplittableRandom random = new SplittableRandom(1);
    private final ByteBuffer payload = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private Round round;
    private ShmWriter<ByteBuffer> writer;

    @Override
    public void prepare(final Round next)
    {
        round = next;
        writer = ShmChannel.at(next.place().resolve(STREAM))
            .spec(ChannelSpec.defaults().segmentSize(next.segmentSize())).eagerUnmapping(true).openWriter();
        for (int i = 0; i < BURST; i++)
        {
            writer.writeBytes(payload.clear());
        }
    }

    @Override
    public void connect(final Round next)
    {
        throw new UnsupportedOperationException("a writer reads nothing");
    }

    @Override
    public Map<String, Long> run(final Runnable started)
    {
        started.run();
        LockSupport.parkNanos(SILENCE);
        for (long i = 0; i < round.records(); i++)
        {
            LockSupport.parkNanos(random.nextLong(SHORTEST_PAUSE, LONGEST_PAUSE));
            writer.writeBytes(payload.clear().putLong(0, System.nanoTime()));
        }
        return Map.of("records", round.records());
    }

    @Override
    public void close()
    {
        writer.close();
    }
}
