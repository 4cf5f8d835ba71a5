package org.shmjournal.cli.demo;

import java.nio.ByteBuffer;
import org.shmjournal.DataFormat;
import org.shmjournal.RawFormat;

/**
 * A record whose every bit follows from its sequence and the run's seed, so that nothing wrong, stale or misplaced can
 * pass for it. One mutable instance serves a whole run.
 */
final class DemoRecord
{
    /** Length of the payload: four longs. */
    static final int LENGTH = 4 * Long.BYTES;

    private static final long FIRST_MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;
    private static final long SECOND_MULTIPLIER = 0xD6E8_FEB8_6659_FD93L;

    private final long seed;
    private long first;
    private long second;
    private long third;
    private long fourth;

    DemoRecord(final long seed)
    {
        this.seed = seed;
    }

    /** Becomes the record with a sequence. */
    DemoRecord set(final long sequence)
    {
        first = mix(sequence ^ seed);
        second = Long.rotateLeft(first, 21) * FIRST_MULTIPLIER;
        third = Long.rotateLeft(second, 13) + sequence;
        fourth = first ^ third * SECOND_MULTIPLIER;
        return this;
    }

    /** Puts the payload. */
    void putInto(final ByteBuffer target, final int offset)
    {
        target.putLong(offset, first);
        target.putLong(offset + 8, second);
        target.putLong(offset + 16, third);
        target.putLong(offset + 24, fourth);
    }

    /** Whether this is the payload. */
    boolean isIn(final ByteBuffer source, final int offset, final int length)
    {
        return length == LENGTH &&
            (source.getLong(offset) ^ first | source.getLong(offset + 8) ^ second |
                source.getLong(offset + 16) ^ third | source.getLong(offset + 24) ^ fourth) == 0;
    }

    /** Goes on from the digest of the records before; depends on their order. */
    long digest(final long before)
    {
        return (before ^ first + Long.rotateLeft(second, 16) + Long.rotateLeft(third, 32) +
            Long.rotateLeft(fourth, 48)) * FIRST_MULTIPLIER;
    }

    /** The digest of a payload as it was read, whether it is right or not. */
    static long digest(final long before, final ByteBuffer source, final int offset, final int length)
    {
        if (length != LENGTH)
        {
            return (before ^ length) * SECOND_MULTIPLIER;
        }
        return (before ^ source.getLong(offset) + Long.rotateLeft(source.getLong(offset + 8), 16) +
            Long.rotateLeft(source.getLong(offset + 16), 32) + Long.rotateLeft(source.getLong(offset + 24), 48)) *
            FIRST_MULTIPLIER;
    }

    /** What differs, for people. */
    String difference(final ByteBuffer source, final int offset, final int length)
    {
        if (length != LENGTH)
        {
            return "expected length " + LENGTH + ", found " + length;
        }
        final long[] expected = {first, second, third, fourth};
        for (int i = 0; i < expected.length; i++)
        {
            final long found = source.getLong(offset + i * Long.BYTES);
            if (found != expected[i])
            {
                return "at byte " + i * Long.BYTES + " of the payload expected " + Long.toHexString(expected[i]) +
                    ", found " + Long.toHexString(found);
            }
        }
        return "no difference any more";
    }

    /** Encodes these records as raw bytes. */
    static DataFormat<DemoRecord> format()
    {
        return new Format();
    }

    /** The finaliser of SplitMix64. */
    private static long mix(final long value)
    {
        long mixed = value * FIRST_MULTIPLIER;
        mixed = (mixed ^ mixed >>> 32) * SECOND_MULTIPLIER;
        return mixed ^ mixed >>> 29;
    }

    private static final class Format implements DataFormat<DemoRecord>
    {
        @Override
        public int id()
        {
            return RawFormat.ID;
        }

        @Override
        public String mediaType()
        {
            return RawFormat.MEDIA_TYPE;
        }

        @Override
        public boolean keepsBuffers()
        {
            return false;
        }

        @Override
        public int encode(final DemoRecord value, final ByteBuffer target, final int offset, final int available)
        {
            if (available < LENGTH)
            {
                return -1;
            }
            value.putInto(target, offset);
            return LENGTH;
        }

        @Override
        public DemoRecord decode(final ByteBuffer source, final int offset, final int length)
        {
            throw new UnsupportedOperationException("records are checked where they lie");
        }
    }
}
