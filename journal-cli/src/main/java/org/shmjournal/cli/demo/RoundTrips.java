package org.shmjournal.cli.demo;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.agrona.concurrent.IdleStrategy;
import org.shmjournal.RecordContext;
import org.shmjournal.RecordHandler;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.ShmWriter;

/**
 * This side of the exchange: sends a request, spins until its reply is there, and notes how long that took.
 */
final class RoundTrips implements RecordHandler
{
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);
    private static final long LOOK_EVERY = 1 << 20;

    private final Histogram nanos = new Histogram(3);
    private final DemoRecord record;
    private long wrong;

    RoundTrips(final long seed)
    {
        this.record = new DemoRecord(seed);
    }

    /** Runs the exchange with another process. */
    void run(final Path directory, final long exchanges)
    {
        final ShmChannel<DemoRecord> channel =
            ShmChannel.at(directory.resolve(DemoSettings.REQUESTS)).format(DemoRecord.format());
        final long all = exchanges + DemoSettings.WARM_UP_ROUND_TRIPS;
        try (ChildProcess echo = ChildProcess.start("demo-echo", directory, all);
            ShmWriter<DemoRecord> requests = channel.openWriter();
            ShmReader<?> replies = ShmChannel.at(directory.resolve(DemoSettings.REPLIES)).openReader())
        {
            echo.await("ready");
            for (long i = 0; i < all; i++)
            {
                final long began = System.nanoTime();
                requests.write(record.set(i));
                awaitReply(replies, echo);
                final long took = System.nanoTime() - began;
                if (i >= DemoSettings.WARM_UP_ROUND_TRIPS)
                {
                    nanos.recordValue(took);
                }
            }
            echo.await("replied");
        }
    }

    @Override
    public void onRecord(final ByteBuffer buffer, final int offset, final int length, final RecordContext context)
    {
        if (!record.isIn(buffer, offset, length))
        {
            wrong++;
        }
    }

    /** Replies that were not the request's. */
    long wrong()
    {
        return wrong;
    }

    /** How long the exchanges took. */
    Histogram nanos()
    {
        return nanos;
    }

    private void awaitReply(final ShmReader<?> replies, final ChildProcess echo)
    {
        final IdleStrategy idle = DemoSettings.exchangeIdleStrategy().get();
        long polls = 0;
        long deadline = 0;
        while (replies.poll(this, 1) == 0)
        {
            idle.idle(0);
            if (++polls % LOOK_EVERY == 0)
            {
                final long now = System.nanoTime();
                deadline = deadline == 0 ? now + PATIENCE : deadline;
                echo.requireAlive();
                if (now - deadline > 0)
                {
                    throw new DemoException("demo-echo (process " + echo.pid() + ") does not reply any more");
                }
            }
        }
    }
}
