package org.shmjournal.bench.compare;

import java.nio.ByteBuffer;
import java.util.Map;
import org.shmjournal.ChannelSpec;
import org.shmjournal.RecordContext;
import org.shmjournal.Retention;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.ShmWriter;
import org.shmjournal.cli.measure.Role;
import org.shmjournal.cli.measure.Round;
import org.shmjournal.cli.measure.Scratch;
import org.shmjournal.cli.measure.loop.JournalLayout;

/** Writes records of any length, from 0 on, into one segment, and then polls them; the handler loads a byte of each. */
final class LengthRole implements Role
{
    private static final int LIMIT = 256;

    private final ByteBuffer payload;
    private Round round;
    private long sum;

    LengthRole(final int length)
    {
        payload = ByteBuffer.allocateDirect(length);
    }

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
        final ShmChannel<ByteBuffer> channel = JournalLayout.at(round.place().resolve("channel"))
            .spec(ChannelSpec.defaults().segmentSize(round.segmentSize()).retention(Retention.SINGLE_SEGMENT));
        started.run();
        try (ShmWriter<ByteBuffer> writer = channel.openWriter(); ShmReader<ByteBuffer> reader = channel.openReader())
        {
            final long start = System.nanoTime();
            for (long i = 0; i < round.records(); i++)
            {
                writer.writeBytes(payload.clear());
            }
            final long written = System.nanoTime();
            poll(reader);
            // The second time all pages are there.
            reader.seekToStart();
            final long found = System.nanoTime();
            poll(reader);
            return Map.of("written", written - start, "read", System.nanoTime() - found, "sum", sum);
        }
        finally
        {
            Scratch.delete(channel.path());
        }
    }

    private void poll(final ShmReader<ByteBuffer> reader)
    {
        for (long left = round.records(); left > 0;)
        {
            left -= reader.poll(this::add, (int)Math.min(left, LIMIT));
        }
    }

    private void add(final ByteBuffer buffer, final int offset, final int length, final RecordContext context)
    {
        sum += length + (length > 0 ? buffer.get(offset + length - 1) : 0);
    }

    @Override
    public void close()
    {
        // All was closed at the end of the round.
    }
}
