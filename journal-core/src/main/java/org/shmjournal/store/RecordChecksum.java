package org.shmjournal.store;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.shmjournal.layout.RecordWord;

/**
 * CRC32C over what follows the word of a DATA record: the timestamp if there is one, and the payload. Holds a window
 * on one segment, so that nothing is allocated for a record. One thread.
 */
public final class RecordChecksum
{
    private final CRC32C crc = new CRC32C();
    private final ByteBuffer window;
    private final int dataOffset;
    private final int timestampLength;

    /** For the records of one segment. */
    public RecordChecksum(final SegmentFile segment)
    {
        this.window = segment.memory().duplicate();
        this.dataOffset = segment.dataOffset();
        this.timestampLength = segment.header().timestamps() ? RecordWord.TIMESTAMP_LENGTH : 0;
    }

    /** The checksum of the record at {@code offset} whose payload has {@code length} bytes, all within the segment. */
    public int of(final int offset, final int length)
    {
        final int from = dataOffset + offset + RecordWord.LENGTH;
        crc.reset();
        crc.update(window.limit(from + timestampLength + length).position(from));
        return (int)crc.getValue();
    }
}
