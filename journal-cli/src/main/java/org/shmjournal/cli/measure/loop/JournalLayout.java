package org.shmjournal.cli.measure.loop;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.shmjournal.ChannelSpec;
import org.shmjournal.ConcurrentShmWriter;
import org.shmjournal.DataFormat;
import org.shmjournal.Durability;
import org.shmjournal.Gating;
import org.shmjournal.Retention;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.ShmWriter;
import org.shmjournal.io.Mapping;

/**
 * What the channels under measurement are created with; everything else is default.
 *
 * @param segmentSize in bytes.
 * @param rolling     whether segments follow one another, all kept; else there is one, made before the measurement.
 * @param ring        how many slots it has when segments are recycled; else 0.
 * @param checksums   whether payloads are covered by a CRC32C.
 * @param timestamps  whether records carry the time.
 * @param durability  what survives a power loss; without PROCESS there are checksums, too.
 */
public record JournalLayout(
    int segmentSize,
    boolean rolling,
    int ring,
    boolean checksums,
    boolean timestamps,
    Durability durability)
{
    private static final int MIN_SEGMENT_SIZE = 64 * 1024;
    private static final int MAX_SEGMENT_SIZE = 1 << 30;
    /** What a segment holds beside records. */
    private static final int RESERVED_LENGTH = 64;

    /** One of which a power loss may take what was not forced yet. */
    public JournalLayout(
        final int segmentSize,
        final boolean rolling,
        final int ring,
        final boolean checksums,
        final boolean timestamps)
    {
        this(segmentSize, rolling, ring, checksums, timestamps, Durability.PROCESS);
    }

    /** Bytes that a record of so many takes. */
    public static int recordLength(final int payloadLength, final boolean timestamps)
    {
        return (timestamps ? 16 : 8) + (payloadLength + 7 & -8);
    }

    /** The smallest segment that holds so many bytes of records, or 0 when none does. */
    public static int segmentSizeFor(final long bytes)
    {
        long size = MIN_SEGMENT_SIZE;
        while (size < bytes + RESERVED_LENGTH)
        {
            size *= 2;
        }
        return size > MAX_SEGMENT_SIZE ? 0 : (int)size;
    }

    /**
     * A channel whose maps end as by default, or sooner where that costs nothing: the gigabytes of a round must not
     * stay until the collector runs. What is left to it goes by {@link #collectMaps}.
     */
    public static ShmChannel<ByteBuffer> at(final Path channel)
    {
        return endsMaps() ? ShmChannel.at(channel).eagerUnmapping(true) : ShmChannel.at(channel);
    }

    /** Whether to have maps ended at once, which costs each access to them where it is safe. */
    public static boolean endsMaps()
    {
        return !Mapping.endsSafely();
    }

    /** Has the collector end the maps of those who closed theirs. */
    public static void collectMaps()
    {
        if (!endsMaps())
        {
            System.gc();
        }
    }

    <T> ShmWriter<T> openWriter(final Path channel, final DataFormat<T> format)
    {
        return at(channel).format(format).spec(spec()).openWriter();
    }

    /** The same with checksums. */
    public JournalLayout checked()
    {
        return new JournalLayout(segmentSize, rolling, ring, true, timestamps, durability);
    }

    /** Creates a channel that many threads write. */
    public <T> ConcurrentShmWriter<T> openConcurrentWriter(final Path channel, final DataFormat<T> format)
    {
        return at(channel).format(format).spec(spec()).openConcurrentWriter();
    }

    /** Opens a channel that is there. */
    public static ShmReader<ByteBuffer> openReader(final Path channel)
    {
        return at(channel).openReader();
    }

    static ShmReader<ByteBuffer> openStrongReader(final Path channel)
    {
        return at(channel).gating(Gating.WRITER).openReader();
    }

    private ChannelSpec spec()
    {
        return ChannelSpec.defaults()
            .segmentSize(segmentSize)
            .retention(ring > 0 ? Retention.ring(ring) : rolling ? Retention.KEEP_ALL : Retention.SINGLE_SEGMENT)
            .durability(durability)
            .checksums(checksums || durability != Durability.PROCESS)
            .timestamps(timestamps);
    }
}
