package org.shmjournal.cli.measure.loop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What each record carries: words that follow from its sequence, so that the sum over a stream is known beforehand, and
 * a record that was lost, doubled or changed shows.
 * <p>
 * All kinds store and load payloads by the methods here. The length is a constant of the process, set by
 * {@link PayloadLength} before this class is first used. The usual four words are written out: a loop over them is not
 * always unrolled, and then costs more than all of the journal.
 */
public final class Payload
{
    /** Length of a payload in bytes. */
    public static final int LENGTH = PayloadLength.get();

    private static final int FOUR_WORDS = 4 * Long.BYTES;
    /** Where the bytes begin that do not make a whole word. */
    private static final int WORDS_LENGTH = LENGTH & -Long.BYTES;
    private static final VarHandle WORDS = MethodHandles.byteBufferViewVarHandle(long[].class,
        ByteOrder.LITTLE_ENDIAN);
    /** What a sequence adds to each word. */
    static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;

    private Payload()
    {
    }

    /** The word at an index, in bytes, of the payload of the record with this sequence. */
    public static long word(final long sequence, final int index)
    {
        return sequence * MULTIPLIER + index;
    }

    /** Stores a whole payload, plainly. */
    public static void put(final ByteBuffer target, final int offset, final long sequence)
    {
        if (LENGTH == FOUR_WORDS)
        {
            WORDS.set(target, offset, word(sequence, 0));
            WORDS.set(target, offset + 8, word(sequence, 8));
            WORDS.set(target, offset + 16, word(sequence, 16));
            WORDS.set(target, offset + 24, word(sequence, 24));
            return;
        }
        for (int index = 0; index < WORDS_LENGTH; index += Long.BYTES)
        {
            WORDS.set(target, offset + index, word(sequence, index));
        }
        for (int index = WORDS_LENGTH; index < LENGTH; index++)
        {
            target.put(offset + index, (byte)(sequence + index));
        }
    }

    /** The sum of a payload's words, and of the bytes behind the last whole one, loaded plainly. */
    public static long sum(final ByteBuffer source, final int offset)
    {
        if (LENGTH == FOUR_WORDS)
        {
            return (long)WORDS.get(source, offset) + (long)WORDS.get(source, offset + 8) +
                (long)WORDS.get(source, offset + 16) + (long)WORDS.get(source, offset + 24);
        }
        long sum = 0;
        for (int index = 0; index < WORDS_LENGTH; index += Long.BYTES)
        {
            sum += (long)WORDS.get(source, offset + index);
        }
        for (int index = WORDS_LENGTH; index < LENGTH; index++)
        {
            sum += source.get(offset + index);
        }
        return sum;
    }
}
