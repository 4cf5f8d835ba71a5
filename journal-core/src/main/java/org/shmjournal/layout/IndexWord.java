package org.shmjournal.layout;

/**
 * One word of a segment's index: where, in one stride of the record area, the first record starts.
 *
 * <pre>
 *   bit 63    59 58                  32 31                               0
 *      +--------+----------------------+----------------------------------+
 *      | check  | sequence less base   |  offset of the record, plus 1    |
 *      +--------+----------------------+----------------------------------+
 * </pre>
 *
 * Zero until known, and for ever where a long record spans the whole stride. Stored with release, after the record's
 * own word. A hint: where it points to is checked against the record there. How many records are before that nobody
 * could tell without a longer walk, so the word checks itself: it is the xor of all groups of five bits, the check
 * among them, that is zero.
 */
public final class IndexWord
{
    /** Length of a word in bytes. */
    public static final int LENGTH = Long.BYTES;
    /** Bytes of the record area for each word. */
    public static final int STRIDE = 64 * 1024;

    private static final long LOW_MASK = 0xFFFF_FFFFL;
    private static final int CHECK_SHIFT = 59;
    private static final long CHECKED_MASK = (1L << CHECK_SHIFT) - 1;
    private static final int CHECK_MASK = 0x1F;

    private IndexWord()
    {
    }

    /** The word for a record at {@code offset} before which the segment holds {@code records} records. */
    public static long of(final int offset, final long records)
    {
        final long checked = records << 32 | offset + 1L;
        return (long)check(checked) << CHECK_SHIFT | checked;
    }

    /** Whether a word was made by {@link #of}, as far as its check can tell: each single bit that was changed shows. */
    public static boolean isIntact(final long word)
    {
        return check(word & CHECKED_MASK) == word >>> CHECK_SHIFT;
    }

    /** The offset that a word other than zero points to; may be anything in a damaged one. */
    public static long offset(final long word)
    {
        return (word & LOW_MASK) - 1;
    }

    /** How many records of the segment stand before the one that the word points to. */
    public static long records(final long word)
    {
        return (word & CHECKED_MASK) >>> 32;
    }

    /** The xor of the groups of five bits: of twelve, then of six, of three, of one. */
    private static int check(final long checked)
    {
        final long six = checked ^ checked >>> 30;
        final long three = six ^ six >>> 15;
        return (int)(three ^ three >>> 5 ^ three >>> 10) & CHECK_MASK;
    }

    /** How many words the index of a segment of this size has. */
    public static int count(final int segmentSize)
    {
        return segmentSize / STRIDE;
    }

    /** The start of the stride behind the one that holds {@code offset}. */
    public static int nextStride(final int offset)
    {
        return (offset & -STRIDE) + STRIDE;
    }
}
