package org.shmjournal.cli.bench;

import java.util.ArrayList;
import java.util.List;
import org.shmjournal.ChannelSpec;
import org.shmjournal.Durability;
import org.shmjournal.cli.DurabilityMode;
import org.shmjournal.cli.SizeConverter;
import org.shmjournal.cli.measure.Round;
import org.shmjournal.cli.measure.loop.JournalLayout;
import org.shmjournal.cli.measure.loop.WriteMode;
import org.shmjournal.cli.output.ByteCount;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What channel is measured, and by which calls; the same for the command and for its child processes. */
final class ChannelOptions
{
    private static final int MIN_PAYLOAD = Long.BYTES;
    private static final int MIN_RING = 3;
    /** What the files of a segment take beside its records, generously. */
    private static final long OVERHEAD = 1 << 20;
    /** Segments that are there beside those that records need: the one in use, and those prepared. */
    private static final int SPARE_SEGMENTS = 3;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
        names = "--payload",
        paramLabel = "SIZE",
        converter = SizeConverter.class,
        description = "Length of each payload: 8 bytes or more; default ${DEFAULT-VALUE}.")
    private int payload = 32;

    @Option(
        names = "--write",
        paramLabel = "raw|claim|encode",
        description = {
            "How it is written. raw, the default: bytes that are copied.",
            "claim: in place, between claim and commit. encode: an object, by a format",
            "that stores its fields."})
    private WriteMode write = WriteMode.RAW;

    @Option(
        names = "--durability",
        paramLabel = "process|periodic|sync",
        description = "What survives a power loss; default process. sync flushes after each record.")
    private DurabilityMode durability = DurabilityMode.PROCESS;

    @Option(
        names = "--flush-every",
        paramLabel = "N",
        description = "Flush after each N records; default 1 with sync, else never.")
    private Integer flushEvery;

    @Option(
        names = "--checksums",
        description = "Cover each payload by a CRC32C; periodic and sync channels always do.")
    private boolean checksums;

    @Option(names = "--timestamps", description = "Keep with each record when it was written.")
    private boolean timestamps;

    @Option(
        names = "--segment-size",
        paramLabel = "SIZE",
        converter = SizeConverter.class,
        description = "Size of a segment; default 64M, or what --single-segment needs.")
    private Integer segmentSize;

    @Option(
        names = "--ring",
        paramLabel = "SLOTS",
        description = {
            "Use so many segments again and again, 3 or more; the writer waits for the",
            "readers. By default all are kept, and each round makes new ones."})
    private int ring;

    @Option(names = "--single-segment", description = "Put all records of a round into one segment, made before.")
    private boolean singleSegment;

    @Option(
        names = "--limit",
        paramLabel = "N",
        description = "Records a poll at most; default ${DEFAULT-VALUE}.")
    private int limit = 256;

    @Option(
        names = "--idle",
        paramLabel = "spin|yield|backoff",
        description = "How readers wait; default spin where each thread has a processor.")
    private IdleMode idle;

    /** Refuses what cannot be, before anything is made. */
    void check()
    {
        require(payload >= MIN_PAYLOAD, "--payload must be at least " + MIN_PAYLOAD);
        require(limit > 0, "--limit must be at least 1");
        require(flushEvery == null || flushEvery > 0, "--flush-every must be at least 1");
        require(ring == 0 || ring >= MIN_RING, "--ring must be at least " + MIN_RING);
        require(ring == 0 || !singleSegment, "--ring and --single-segment exclude each other");
        if (segmentSize != null)
        {
            checkSegmentSize();
        }
    }

    private void checkSegmentSize()
    {
        try
        {
            ChannelSpec.defaults().segmentSize(segmentSize);
        }
        catch (final IllegalArgumentException refusal)
        {
            throw new ParameterException(command.commandLine(),
                "Invalid value for option '--segment-size': " + refusal.getMessage(), refusal);
        }
    }

    void require(final boolean condition, final String message)
    {
        if (!condition)
        {
            throw new ParameterException(command.commandLine(), message);
        }
    }

    /** The segment size for rounds of so many records; refuses those that do not fit. */
    int segmentSizeFor(final long records)
    {
        require(records <= Long.MAX_VALUE / recordLength(), records + " records are too many");
        final int smallest = JournalLayout.segmentSizeFor(records * recordLength());
        final int size = segmentSize != null ? segmentSize :
            singleSegment ? smallest : ChannelSpec.defaults().segmentSize();
        require(!singleSegment || smallest != 0 && size >= smallest, records + " records of " + recordLength() +
            " bytes do not fit in a single segment" + (smallest == 0 ? "" : " of " + ByteCount.of(size)) +
            ": ask for fewer records, or leave out --single-segment");
        final int longest = ChannelSpec.defaults().segmentSize(size).maxRecordLength();
        require(payload <= longest,
            "--payload must be at most " + longest + ", a quarter of the segment size: choose " +
                "a larger --segment-size");
        return size;
    }

    /** How many bytes of the file system a channel takes at most. */
    long bytesOnDisk(final long records)
    {
        final long size = segmentSizeFor(records) + OVERHEAD;
        return singleSegment ? size :
            ring > 0 ? ring * size :
            (records * recordLength() / segmentSizeFor(records) + SPARE_SEGMENTS) * size;
    }

    JournalLayout layout(final Round round)
    {
        return new JournalLayout(round.segmentSize(), !singleSegment, ring, checksums, timestamps,
            durability.durability());
    }

    /** Whether one channel goes through all rounds. */
    boolean isRing()
    {
        return ring > 0;
    }

    boolean isSingleSegment()
    {
        return singleSegment;
    }

    private int recordLength()
    {
        return JournalLayout.recordLength(payload, timestamps);
    }

    int payload()
    {
        return payload;
    }

    WriteMode write()
    {
        return write;
    }

    Durability durability()
    {
        return durability.durability();
    }

    boolean checksums()
    {
        return checksums || durability != DurabilityMode.PROCESS;
    }

    boolean timestamps()
    {
        return timestamps;
    }

    int limit()
    {
        return limit;
    }

    /** After how many records it is flushed; 0: never. */
    int flushEvery()
    {
        return flushEvery != null ? flushEvery : durability == DurabilityMode.SYNC ? 1 : 0;
    }

    IdleMode idle()
    {
        return idle;
    }

    /** What readers do unless the user said otherwise. */
    void idleOr(final IdleMode unset)
    {
        idle = idle == null ? unset : idle;
    }

    /** Whether something is to survive a power loss that does not where it is. */
    boolean promisesMoreThan(final String fileSystem)
    {
        return "tmpfs".equals(fileSystem) && (durability != DurabilityMode.PROCESS || flushEvery != null);
    }

    /** In words, what the channel is. */
    String describe(final int size)
    {
        final String segments = ByteCount.of(size);
        return singleSegment ? "a single segment of " + segments :
            ring > 0 ? "a ring of " + ring + " slots of " + segments : "segments of " + segments + ", all kept";
    }

    /** The same options once more, for a child. */
    List<String> arguments()
    {
        final List<String> arguments = new ArrayList<>(List.of(
            "--payload", Integer.toString(payload),
            "--write", write.toString(),
            "--durability", durability.toString(),
            "--limit", Integer.toString(limit),
            "--idle", idle.toString(),
            "--ring", Integer.toString(ring)));
        addIf(arguments, checksums, "--checksums");
        addIf(arguments, timestamps, "--timestamps");
        addIf(arguments, singleSegment, "--single-segment");
        if (flushEvery != null)
        {
            arguments.addAll(List.of("--flush-every", flushEvery.toString()));
        }
        return arguments;
    }

    private static void addIf(final List<String> arguments, final boolean wanted, final String option)
    {
        if (wanted)
        {
            arguments.add(option);
        }
    }
}
