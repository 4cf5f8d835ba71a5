package org.shmjournal.testing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.shmjournal.RecordHandler;
import org.shmjournal.ShmReader;

/** What a test writes and what it read. */
public final class Records
{
    /** A record as a reader got it. */
    public record Read(long position, long sequence, long timestamp, byte[] payload)
    {
    }

    private Records()
    {
    }

    /** Bytes that tell their sequence and place; none is ever 0. */
    public static byte[] payload(final long sequence, final int length)
    {
        final byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++)
        {
            final long mixed = (sequence * 0x9E37_79B9_7F4A_7C15L + i) * 0xBF58_476D_1CE4_E5B9L;
            bytes[i] = (byte)(mixed >>> 56 | 1);
        }
        return bytes;
    }

    /** As {@link #payload}, to be written. */
    public static ByteBuffer buffer(final long sequence, final int length)
    {
        return ByteBuffer.wrap(payload(sequence, length));
    }

    /** Polls once. */
    public static List<Read> read(final ShmReader<?> reader, final int limit)
    {
        final List<Read> records = new ArrayList<>();
        reader.poll(collector(records), limit);
        return records;
    }

    /** All that is there now. */
    public static List<Read> readAll(final ShmReader<?> reader)
    {
        final List<Read> records = new ArrayList<>();
        final RecordHandler handler = collector(records);
        while (reader.poll(handler, 64) > 0)
        {
            // Until nothing comes.
        }
        return records;
    }

    /** Appends what it handles to a list. */
    public static RecordHandler collector(final List<Read> records)
    {
        return (buffer, offset, length, context) -> {
            final byte[] bytes = new byte[length];
            buffer.get(offset, bytes);
            records.add(new Read(context.position(), context.sequence(), context.timestamp(), bytes));
        };
    }

    /** The payloads, comparable and readable. */
    public static List<String> texts(final List<Read> records)
    {
        return records.stream().map(read -> Arrays.toString(read.payload())).toList();
    }

    /** The first bytes of each payload as a long, little-endian; only for payloads of 8 bytes and more. */
    public static List<Long> longs(final List<Read> records)
    {
        return records.stream()
            .map(read -> ByteBuffer.wrap(read.payload()).order(ByteOrder.LITTLE_ENDIAN).getLong())
            .toList();
    }
}
