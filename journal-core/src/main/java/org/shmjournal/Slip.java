package org.shmjournal;

/**
 * Keeps a reader out of lock-step with a writer as fast as itself. In lock-step the reader polls the very line that is
 * being written, and each record costs two transfers of that line between the cores. The remedy is temporal slip, known
 * from the FastForward queue: a reader that again and again finds a live stream empty after a few records looks
 * away for a moment, at nothing shared, and then reads a batch.
 * <p>
 * A request-reply exchange is no lock-step: many empty polls lie between its records, and it never pays.
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

    /** A chain of multiplications, each waiting for the one before: some hundred nanoseconds on any core. */
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
