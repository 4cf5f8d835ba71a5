package org.shmjournal.bench.loop;

/**
 * Keeps the bare loop's reader out of lock-step with its writer, in the way in which a channel's reader does it: the
 * same rule, the same numbers. Without it the baseline falls into lock-step now and then, and every ratio of such a
 * round flatters the journal.
 */
final class Slip
{
    private static final int FEW_RECORDS = 16;
    private static final int FEW_EMPTY_POLLS = 2;
    private static final int ROUNDS = 256;

    private int emptyPolls;
    private boolean due;
    private long state = 1;

    /** Before a poll. */
    void before()
    {
        if (due)
        {
            due = false;
            lookAway();
        }
    }

    /** After a poll that delivered {@code count} records and then found nothing. */
    void ranDry(final int count)
    {
        if (count == 0)
        {
            emptyPolls++;
        }
        else
        {
            due = count <= FEW_RECORDS && emptyPolls <= FEW_EMPTY_POLLS;
            emptyPolls = 0;
        }
    }

    /** A chain of multiplications, each waiting for the one before. */
    private void lookAway()
    {
        long value = state;
        for (int i = 0; i < ROUNDS; i++)
        {
            value = value * 0x5851_F42D_4C95_7F2DL + 1;
        }
        state = value;
    }
}
