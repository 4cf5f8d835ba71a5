package org.shmjournal.cli.bench;

import java.nio.file.Path;
import org.agrona.concurrent.IdleStrategy;
import org.shmjournal.cli.measure.Round;
import org.shmjournal.cli.measure.Streams;
import org.shmjournal.cli.measure.loop.Appender;
import org.shmjournal.cli.measure.loop.FlushingAppender;
import org.shmjournal.cli.measure.loop.HandlerPoller;
import org.shmjournal.cli.measure.loop.Poller;

/** The channels that are measured. */
final class ChannelStreams implements Streams
{
    private final ChannelOptions options;
    private final IdleStrategy idle;

    ChannelStreams(final ChannelOptions options)
    {
        this.options = options;
        this.idle = options.idle().strategy();
    }

    @Override
    public Appender appender(final Round round, final String stream)
    {
        final Appender appender = options.write().appender(path(round, stream), options.layout(round));
        return options.flushEvery() == 0 ? appender : new FlushingAppender(appender, options.flushEvery());
    }

    @Override
    public Poller poller(final Round round, final String stream)
    {
        final Path path = path(round, stream);
        return options.isRing() ? HandlerPoller.ofRing(path) : new HandlerPoller(path);
    }

    private static Path path(final Round round, final String stream)
    {
        return round.place().resolve(stream);
    }

    @Override
    public boolean lasts()
    {
        return options.isRing();
    }

    @Override
    public int limit()
    {
        return options.limit();
    }

    @Override
    public IdleStrategy idleStrategy()
    {
        return idle;
    }
}
