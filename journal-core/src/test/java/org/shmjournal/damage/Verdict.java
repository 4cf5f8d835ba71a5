package org.shmjournal.damage;

import org.shmjournal.error.JournalException;

/**
 * What a reader from the start must get of a damaged channel.
 *
 * @param records    how many, all of them right.
 * @param then       what comes behind them.
 * @param fileOffset where the error must say that the damage is; -1 when it need not.
 * @param position   in the stream that the error must name, or {@link JournalException#NO_POSITION}.
 * @param loose      the one record in which the injured bytes may differ, or -1.
 */
record Verdict(int records, Then then, long fileOffset, long position, int loose)
{
    /** What comes behind the records. */
    enum Then
    {
        /** The end of the stream. */
        END,
        /** A typed error. */
        ERROR,
        /** What looks like the end, or a typed error. */
        END_OR_ERROR,
        /** What somebody forged, or a typed error. */
        ANYTHING
    }

    static Verdict unharmed(final int records)
    {
        return new Verdict(records, Then.END, -1, JournalException.NO_POSITION, -1);
    }

    static Verdict loose(final int records, final int loose)
    {
        return new Verdict(records, Then.END, -1, JournalException.NO_POSITION, loose);
    }

    static Verdict then(final int records, final Then then)
    {
        return new Verdict(records, then, -1, JournalException.NO_POSITION, -1);
    }

    static Verdict error(final int records, final long fileOffset, final long position)
    {
        return new Verdict(records, Then.ERROR, fileOffset, position, -1);
    }

    /** Whether the stream is as it was, but for a payload. */
    boolean isWhole()
    {
        return then == Then.END;
    }

    /** Whether what follows the records is what somebody made up. */
    boolean isForged()
    {
        return then == Then.ANYTHING;
    }

    /** Whether a zero stands where this record's word was. */
    boolean mayEndAt(final long sequence)
    {
        return then == Then.END_OR_ERROR && sequence == records;
    }
}
