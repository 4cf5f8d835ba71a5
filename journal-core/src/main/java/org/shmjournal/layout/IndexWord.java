package org.shmjournal.layout;

/**
 * One word of a segment's index: where, in one stride of the record area, the first record starts.
 *
 * <pre>
 *   bit 63                          32 31                               0
 *      +------------------------------+----------------------------------+
 *      | sequence less base sequence  |  offset of the record, plus 1    |
 *      +------------------------------+----------------------------------+
 * </pre>
 *
 * Zero until known, and for ever where a long record spans the whole stride. Stored with release, after the record's
 * own word. A hint: what it says is checked against the record that it points to.
 */
public final class IndexWord
{
    /** Length of a word in bytes. */
    public static final int LENGTH = Long.BYTES;
    /** Bytes of the record area for each word. */
    public static final int STRIDE = 64 * 1024;

    private static final long LOW_MASK = 0xFFFF_FFFFL;

    private IndexWord()
    {
    }

    /** The word for a record at {@code offset} before which the segment holds {@code records} records. */
    public static long of(final int offset, final long records)
    {
        return records << 32 | offset + 1L;
    }

    /** The offset that a word other than zero points to; may be anything in a damaged one. */
    public static long offset(final long word)
    {
        return (word & LOW_MASK) - 1;
    }

    /** How many records of the segment stand before the one that the word points to. */
    public static long records(final long word)
    {
        return word >>> 32;
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
