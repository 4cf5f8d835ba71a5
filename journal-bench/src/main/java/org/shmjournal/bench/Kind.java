package org.shmjournal.bench;

import java.nio.file.Path;
import java.util.Locale;
import org.shmjournal.bench.loop.Appender;
import org.shmjournal.bench.loop.BareAppender;
import org.shmjournal.bench.loop.BareLoop;
import org.shmjournal.bench.loop.BarePoller;
import org.shmjournal.bench.loop.ClaimAppender;
import org.shmjournal.bench.loop.EncodeAppender;
import org.shmjournal.bench.loop.HandlerPoller;
import org.shmjournal.bench.loop.JournalLayout;
import org.shmjournal.bench.loop.Poller;
import org.shmjournal.bench.loop.RawAppender;

/** The two things that are compared. */
enum Kind
{
    /** The bare loop over a mapped file. */
    BARE,
    /** A channel. */
    JOURNAL;

    /** Makes the stream of this name in the round's place, ready to be written. */
    Appender appender(final Settings settings, final Round round, final String stream)
    {
        final Path path = round.place().resolve(stream);
        if (this == BARE)
        {
            return new BareAppender(path, bareLength(settings, round));
        }
        final JournalLayout layout = settings.layout(round);
        return switch (settings.write())
        {
            case RAW -> new RawAppender(path, layout);
            case CLAIM -> new ClaimAppender(path, layout);
            case ENCODE -> new EncodeAppender(path, layout);
        };
    }

    /** Opens the stream of this name in the round's place, which is there. */
    Poller poller(final Settings settings, final Round round, final String stream)
    {
        final Path path = round.place().resolve(stream);
        return this == BARE ? new BarePoller(path, settings.bareReading()) :
            new HandlerPoller(path);
    }

    /** How many bytes of the file system a stream takes at most. */
    long bytesOnDisk(final Settings settings, final Round round)
    {
        if (this == BARE)
        {
            return bareLength(settings, round);
        }
        final long headers = 1 << 20;
        final long segments = settings.rolling() ? round.records() * settings.recordLength() / round.segmentSize() + 3 :
            1;
        return segments * (round.segmentSize() + headers);
    }

    /** As long as the single segment, so that both have as many pages. */
    private static long bareLength(final Settings settings, final Round round)
    {
        return Math.max(settings.rolling() ? 0 : round.segmentSize(), BareLoop.fileLength(round.records()));
    }

    @Override
    public String toString()
    {
        return name().toLowerCase(Locale.ROOT);
    }
}
