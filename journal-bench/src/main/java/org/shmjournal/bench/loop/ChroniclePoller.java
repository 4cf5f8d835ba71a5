package org.shmjournal.bench.loop;

import java.nio.file.Path;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.wire.DocumentContext;
import org.agrona.CloseHelper;
import org.shmjournal.cli.measure.loop.Payload;
import org.shmjournal.cli.measure.loop.Poller;

/** Reads what {@link ChronicleAppender} writes, by {@code readingDocument}, all settings default. */
public final class ChroniclePoller implements Poller
{
    private final ChronicleQueue queue;
    private final ExcerptTailer tailer;
    private long sum;

    /** Opens a queue that is there. */
    public ChroniclePoller(final Path place)
    {
        queue = ChronicleQueue.singleBuilder(place).build();
        tailer = queue.createTailer().toStart();
        tailer.singleThreadedCheckReset();
    }

    @Override
    public int poll(final int limit)
    {
        final ExcerptTailer tailer = this.tailer;
        int count = 0;
        while (count < limit)
        {
            try (DocumentContext document = tailer.readingDocument())
            {
                if (!document.isPresent())
                {
                    return count;
                }
                sum += sum(document);
            }
            count++;
        }
        return count;
    }

    private static long sum(final DocumentContext document)
    {
        final Bytes<?> source = document.wire().bytes();
        if (source.readRemaining() != Payload.LENGTH)
        {
            throw new IllegalStateException("index=" + document.index() + " has length=" + source.readRemaining());
        }
        if (Payload.LENGTH == 4 * Long.BYTES)
        {
            return source.readLong() + source.readLong() + source.readLong() + source.readLong();
        }
        long sum = 0;
        for (int index = 0; index < Payload.LENGTH; index += Long.BYTES)
        {
            sum += source.readLong();
        }
        return sum;
    }

    @Override
    public long sum()
    {
        return sum;
    }

    @Override
    public void rewind()
    {
        tailer.toStart();
        sum = 0;
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(tailer::close, queue::close);
    }
}
