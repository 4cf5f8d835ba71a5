package org.shmjournal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.shmjournal.layout.Memory;
import org.shmjournal.layout.RecordWord;

/**
 * Where a weak reader of a ring takes a record to before it believes it: the writer does not wait for it, and may store
 * another one there while it is read. One thread.
 */
final class PayloadCopy
{
    private static final int FIRST_CAPACITY = 4096;
    /** Up to here words are copied one by one: that is quicker than to call for it. */
    private static final int FEW_BYTES = 256;

    private final int maxLength;
    private final CRC32C crc = new CRC32C();
    private ByteBuffer bytes;
    private ByteBuffer window;
    private ByteBuffer view;
    private int timestampLength;
    private int length;
    private long discarded;

    /** Of records up to a length of payload; takes no more memory than the longest that there was needs. */
    PayloadCopy(final int maxRecordLength)
    {
        this.maxLength = RecordWord.align(maxRecordLength) + RecordWord.TIMESTAMP_LENGTH;
        grow(Math.min(FIRST_CAPACITY, maxLength));
    }

    private void grow(final int capacity)
    {
        bytes = ByteBuffer.allocateDirect(capacity).order(ByteOrder.LITTLE_ENDIAN);
        window = bytes.duplicate();
        view = bytes.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Copies what stands behind a record's word.
     *
     * @param index         of that in {@code source}.
     * @param timestamp     bytes of the timestamp in front of the payload.
     * @param payloadLength that the word says, which is not more than the longest.
     */
    void take(final ByteBuffer source, final int index, final int timestamp, final int payloadLength)
    {
        timestampLength = timestamp;
        length = payloadLength;
        final int total = timestamp + RecordWord.align(payloadLength);
        if (total > bytes.capacity())
        {
            grow((int)Math.min(maxLength, Long.highestOneBit(total) * 2));
        }
        if (total <= FEW_BYTES)
        {
            for (int i = 0; i < total; i += Long.BYTES)
            {
                Memory.putLong(bytes, i, Memory.longAt(source, index + i));
            }
        }
        else
        {
            Memory.putBytes(bytes, 0, source, index, total);
        }
    }

    /** Of timestamp and payload. */
    int checksum()
    {
        crc.reset();
        crc.update(window.limit(timestampLength + length).position(0));
        return (int)crc.getValue();
    }

    /** With the payload at {@link #payloadIndex}; read-only. */
    ByteBuffer buffer()
    {
        return view.clear();
    }

    int payloadIndex()
    {
        return timestampLength;
    }

    long timestamp()
    {
        return Memory.longAt(bytes, 0);
    }

    /** A copy turned out to be of a record that is gone. */
    void discard()
    {
        discarded++;
    }

    /** How many copies were not believed. */
    long discarded()
    {
        return discarded;
    }
}
