package org.shmjournal.layout;

/**
 * The word that heads and publishes a record; little-endian, 8-byte aligned, stored last and with release.
 *
 * <pre>
 *   bit 63                          32 31   28 27                       0
 *      +------------------------------+-------+--------------------------+
 *      |            check             | kind  |          length          |
 *      +------------------------------+-------+--------------------------+
 *
 *   byte 0                        8            8 or 16
 *      +--------------------------+------------+---------------+---------------+
 *      | word                     | timestamp  | payload       | padding to 8  |
 *      +--------------------------+------------+---------------+---------------+
 * </pre>
 *
 * A zero word means that nothing was published here yet. The check binds the low half to its segment, the segment's
 * epoch and the offset, so that a stale, misplaced or damaged word is told from a live one. For DATA on a channel with
 * checksums it is further xored with the CRC32C of timestamp and payload.
 */
public final class RecordWord
{
    /** Length of the word, and the alignment of every record, in bytes. */
    public static final int LENGTH = Long.BYTES;
    /** Length of the optional timestamp behind the word of a DATA record, in bytes. */
    public static final int TIMESTAMP_LENGTH = Long.BYTES;
    /** The longest length that the length field can hold. */
    public static final int MAX_LENGTH = (1 << 28) - 1;

    /** A record; length is that of the payload. */
    public static final int DATA = 1;
    /** The writer lives; length 0. */
    public static final int HEARTBEAT = 2;
    /** To be skipped; length is that of what lies up to the next word. */
    public static final int PADDING = 3;
    /** The stream goes on at the start of the next segment; length 0. */
    public static final int ROLL = 4;
    /** The owner left; a later owner may go on behind this word; length 0. */
    public static final int CLOSE = 5;
    /** An open claim; length is that of what lies up to the next word. Nobody reads past it. */
    public static final int CLAIMED = 6;
    /** A shared claim that came to nothing: takes a sequence number, no handler sees it; length as for PADDING. */
    public static final int VOID = 7;
    /** The stream is over for ever; length 0. */
    public static final int END = 8;

    private static final int KIND_SHIFT = 28;
    private static final int KIND_MASK = 0xF;
    private static final long LOW_MASK = 0xFFFF_FFFFL;
    private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;
    private static final String[] NAMES = {"0", "DATA", "HEARTBEAT", "PADDING", "ROLL", "CLOSE", "CLAIMED", "VOID",
        "END"};

    private RecordWord()
    {
    }

    /** What all checks of a segment have in common. */
    public static long salt(final long instanceId, final long segmentNumber, final long epoch)
    {
        return fmix64(instanceId ^ fmix64(segmentNumber ^ fmix64(epoch)));
    }

    /** The low half of a word. */
    public static int low(final int kind, final int length)
    {
        return kind << KIND_SHIFT | length;
    }

    /** The whole word whose low half is {@code low}, at {@code offset} of the segment with this salt. */
    public static long of(final long salt, final int offset, final int low)
    {
        final long unsignedLow = low & LOW_MASK;
        return (salt ^ ((long)offset << 32 | unsignedLow)) * MULTIPLIER & ~LOW_MASK | unsignedLow;
    }

    /** The word of a DATA record with its checksum mixed in. */
    public static long withChecksum(final long word, final int crc32c)
    {
        return word ^ (long)crc32c << 32;
    }

    /** The low half. */
    public static int low(final long word)
    {
        return (int)word;
    }

    /** One of the kinds above, or a value from 0 to 15 that is none. */
    public static int kind(final long word)
    {
        return (int)word >>> KIND_SHIFT & KIND_MASK;
    }

    /** The length field. */
    public static int length(final long word)
    {
        return (int)word & MAX_LENGTH;
    }

    /** Bytes from the start of a DATA record to that of its payload. */
    public static int headerLength(final boolean timestamps)
    {
        return timestamps ? LENGTH + TIMESTAMP_LENGTH : LENGTH;
    }

    /** {@code length} rounded up to a multiple of 8. */
    public static int align(final int length)
    {
        return length + LENGTH - 1 & -LENGTH;
    }

    /** Name of a kind, for messages. */
    public static String kindName(final int kind)
    {
        return kind < NAMES.length ? NAMES[kind] : Integer.toString(kind);
    }

    /** The 64-bit finaliser of MurmurHash3. */
    public static long fmix64(final long value)
    {
        long mixed = value;
        mixed ^= mixed >>> 33;
        mixed *= 0xff51_afd7_ed55_8ccdL;
        mixed ^= mixed >>> 33;
        mixed *= 0xc4ce_b9fe_1a85_ec53L;
        mixed ^= mixed >>> 33;
        return mixed;
    }
}
