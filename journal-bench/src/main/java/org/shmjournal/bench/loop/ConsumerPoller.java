package org.shmjournal.bench.loop;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.shmjournal.ShmReader;
import org.shmjournal.cli.measure.loop.JournalLayout;
import org.shmjournal.cli.measure.loop.Payload;
import org.shmjournal.cli.measure.loop.Poller;

/** Reads a channel's records decoded, each a copy of its own. */
public final class ConsumerPoller implements Poller
{
    private final ShmReader<ByteBuffer> reader;
    private final Consumer<ByteBuffer> consumer = this::add;
    private long sum;

    /** Opens a channel that is there. */
    public ConsumerPoller(final Path channel)
    {
        reader = JournalLayout.openReader(channel);
    }

    @Override
    public int poll(final int limit)
    {
        return reader.poll(consumer, limit);
    }

    private void add(final ByteBuffer record)
    {
        sum += Payload.sum(record, 0);
    }

    @Override
    public long sum()
    {
        return sum;
    }

    @Override
    public void rewind()
    {
        reader.seekToStart();
        sum = 0;
    }

    @Override
    public void close()
    {
        reader.close();
    }
}
