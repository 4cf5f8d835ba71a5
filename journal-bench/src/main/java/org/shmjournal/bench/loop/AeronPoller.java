package org.shmjournal.bench.loop;

import java.nio.file.Path;
import io.aeron.Aeron;
import io.aeron.Subscription;
import io.aeron.logbuffer.FragmentHandler;
import io.aeron.logbuffer.Header;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.shmjournal.cli.measure.loop.Payload;
import org.shmjournal.cli.measure.loop.Poller;

/** Reads what {@link AeronAppender} writes. */
public final class AeronPoller implements Poller
{
    private final Aeron aeron;
    private final Subscription subscription;
    private final FragmentHandler handler = this::add;
    private long sum;

    /** Connects to the driver in a directory, and waits for the publication. */
    public AeronPoller(final Path place)
    {
        this(place, AeronAppender.STREAM);
    }

    /**
     * Connects to a driver that somebody launched, and waits for the publication.
     *
     * @param driverDirectory of all that share the driver.
     * @param stream          of its appender.
     */
    public AeronPoller(final Path driverDirectory, final int stream)
    {
        aeron = Aeron.connect(AeronAppender.context(driverDirectory));
        subscription = aeron.addSubscription(AeronAppender.CHANNEL, stream);
        while (!subscription.isConnected())
        {
            Thread.yield();
        }
    }

    @Override
    public int poll(final int limit)
    {
        return subscription.poll(handler, limit);
    }

    private void add(final DirectBuffer buffer, final int offset, final int length, final Header header)
    {
        if (length != Payload.LENGTH)
        {
            throw new IllegalStateException("position=" + header.position() + " has length=" + length);
        }
        sum += AeronPayload.sum(buffer, offset);
    }

    @Override
    public long sum()
    {
        return sum;
    }

    @Override
    public void rewind()
    {
        sum = 0;
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(subscription, aeron);
    }
}
