package org.shmjournal.bench.loop;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.shmjournal.RecordContext;
import org.shmjournal.RecordHandler;
import org.shmjournal.ShmReader;

/** Reads a channel's records where they lie. */
public final class HandlerPoller implements Poller
{
    private final ShmReader<ByteBuffer> reader;
    private final RecordHandler handler = this::add;
    private long sum;

    /** Opens a channel that is there. */
    public HandlerPoller(final Path channel)
    {
        reader = JournalLayout.openReader(channel);
    }

    @Override
    public int poll(final int limit)
    {
        return reader.poll(handler, limit);
    }

    private void add(final ByteBuffer buffer, final int offset, final int length, final RecordContext context)
    {
        if (length != Payload.LENGTH)
        {
            throw new IllegalStateException("sequence=" + context.sequence() + " has length=" + length);
        }
        sum += Payload.sum(buffer, offset);
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
