package org.shmjournal.layout;

/**
 * Where things stand in the file of a cursor, a reader's position that the owner can see: an immutable part under a
 * check, then words, each alone on a line of 128 bytes but for the sequence, which goes with the position.
 *
 * <pre>
 *      0  magic            8   "SHMJCUR\0"
 *      8  major version    4
 *     12  minor version    4
 *     16  instance id      8   the channel's
 *     24  flags            4   bit 0 named: stays when its reader goes
 *     28  name length      4
 *     32  name            64   US-ASCII
 *     96  zero           156
 *    252  CRC32C           4   of the 252 bytes before
 *   1024  gating           8   0 NONE, 1 RETENTION, 2 WRITER
 *   1152  revoked          8   1: the owner no longer heeds it; 2: what it stands at is gone
 *   1280  maximum lag      8   bytes; 0: any
 *   1408  position         8   of the next record; stored after the handlers have run
 *   1416  sequence         8   of the next record; stored before the position
 *   1536  reader's pid     8   evidence for people; 0 when its reader left in order
 *   1544  reader's start   8   epoch milliseconds
 * </pre>
 *
 * All of the rest is zero. Beside the cursors stands a file of the same length, {@code changes}, of which only the
 * word at {@link #CHANGES} counts: it is counted up by whoever makes or removes a cursor, sets one lower, or makes one
 * gate.
 */
public final class CursorLayout
{
    /** Length of the file in bytes. */
    public static final int LENGTH = 4096;
    /** Length of the immutable part, its check included. */
    public static final int HEADER_LENGTH = 256;
    /** First 8 bytes, as a little-endian word. */
    public static final long FILE_MAGIC = 0x0052_5543_4A4D_4853L;
    /** Longest name in bytes. */
    public static final int MAX_NAME_LENGTH = 64;
    /** Flag: the cursor has a name of its own, and stays when its reader goes. */
    public static final int NAMED = 1;

    /** Where the magic stands. */
    public static final int MAGIC = 0;
    /** Where the major version stands. */
    public static final int MAJOR = 8;
    /** Where the minor version stands. */
    public static final int MINOR = 12;
    /** Where the channel's instance id stands. */
    public static final int INSTANCE_ID = 16;
    /** Where the flags stand. */
    public static final int FLAGS = 24;
    /** Where the length of the name stands. */
    public static final int NAME_LENGTH = 28;
    /** Where the name stands. */
    public static final int NAME = 32;
    /** Where the check of all before stands. */
    public static final int CRC = 252;
    /** Where the gating stands. */
    public static final int GATING = 1024;
    /** Where it stands whether the owner heeds the cursor. */
    public static final int REVOKED = 1152;
    /** Where the maximum lag stands. */
    public static final int MAX_LAG = 1280;
    /** Where the position stands. */
    public static final int POSITION = 1408;
    /** Where the sequence stands. */
    public static final int SEQUENCE = 1416;
    /** Where the reader's pid stands. */
    public static final int READER_PID = 1536;
    /** Where the reader's start time stands. */
    public static final int READER_START = 1544;

    /** Revoked: the owner heeds the cursor. */
    public static final int HEEDED = 0;
    /** Revoked: the owner no longer heeds the cursor. */
    public static final int NOT_HEEDED = 1;
    /** Revoked: what the cursor stands at is gone since the last boot; it counts from retained-from on. */
    public static final int OVERTAKEN = 2;

    /** In the file of changes: how many there were. */
    public static final int CHANGES = 128;

    /** Gating: nothing is held back. */
    public static final int NONE = 0;
    /** Gating: segments from the position on are not deleted. */
    public static final int RETENTION = 1;
    /** Gating: nor is a ring's slot recycled. */
    public static final int WRITER = 2;

    private CursorLayout()
    {
    }
}
