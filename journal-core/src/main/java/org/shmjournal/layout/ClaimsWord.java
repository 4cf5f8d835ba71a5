package org.shmjournal.layout;

/**
 * The word of a control file that says where claims of several threads may be open; it checks itself.
 *
 * <pre>
 *   bit 63    60 59                                              0
 *      +--------+-------------------------------------------------+
 *      | check  |  position / 8, plus 1; or all ones: no claim    |
 *      +--------+-------------------------------------------------+
 * </pre>
 *
 * Zero until a channel is written by several threads for the first time. The check makes the xor of all groups of four
 * bits zero, so that each single bit that was changed shows.
 */
public final class ClaimsWord
{
    /** No claim is open; nor can one be, until an owner says so. */
    public static final long NONE = word((1L << 60) - 1);

    private static final int CHECK_SHIFT = 60;
    private static final long CHECKED_MASK = (1L << CHECK_SHIFT) - 1;

    private ClaimsWord()
    {
    }

    /** The word that says that no claim is open in front of a position, which is a multiple of 8. */
    public static long of(final long position)
    {
        return word(position / RecordWord.LENGTH + 1);
    }

    /** Whether a word other than zero was made here, as far as its check can tell. */
    public static boolean isIntact(final long word)
    {
        return (word & CHECKED_MASK) != 0 && word(word & CHECKED_MASK) == word;
    }

    /** The position that an intact word other than {@link #NONE} says. */
    public static long position(final long word)
    {
        return ((word & CHECKED_MASK) - 1) * RecordWord.LENGTH;
    }

    private static long word(final long checked)
    {
        // Of sixteen groups, then of eight, of four, of two, of one.
        final long eight = checked ^ checked >>> 32;
        final long four = eight ^ eight >>> 16;
        final long two = four ^ four >>> 8;
        return (two ^ two >>> 4) << CHECK_SHIFT | checked;
    }
}
