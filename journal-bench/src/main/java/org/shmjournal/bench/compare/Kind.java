package org.shmjournal.bench.compare;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.shmjournal.bench.loop.AeronAppender;
import org.shmjournal.bench.loop.AeronPoller;
import org.shmjournal.bench.loop.AeronStream;
import org.shmjournal.bench.loop.ArchiveAppender;
import org.shmjournal.bench.loop.ArchivePoller;
import org.shmjournal.bench.loop.BareAppender;
import org.shmjournal.bench.loop.BareLoop;
import org.shmjournal.bench.loop.BarePoller;
import org.shmjournal.bench.loop.CheckedBareAppender;
import org.shmjournal.bench.loop.ChecksumAppender;
import org.shmjournal.bench.loop.ChronicleAppender;
import org.shmjournal.bench.loop.ChroniclePoller;
import org.shmjournal.bench.loop.DiskAppender;
import org.shmjournal.bench.loop.EmptyAppender;
import org.shmjournal.bench.loop.JournalStream;
import org.shmjournal.bench.loop.PeerFlags;
import org.shmjournal.bench.loop.SharedStream;
import org.shmjournal.cli.measure.PingRole;
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
    /** A program in C, which runs by itself. */
    C("a C program: memcpy and a store with release into a populated shared map"),
    /** The bare loop over a mapped file. */
    BARE("a bare loop"),
    /** The bare loop, with a CRC32C of each payload. */
    CHECKED_BARE("a bare loop with a CRC32C of each payload"),
    /** Nothing at all. */
    EMPTY("a loop that does nothing but wait until each record is due, and take its time"),
    /** CRC32C of the same bytes, and nothing else. */
    CRC32C("CRC32C alone, of payloads in a mapped file of 64 KiB"),
    /** Files on a disk, and no more. */
    DISK("plain writes of 1 MiB to files as long as a segment, each forced when it is full, nobody reads along"),
    /** Aeron, between processes of one machine. */
    AERON("Aeron 1.51 over IPC, tryClaim, terms of 64 MiB, pre-touched, its driver in the writer's process, shared" +
        " threading"),
    /** Aeron Archive, which records what goes over IPC. */
    ARCHIVE(
        "Aeron Archive 1.51 that records IPC, tryClaim, until all is recorded; nothing forced, segments of 128 MiB," +
            " its driver in memory"),
    /** A queue of Chronicle. */
    CHRONICLE("Chronicle Queue 2026.4, writingDocument and readingDocument, settings default, pages ahead touched"),
    /** A channel. */
    JOURNAL("a channel"),
    /** A channel whose payloads are covered by a CRC32C. */
    CHECKED("a channel with checksums");

    private static final String DRIVER = "driver";

    private final String description;

    Kind(final String description)
    {
        this.description = description;
    }

    /** The one with this name. */
    static Kind named(final String name)
    {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** In words, with its settings. */
    String description()
    {
        return description;
    }

    /** Whether it runs in children that play roles. */
    boolean isJava()
    {
        return this != C;
    }

    /** Makes the stream of this name in the round's place, ready to be written. */
    Appender appender(final Settings settings, final Round round, final String stream)
    {
        final Path path = round.place().resolve(stream);
        return switch (this)
        {
            case BARE -> new BareAppender(path, bareLength(settings, round));
            case CHECKED_BARE -> new CheckedBareAppender(path, bareLength(settings, round));
            case EMPTY -> new EmptyAppender();
            case CRC32C -> new ChecksumAppender(path);
            case DISK -> new DiskAppender(path, round.segmentSize());
            case AERON -> new AeronAppender(round.place().resolve(DRIVER), streamId(stream),
                !stream.equals(PingRole.REPLIES));
            case ARCHIVE -> new ArchiveAppender(settings.memory(round), path);
            case CHRONICLE -> new ChronicleAppender(path, chronicleLength(settings, round));
            case JOURNAL -> journal(path, settings, settings.layout(round));
            case CHECKED -> journal(path, settings, settings.layout(round).checked());
            case C -> throw new UnsupportedOperationException("C runs by itself");
        };
    }

    private static Appender journal(final Path path, final Settings settings, final JournalLayout layout)
    {
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
        return switch (this)
        {
            case BARE -> new BarePoller(path, settings.bareReading());
            case AERON -> new AeronPoller(round.place().resolve(DRIVER), streamId(stream));
            case ARCHIVE -> new ArchivePoller(settings.memory(round));
            case CHRONICLE -> new ChroniclePoller(path);
            case JOURNAL, CHECKED -> new HandlerPoller(path);
            case C, CHECKED_BARE, EMPTY, CRC32C, DISK -> throw new UnsupportedOperationException(this + " is not read");
        };
    }

    /** Makes the stream of this name in the round's place, ready to be written by many threads. */
    SharedStream sharedStream(final Settings settings, final Round round, final String stream)
    {
        return switch (this)
        {
            case AERON -> new AeronStream(round.place().resolve(DRIVER));
            case JOURNAL -> new JournalStream(round.place().resolve(stream), settings.layout(round));
            default -> throw new UnsupportedOperationException(this + " has one writer");
        };
    }

    /** Makes the stream of this name that all rounds go through. */
    Appender lastingAppender(final Settings settings, final Round round, final String stream)
    {
        return this == JOURNAL ? journal(round.place().resolve(stream), settings, settings.ringLayout()) :
            appender(settings, round, stream);
    }

    /** Opens the stream of this name that all rounds go through. */
    Poller lastingPoller(final Settings settings, final Round round, final String stream)
    {
        return this == JOURNAL ? HandlerPoller.ofRing(round.place().resolve(stream)) :
            poller(settings, round, stream);
    }

    /** Whether the same stream goes through all rounds of a ring. */
    boolean lasts()
    {
        return this == JOURNAL || this == AERON;
    }

    /** What the JVM of a child of this kind needs. */
    List<String> jvmOptions(final int javaVersion)
    {
        return switch (this)
        {
            case AERON, ARCHIVE -> PeerFlags.aeron();
            case CHRONICLE -> PeerFlags.chronicle(javaVersion);
            default -> List.of();
        };
    }

    /** How many bytes of the file system a stream takes at most. */
    long bytesOnDisk(final Settings settings, final Round round)
    {
        return switch (this)
        {
            case C, BARE, CHECKED_BARE -> bareLength(settings, round);
            case EMPTY, CRC32C -> 1L << 16;
            case DISK -> round.records() * settings.recordLength() + round.segmentSize();
            case AERON -> AeronStream.BYTES_ON_DISK;
            case ARCHIVE, CHRONICLE -> chronicleLength(settings, round) + (256L << 20);
            case JOURNAL, CHECKED -> journalLength(settings, round);
        };
    }

    private static long journalLength(final Settings settings, final Round round)
    {
        final long headers = 1 << 20;
        final long segments = settings.rolling() ? round.records() * settings.recordLength() / round.segmentSize() + 3 :
            1;
        return segments * (round.segmentSize() + headers);
    }

    /** A word before each payload, and room for what else there is; of Aeron, 32 bytes. */
    private static long chronicleLength(final Settings settings, final Round round)
    {
        return round.records() * 2 * settings.recordLength() + (64L << 20);
    }

    /** As long as the single segment, so that both have as many pages. */
    private static long bareLength(final Settings settings, final Round round)
    {
        return Math.max(settings.rolling() ? 0 : round.segmentSize(),
            BareLoop.fileLength(round.records(), settings.payload()));
    }

    /** Of Aeron: a number for each name. */
    private static int streamId(final String stream)
    {
        return AeronAppender.STREAM + (stream.equals(PingRole.REPLIES) ? 1 : 0);
    }

    @Override
    public String toString()
    {
        return name().toLowerCase(Locale.ROOT);
    }
}
