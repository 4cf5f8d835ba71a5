package org.shmjournal.cli.transfer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * The bytes of a binary export, little-endian: the magic, then frames.
 * <pre>
 *   offset    0        4        8       9
 *             +--------+--------+-------+------------------
 *             | length | check  | kind  | body
 *             +--------+--------+-------+------------------
 *
 *   HEADER    the first line of an NDJSON export
 *   RECORD    sequence 8 bytes, timestamp 8 bytes or -1, payload
 *   END       number of records 8 bytes
 * </pre>
 * The length is that of kind and body; the check is the CRC32C of length, kind and body.
 */
final class BinaryLayout
{
    static final int CHECK_OFFSET = 4;
    static final int KIND_OFFSET = 8;
    static final int BODY_OFFSET = 9;
    static final int TIMESTAMP_OFFSET = BODY_OFFSET + 8;
    static final int PAYLOAD_OFFSET = TIMESTAMP_OFFSET + 8;

    static final byte HEADER = 1;
    static final byte RECORD = 2;
    static final byte END = 3;

    /** Of kind and body; a payload has at most 256 MiB. */
    static final int MAX_LENGTH = (1 << 28) + PAYLOAD_OFFSET;

    private static final byte[] MAGIC = "JRNLEXP\1".getBytes(StandardCharsets.US_ASCII);

    private BinaryLayout()
    {
    }

    static byte[] magic()
    {
        return MAGIC.clone();
    }

    /** Of the frame at an index of a buffer, whose length is set. */
    static int check(final CRC32C crc, final ByteBuffer frame, final int index)
    {
        crc.reset();
        crc.update(frame.duplicate().limit(index + CHECK_OFFSET).position(index));
        final int length = frame.getInt(index);
        crc.update(frame.duplicate().limit(index + KIND_OFFSET + length).position(index + KIND_OFFSET));
        return (int)crc.getValue();
    }
}
