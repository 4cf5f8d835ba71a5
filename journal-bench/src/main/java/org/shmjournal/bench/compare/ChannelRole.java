package org.shmjournal.bench.compare;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import org.shmjournal.ChannelSpec;
import org.shmjournal.RecordContext;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.ShmWriter;
import org.shmjournal.cli.measure.Role;
import org.shmjournal.cli.measure.Round;
import org.shmjournal.cli.measure.loop.JournalLayout;

/** Does all that is done with a channel, which is filled first: tells what its size costs. */
final class ChannelRole implements Role
{
    private static final int PAYLOAD = 32;
    private static final int RECORD = PAYLOAD + Long.BYTES;
    private static final int OPENINGS = 21;
    private static final int SEEKS = 500;
    private static final int APPENDED = 1_000_000;
    private static final int REPLAYED = 10_000_000;
    private static final int LIMIT = 256;

    private final ByteBuffer payload = ByteBuffer.allocate(PAYLOAD).order(ByteOrder.LITTLE_ENDIAN);
    private final SplittableRandom random = new SplittableRandom(1);
    private Round round;
    private ShmChannel<ByteBuffer> channel;
    private long sum;

    /** Fills it, the first time. */
    @Override
    public void prepare(final Round next)
    {
        round = next;
        if (channel == null)
        {
            channel = JournalLayout.at(next.place().resolve("channel"))
                .spec(ChannelSpec.defaults().segmentSize(next.segmentSize()));
            append(next.records());
        }
    }

    private long append(final long records)
    {
        try (ShmWriter<ByteBuffer> writer = channel.openWriter())
        {
            final long start = System.nanoTime();
            for (long i = 0; i < records; i++)
            {
                writer.writeBytes(payload.clear().putLong(0, i));
            }
            return System.nanoTime() - start;
        }
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
        final long openWriter = median(this::openWriter);
        final long openReader = median(this::openReader);
        final long info = median(this::info);
        final long appended = append(APPENDED);
        try (ShmReader<ByteBuffer> reader = channel.openReader())
        {
            final long records = Math.min(REPLAYED, round.records());
            replay(reader, records);
            reader.seekToStart();
            return Map.of("openWriter", openWriter, "openReader", openReader, "info", info, "appended", appended,
                "append", (long)APPENDED, "replayed", replay(reader, records), "replay", records, "seek",
                seek(reader), "sum", sum);
        }
    }

    private long openWriter()
    {
        final long start = System.nanoTime();
        final ShmWriter<ByteBuffer> writer = channel.openWriter();
        final long nanos = System.nanoTime() - start;
        writer.close();
        return nanos;
    }

    private long openReader()
    {
        final long start = System.nanoTime();
        final ShmReader<ByteBuffer> reader = channel.openReader();
        reader.poll(this::add, 1);
        final long nanos = System.nanoTime() - start;
        reader.close();
        return nanos;
    }

    private long info()
    {
        final long start = System.nanoTime();
        sum += channel.info().records();
        return System.nanoTime() - start;
    }

    private long replay(final ShmReader<ByteBuffer> reader, final long records)
    {
        final long start = System.nanoTime();
        for (long left = records; left > 0;)
        {
            left -= reader.poll(this::add, (int)Math.min(left, LIMIT));
        }
        return System.nanoTime() - start;
    }

    private long seek(final ShmReader<ByteBuffer> reader)
    {
        final long start = System.nanoTime();
        for (int i = 0; i < SEEKS; i++)
        {
            reader.seekToSequence(random.nextLong(round.records()));
        }
        return (System.nanoTime() - start) / SEEKS;
    }

    private void add(final ByteBuffer buffer, final int offset, final int length, final RecordContext context)
    {
        sum += buffer.getLong(offset);
    }

    private static long median(final LongSupplier timed)
    {
        final long[] nanos = new long[OPENINGS];
        for (int i = 0; i < OPENINGS; i++)
        {
            nanos[i] = timed.getAsLong();
        }
        Arrays.sort(nanos);
        return nanos[OPENINGS / 2];
    }

    /** How many records fill so many bytes of a channel. */
    static long recordsOf(final long bytes)
    {
        return bytes / RECORD;
    }

    @Override
    public void close()
    {
        // The channel stays for all rounds.
    }
}
