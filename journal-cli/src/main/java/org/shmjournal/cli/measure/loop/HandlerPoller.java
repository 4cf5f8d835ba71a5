package org.shmjournal.cli.measure.loop;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.shmjournal.RecordContext;
import org.shmjournal.RecordHandler;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;

/** Reads a channel's records where they lie. */
public final class HandlerPoller implements Poller
{
    private static final int IDLE_POLLS = 2048;

    private final ShmReader<ByteBuffer> reader;
    private final RecordHandler handler = this::add;
    private final boolean rewinds;
    private long sum;

    private HandlerPoller(final ShmReader<ByteBuffer> reader, final boolean rewinds)
    {
        this.reader = reader;
        this.rewinds = rewinds;
    }

    /** Reads a ring, whose writer waits for this; rewinding it only begins another sum. */
    public static HandlerPoller ofRing(final Path channel)
    {
        return new HandlerPoller(JournalLayout.openStrongReader(channel), false);
    }

    /** Opens a channel that is there. */
    public HandlerPoller(final Path channel)
    {
        this(JournalLayout.openReader(channel), true);
        if (ShmChannel.at(channel).info().records() == 0)
        {
            settle();
        }
    }

    /** A reader that waits for a stream to begin has had time to touch the pages ahead; so has the bare loop's. */
    private void settle()
    {
        for (int i = 0; i < IDLE_POLLS; i++)
        {
            reader.poll(handler, 1);
        }
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
            throw new MeasureException("sequence=" + context.sequence() + " has length=" + length);
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
        if (rewinds)
        {
            reader.seekToStart();
        }
        sum = 0;
    }

    @Override
    public void close()
    {
        reader.close();
    }
}
