package org.shmjournal.layout;

/**
 * The immutable header block of 1024 bytes that begins the control file and every segment, so that a segment alone can
 * be inspected, verified and replayed.
 *
 * <pre>
 *      0  magic              8   "SHMJCTL\0" or "SHMJSEG\0"
 *      8  major version      4
 *     12  minor version      4
 *     16  required features  8   bits; a reader that does not know one refuses
 *     24  instance id        8   random, of this channel for ever
 *     32  channel id         8   the user's
 *     40  writer id          8   the user's
 *     48  creation time      8   epoch nanoseconds
 *     56  segment size       8   bytes
 *     64  max record length  4   bytes of payload
 *     68  flags              4   bit 0 checksums, bit 1 timestamps
 *     72  durability         4   0 PROCESS, 1 PERIODIC, 2 SYNC
 *     76  retention          4   0 keepAll, 1 keepSegments, 2 keepBytes, 3 keepFor, 4 singleSegment, 5 ring
 *     80  retention value    8   segments, bytes or nanoseconds
 *     88  periodic bytes     8
 *     96  periodic time      8   nanoseconds
 *    104  tick unit          4   0 ns, 1 us, 2 ms, 3 s
 *    108  format id          4
 *    112  timeout            8   in ticks; 0: none
 *    120  media type length  4
 *    124  metadata length    4
 *    128  media type       128   US-ASCII
 *    256  user metadata    512
 *    768  zero             252
 *   1020  CRC32C             4   of the 1020 bytes before
 * </pre>
 */
public final class HeaderLayout
{
    /** Length of the block in bytes. */
    public static final int LENGTH = 1024;
    /** First 8 bytes of a control file, as a little-endian word. */
    public static final long CONTROL_MAGIC = 0x004C_5443_4A4D_4853L;
    /** First 8 bytes of a segment file, as a little-endian word. */
    public static final long SEGMENT_MAGIC = 0x0047_4553_4A4D_4853L;
    /** Major version of the format: another one is refused. */
    public static final int MAJOR_VERSION = 1;
    /** Minor version of the format: others are compatible. */
    public static final int MINOR_VERSION = 0;
    /** Feature bits that this code knows. */
    public static final long KNOWN_FEATURES = 0;

    /** Longest media type in bytes. */
    public static final int MAX_MEDIA_TYPE_LENGTH = 128;
    /** Longest user metadata in bytes. */
    public static final int MAX_METADATA_LENGTH = 512;
    /** Flag: the check of DATA covers timestamp and payload. */
    public static final int CHECKSUMS = 1;
    /** Flag: DATA records carry a timestamp. */
    public static final int TIMESTAMPS = 2;

    /** Durability: survives the death of processes. */
    public static final int PROCESS = 0;
    /** Durability: and power loss, up to a durable position that is moved by bytes or time. */
    public static final int PERIODIC = 1;
    /** Durability: and power loss, as far as it was flushed. */
    public static final int SYNC = 2;
    /** Retention: nothing is deleted. */
    public static final int KEEP_ALL = 0;
    /** Retention: the newest segments are kept, as many as the value says. */
    public static final int KEEP_SEGMENTS = 1;
    /** Retention: as many segments are kept as fit into as many bytes as the value says. */
    public static final int KEEP_BYTES = 2;
    /** Retention: what is younger than the value, in nanoseconds, is kept. */
    public static final int KEEP_FOR = 3;
    /** Retention: no rolling; a full segment is a full channel. */
    public static final int SINGLE_SEGMENT = 4;
    /** Retention: as many slots as the value says, recycled in place. */
    public static final int RING = 5;
    /** Fewest slots of a ring. */
    public static final int MIN_SLOTS = 3;
    /** Most slots of a ring. */
    public static final int MAX_SLOTS = 10_000;

    static final int MAGIC = 0;
    static final int MAJOR = 8;
    static final int MINOR = 12;
    static final int FEATURES = 16;
    static final int INSTANCE_ID = 24;
    static final int CHANNEL_ID = 32;
    static final int WRITER_ID = 40;
    static final int CREATION_TIME = 48;
    static final int SEGMENT_SIZE = 56;
    static final int MAX_RECORD_LENGTH = 64;
    static final int FLAGS = 68;
    static final int DURABILITY = 72;
    static final int RETENTION = 76;
    static final int RETENTION_VALUE = 80;
    static final int PERIODIC_BYTES = 88;
    static final int PERIODIC_TIME = 96;
    static final int TICK_UNIT = 104;
    static final int FORMAT_ID = 108;
    static final int TIMEOUT = 112;
    static final int MEDIA_TYPE_LENGTH = 120;
    static final int METADATA_LENGTH = 124;
    static final int MEDIA_TYPE = 128;
    static final int METADATA = 256;
    static final int CRC = 1020;

    private HeaderLayout()
    {
    }
}
