package org.shmjournal.layout;

import static org.shmjournal.layout.HeaderLayout.*;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.error.JournalException;
import org.shmjournal.error.UnsupportedVersionException;

/**
 * The values of an immutable header block; see {@link HeaderLayout} for the bytes and units. Immutable.
 */
public record ChannelHeader(
    long instanceId,
    long channelId,
    long writerId,
    long creationTime,
    int segmentSize,
    int maxRecordLength,
    boolean checksums,
    boolean timestamps,
    int durability,
    long periodicBytes,
    long periodicTime,
    int retention,
    long retentionValue,
    int tickUnit,
    long timeout,
    int formatId,
    String mediaType,
    byte[] metadata)
{
    private static final int MAX_TICK_UNIT = 3;

    /** Encodes the block, its check included, at the start of {@code target}, which is not yet mapped or shared. */
    public void encode(final ByteBuffer target, final long magic)
    {
        final byte[] type = mediaType.getBytes(StandardCharsets.US_ASCII);
        Memory.putLong(target, MAGIC, magic);
        Memory.putInt(target, MAJOR, MAJOR_VERSION);
        Memory.putInt(target, MINOR, MINOR_VERSION);
        Memory.putLong(target, FEATURES, 0);
        Memory.putLong(target, INSTANCE_ID, instanceId);
        Memory.putLong(target, CHANNEL_ID, channelId);
        Memory.putLong(target, WRITER_ID, writerId);
        Memory.putLong(target, CREATION_TIME, creationTime);
        Memory.putLong(target, SEGMENT_SIZE, segmentSize);
        Memory.putInt(target, MAX_RECORD_LENGTH, maxRecordLength);
        Memory.putInt(target, FLAGS, (checksums ? CHECKSUMS : 0) | (timestamps ? TIMESTAMPS : 0));
        Memory.putInt(target, DURABILITY, durability);
        Memory.putInt(target, RETENTION, retention);
        Memory.putLong(target, RETENTION_VALUE, retentionValue);
        Memory.putLong(target, PERIODIC_BYTES, periodicBytes);
        Memory.putLong(target, PERIODIC_TIME, periodicTime);
        Memory.putInt(target, TICK_UNIT, tickUnit);
        Memory.putInt(target, FORMAT_ID, formatId);
        Memory.putLong(target, TIMEOUT, timeout);
        Memory.putInt(target, MEDIA_TYPE_LENGTH, type.length);
        Memory.putInt(target, METADATA_LENGTH, metadata.length);
        Memory.putBytes(target, MEDIA_TYPE, ByteBuffer.wrap(type), 0, type.length);
        Memory.putBytes(target, METADATA, ByteBuffer.wrap(metadata), 0, metadata.length);
        Memory.putInt(target, CRC, crc(target, CRC));
    }

    /**
     * Decodes and validates a block.
     *
     * @throws UnsupportedVersionException when it is none of ours, or of a version or with a feature not known here.
     * @throws CorruptChannelException     when its check fails, or a value is impossible.
     */
    public static ChannelHeader decode(final ByteBuffer source, final long magic, final Path file)
    {
        checkVersion(source, magic, file);
        final int crc = crc(source, CRC);
        if (crc != Memory.intAt(source, CRC))
        {
            throw corrupt(file, CRC, "header check", hex(crc), hex(Memory.intAt(source, CRC)));
        }
        final long features = Memory.longAt(source, FEATURES);
        if ((features & ~KNOWN_FEATURES) != 0)
        {
            throw new UnsupportedVersionException(file, "needs features 0x" + Long.toHexString(features) +
                ", this version knows 0x" + Long.toHexString(KNOWN_FEATURES) + ": read it with a newer version");
        }

        final long segmentSize = Memory.longAt(source, SEGMENT_SIZE);
        require(SegmentLayout.isValidSize(segmentSize), file, SEGMENT_SIZE, "segment size",
            "a power of two from 64 KiB to 1 GiB", segmentSize);
        final int maxRecordLength = Memory.intAt(source, MAX_RECORD_LENGTH);
        require(maxRecordLength >= 0 && maxRecordLength <= SegmentLayout.maxRecordLength((int)segmentSize), file,
            MAX_RECORD_LENGTH, "maximum record length", "0 to " + SegmentLayout.maxRecordLength((int)segmentSize),
            maxRecordLength);
        final int durability = Memory.intAt(source, DURABILITY);
        final int retention = Memory.intAt(source, RETENTION);
        if (durability < PROCESS || durability > SYNC || retention < KEEP_ALL || retention > RING)
        {
            throw new UnsupportedVersionException(file, "has durability=" + durability + " retention=" + retention +
                ", which this version does not know: use a newer version");
        }
        final boolean deletes = retention != KEEP_ALL && retention != SINGLE_SEGMENT;
        final long retentionValue = deletes ? Memory.longAt(source, RETENTION_VALUE) : 0;
        require(!deletes || retentionValue > 0, file, RETENTION_VALUE, "retention value", "1 or more", retentionValue);
        require(retention != RING || retentionValue >= MIN_SLOTS && retentionValue <= MAX_SLOTS, file, RETENTION_VALUE,
            "retention value", MIN_SLOTS + " to " + MAX_SLOTS + " slots", retentionValue);
        final long periodicBytes = Memory.longAt(source, PERIODIC_BYTES);
        require(periodicBytes >= 0, file, PERIODIC_BYTES, "periodic bytes", "0 or more", periodicBytes);
        final long periodicTime = Memory.longAt(source, PERIODIC_TIME);
        require(periodicTime >= 0, file, PERIODIC_TIME, "periodic time", "0 or more", periodicTime);
        final int tickUnit = Memory.intAt(source, TICK_UNIT);
        require(tickUnit >= 0 && tickUnit <= MAX_TICK_UNIT, file, TICK_UNIT, "tick unit", "0 to 3", tickUnit);
        final long timeout = Memory.longAt(source, TIMEOUT);
        require(timeout >= 0, file, TIMEOUT, "timeout", "0 or more", timeout);
        final int typeLength = Memory.intAt(source, MEDIA_TYPE_LENGTH);
        require(typeLength >= 0 && typeLength <= MAX_MEDIA_TYPE_LENGTH, file, MEDIA_TYPE_LENGTH, "media type length",
            "0 to " + MAX_MEDIA_TYPE_LENGTH, typeLength);
        final int metadataLength = Memory.intAt(source, METADATA_LENGTH);
        require(metadataLength >= 0 && metadataLength <= MAX_METADATA_LENGTH, file, METADATA_LENGTH,
            "metadata length", "0 to " + MAX_METADATA_LENGTH, metadataLength);
        final int flags = Memory.intAt(source, FLAGS);
        require((flags & ~(CHECKSUMS | TIMESTAMPS)) == 0, file, FLAGS, "flags", "0 to 3", flags);
        require(durability == PROCESS || (flags & CHECKSUMS) != 0, file, FLAGS, "flags",
            "checksums, which durability " +
                durability + " needs",
            flags);

        final byte[] mediaType = bytes(source, MEDIA_TYPE, typeLength);
        for (int i = 0; i < typeLength; i++)
        {
            require(mediaType[i] >= 0, file, MEDIA_TYPE + i, "media type", "US-ASCII", mediaType[i] & 0xFF);
        }

        return new ChannelHeader(
            Memory.longAt(source, INSTANCE_ID),
            Memory.longAt(source, CHANNEL_ID),
            Memory.longAt(source, WRITER_ID),
            Memory.longAt(source, CREATION_TIME),
            (int)segmentSize,
            maxRecordLength,
            (flags & CHECKSUMS) != 0,
            (flags & TIMESTAMPS) != 0,
            durability,
            periodicBytes,
            periodicTime,
            retention,
            retentionValue,
            tickUnit,
            timeout,
            Memory.intAt(source, FORMAT_ID),
            new String(mediaType, StandardCharsets.US_ASCII),
            bytes(source, METADATA, metadataLength));
    }

    /** CRC32C of the first {@code length} bytes. */
    public static int crc(final ByteBuffer source, final int length)
    {
        return crc(source, 0, length);
    }

    /** CRC32C of {@code length} bytes at {@code from}. */
    public static int crc(final ByteBuffer source, final int from, final int length)
    {
        final CRC32C crc = new CRC32C();
        crc.update(source.duplicate().position(from).limit(from + length));
        return (int)crc.getValue();
    }

    /** Whether all values equal those of {@code other}: an array equals itself alone, as far as a record can tell. */
    public boolean sameAs(final ChannelHeader other)
    {
        return Arrays.equals(metadata, other.metadata) && withMetadata(other.metadata).equals(other);
    }

    private ChannelHeader withMetadata(final byte[] bytes)
    {
        return new ChannelHeader(instanceId, channelId, writerId, creationTime, segmentSize, maxRecordLength, checksums,
            timestamps, durability, periodicBytes, periodicTime, retention, retentionValue, tickUnit, timeout, formatId,
            mediaType, bytes);
    }

    private static void checkVersion(final ByteBuffer source, final long magic, final Path file)
    {
        final long found = Memory.longAt(source, MAGIC);
        if (found != magic)
        {
            // The magic and the check are told apart so that damage to the magic is called damage.
            if (crcFitsWith(source, magic))
            {
                throw corrupt(file, MAGIC, "magic", hex(magic), hex(found));
            }
            throw new UnsupportedVersionException(file, found == Long.reverseBytes(magic) ?
                "written with the other byte order, which no version writes: restore the file from a backup" :
                "no journal file: expected magic " + hex(magic) + ", found " + hex(found) +
                    "; check the path, or restore the file from a backup");
        }
        final int major = Memory.intAt(source, MAJOR);
        if (major != MAJOR_VERSION)
        {
            final ByteBuffer repaired = copy(source);
            Memory.putInt(repaired, MAJOR, MAJOR_VERSION);
            if (crc(repaired, CRC) == Memory.intAt(source, CRC))
            {
                throw corrupt(file, MAJOR, "major version", "" + MAJOR_VERSION, "" + major);
            }
            throw new UnsupportedVersionException(file, "is of format version " + major + "." +
                Memory.intAt(source, MINOR) + ", this version reads " + MAJOR_VERSION + ".x: use another version");
        }
    }

    private static boolean crcFitsWith(final ByteBuffer source, final long magic)
    {
        final ByteBuffer repaired = copy(source);
        Memory.putLong(repaired, MAGIC, magic);
        return crc(repaired, CRC) == Memory.intAt(source, CRC);
    }

    private static ByteBuffer copy(final ByteBuffer source)
    {
        final ByteBuffer copy = Memory.image(LENGTH);
        Memory.putBytes(copy, 0, source, 0, LENGTH);
        return copy;
    }

    private static byte[] bytes(final ByteBuffer source, final int index, final int length)
    {
        final byte[] bytes = new byte[length];
        source.get(index, bytes);
        return bytes;
    }

    private static void require(
        final boolean condition,
        final Path file,
        final int offset,
        final String what,
        final String expected,
        final long found)
    {
        if (!condition)
        {
            throw corrupt(file, offset, what, expected, Long.toString(found));
        }
    }

    private static CorruptChannelException corrupt(
        final Path file, final int offset, final String what, final String expected, final String found)
    {
        return new CorruptChannelException(file, offset, JournalException.NO_POSITION, what, expected, found);
    }

    private static String hex(final long value)
    {
        return "0x" + Long.toHexString(value);
    }

    private static String hex(final int value)
    {
        return "0x" + Integer.toHexString(value);
    }
}
