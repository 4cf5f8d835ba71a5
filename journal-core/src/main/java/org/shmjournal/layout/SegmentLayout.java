package org.shmjournal.layout;

/**
 * Where things stand in a segment file.
 *
 * <pre>
 *   0            4096                    dataOffset                 dataOffset + segmentSize
 *   +- header ---+- index ---------------+- records -----------------------+
 *
 *   header     0  immutable header block, see {@link HeaderLayout}
 *           1024  number     8 bytes
 *           1032  epoch      8
 *           1040  CRC32C of the 16 bytes before, in the low half; high half 0
 *           1152  base timestamp   epoch nanoseconds, -1 until known
 *           1280  base sequence    -1 until known
 * </pre>
 *
 * All of the rest of the header is zero. {@code dataOffset} is computed from the segment size, never read.
 */
public final class SegmentLayout
{
    /** Smallest segment size in bytes. */
    public static final int MIN_SEGMENT_SIZE = 64 * 1024;
    /** Largest segment size in bytes. */
    public static final int MAX_SEGMENT_SIZE = 1 << 30;
    /** Segment size of a channel whose creator did not say. */
    public static final int DEFAULT_SEGMENT_SIZE = 64 * 1024 * 1024;
    /** Length of the header in bytes; the index follows. */
    public static final int HEADER_LENGTH = 4096;
    /** Where the number stands. */
    public static final int NUMBER = 1024;
    /** Where the epoch stands. */
    public static final int EPOCH = 1032;
    /** Where the check of number and epoch stands. */
    public static final int NUMBER_CRC = 1040;
    /** Where the base timestamp stands. */
    public static final int BASE_TIMESTAMP = 1152;
    /** Where the base sequence stands. */
    public static final int BASE_SEQUENCE = 1280;
    /** Where the index begins. */
    public static final int INDEX = HEADER_LENGTH;
    /** A base timestamp or base sequence that is not known yet. */
    public static final long UNKNOWN = -1;
    /** Space at the end of each record area that only CLOSE or END, and ROLL, may take. */
    public static final int RESERVED_LENGTH = 2 * RecordWord.LENGTH;

    private SegmentLayout()
    {
    }

    /** Whether a segment may have this size: a power of two between the limits. */
    public static boolean isValidSize(final long segmentSize)
    {
        return segmentSize >= MIN_SEGMENT_SIZE && segmentSize <= MAX_SEGMENT_SIZE &&
            (segmentSize & segmentSize - 1) == 0;
    }

    /** Where the record area begins. */
    public static int dataOffset(final int segmentSize)
    {
        final int indexLength = IndexWord.count(segmentSize) * IndexWord.LENGTH;
        return INDEX + (indexLength + Memory.PAGE_SIZE - 1 & -Memory.PAGE_SIZE);
    }

    /** Length of the whole file. */
    public static long fileLength(final int segmentSize)
    {
        return (long)dataOffset(segmentSize) + segmentSize;
    }

    /** The first offset at which no record may end any more, because the words at the end are reserved. */
    public static int recordsEnd(final int segmentSize)
    {
        return segmentSize - RESERVED_LENGTH;
    }

    /** The longest payload that a channel with this segment size may allow. */
    public static int maxRecordLength(final int segmentSize)
    {
        return Math.min(segmentSize / 4, RecordWord.MAX_LENGTH + 1 - 16);
    }
}
