package org.shmjournal.bench.compare;

import org.shmjournal.cli.measure.Round;
import org.shmjournal.cli.measure.Streams;
import org.shmjournal.cli.measure.loop.Appender;
import org.shmjournal.cli.measure.loop.Poller;

/**
 * The streams of one kind.
 *
 * @param settings of the run.
 * @param kind     of the process.
 * @param lasts    whether the same stream goes through all rounds.
 */
record KindStreams(Settings settings, Kind kind, boolean lasts) implements Streams
{
    @Override
    public Appender appender(final Round round, final String stream)
    {
        return lasts ? kind.lastingAppender(settings, round, stream) : kind.appender(settings, round, stream);
    }

    @Override
    public Poller poller(final Round round, final String stream)
    {
        return lasts ? kind.lastingPoller(settings, round, stream) : kind.poller(settings, round, stream);
    }

    @Override
    public int limit()
    {
        return settings.limit();
    }
}
