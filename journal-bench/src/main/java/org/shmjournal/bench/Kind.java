package org.shmjournal.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.shmjournal.bench.loop.AeronAppender;
import org.shmjournal.bench.loop.AeronPoller;
import org.shmjournal.bench.loop.AeronStream;
import org.shmjournal.bench.loop.BareAppender;
import org.shmjournal.bench.loop.BareLoop;
import org.shmjournal.bench.loop.BarePoller;
import org.shmjournal.bench.loop.JournalStream;
import org.shmjournal.bench.loop.SharedStream;
import org.shmjournal.cli.measure.Round;
import org.shmjournal.cli.measure.loop.Appender;
import org.shmjournal.cli.measure.loop.ClaimAppender;
import org.shmjournal.cli.measure.loop.EncodeAppender;
import org.shmjournal.cli.measure.loop.HandlerPoller;
import org.shmjournal.cli.measure.loop.JournalLayout;
import org.shmjournal.cli.measure.loop.Poller;
import org.shmjournal.cli.measure.loop.RawAppender;

/** What is compared: a channel with one of the others. */
enum Kind
{
    /** The bare loop over a mapped file. */
    BARE,
    /** A concurrent publication of Aeron, between processes of one machine. */
    AERON,
    /** A channel. */
    JOURNAL;

    /** Makes the stream of this name in the round's place, ready to be written. */
    Appender appender(final Settings settings, final Round round, final String stream)
    {
        final Path path = round.place().resolve(stream);
        if (this == AERON)
        {
            throw new UnsupportedOperationException("Aeron is compared with many writers");
        }
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

    /** Makes the stream of this name in the round's place, ready to be written by many threads. */
    SharedStream sharedStream(final Settings settings, final Round round, final String stream)
    {
        final Path path = round.place().resolve(stream);
        return switch (this)
        {
            case AERON -> new AeronStream(path);
            case JOURNAL -> new JournalStream(path, settings.layout(round));
            case BARE -> throw new UnsupportedOperationException("the bare loop has one writer");
        };
    }

    /** Makes the stream of this name that all rounds go through. */
    Appender lastingAppender(final Settings settings, final Round round, final String stream)
    {
        final Path path = round.place().resolve(stream);
        return switch (this)
        {
            case BARE -> appender(settings, round, stream);
            case AERON -> new AeronAppender(path);
            case JOURNAL -> switch (settings.write())
            {
                case RAW -> new RawAppender(path, settings.ringLayout());
                case CLAIM -> new ClaimAppender(path, settings.ringLayout());
                case ENCODE -> new EncodeAppender(path, settings.ringLayout());
            };
        };
    }

    /** Opens the stream of this name that all rounds go through. */
    Poller lastingPoller(final Settings settings, final Round round, final String stream)
    {
        final Path path = round.place().resolve(stream);
        return switch (this)
        {
            case BARE -> poller(settings, round, stream);
            case AERON -> new AeronPoller(path);
            case JOURNAL -> HandlerPoller.ofRing(path);
        };
    }

    /** Whether the same stream goes through all rounds of a ring. */
    boolean lasts()
    {
        return this != BARE;
    }

    /** Opens the stream of this name in the round's place, which is there. */
    Poller poller(final Settings settings, final Round round, final String stream)
    {
        final Path path = round.place().resolve(stream);
        return switch (this)
        {
            case BARE -> new BarePoller(path, settings.bareReading());
            case AERON -> new AeronPoller(path);
            case JOURNAL -> new HandlerPoller(path);
        };
    }

    /** What the JVM of a child of this kind needs. */
    List<String> jvmOptions()
    {
        return this == AERON ? List.of("--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED") : List.of();
    }

    /** How many bytes of the file system a stream takes at most. */
    long bytesOnDisk(final Settings settings, final Round round)
    {
        if (this == BARE)
        {
            return bareLength(settings, round);
        }
        if (this == AERON)
        {
            return AeronStream.BYTES_ON_DISK;
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
