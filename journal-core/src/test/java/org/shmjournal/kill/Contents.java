package org.shmjournal.kill;

import java.nio.ByteBuffer;

/**
 * Payloads as a function of the sequence: 0 to 2000 bytes, a quarter of them short; or no more than the first bytes
 * of that. So an owner that follows one that died may write a record that fits where the other's did not.
 */
final class Contents
{
    private static final int MAX_LENGTH = 2000;
    private static final int MAX_SHORT_LENGTH = 40;
    private static final int MAX_CUT_LENGTH = 5;

    private Contents()
    {
    }

    static int length(final long sequence)
    {
        final long seed = seed(sequence);
        return (int)((seed >>> 8) % ((seed & 3) == 0 ? MAX_SHORT_LENGTH + 1 : MAX_LENGTH + 1));
    }

    /** The length of the payload if it is cut short. */
    static int cutLength(final long sequence)
    {
        return Math.min(MAX_CUT_LENGTH, length(sequence));
    }

    /** Stores the bytes {@code from} to {@code to} of a payload that begins at {@code offset}. */
    static void put(final long sequence, final ByteBuffer target, final int offset, final int from, final int to)
    {
        final long seed = seed(sequence);
        for (int i = from; i < to; i++)
        {
            target.put(offset + i, at(seed, i));
        }
    }

    /** Throws unless these bytes are the payload of a sequence. */
    static void check(final long sequence, final ByteBuffer source, final int offset, final int length)
    {
        if (length != length(sequence) && length != cutLength(sequence))
        {
            throw new IllegalStateException("sequence=" + sequence + " has length=" + length + ", expected " +
                length(sequence) + " or " + cutLength(sequence));
        }
        final long seed = seed(sequence);
        for (int i = 0; i < length; i++)
        {
            if (source.get(offset + i) != at(seed, i))
            {
                throw new IllegalStateException("sequence=" + sequence + " has another byte " + i + ": " +
                    source.get(offset + i) + ", expected " + at(seed, i));
            }
        }
    }

    private static byte at(final long seed, final int i)
    {
        return (byte)((seed >>> ((i & 7) << 3)) + i);
    }

    /** The sequence, with every bit of it in every bit: the finaliser of SplitMix64, made positive. */
    private static long seed(final long sequence)
    {
        long mixed = (sequence + 1) * 0x9E37_79B9_7F4A_7C15L;
        mixed = (mixed ^ mixed >>> 30) * 0xBF58_476D_1CE4_E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D0_49BB_1331_11EBL;
        return (mixed ^ mixed >>> 31) & Long.MAX_VALUE;
    }
}
