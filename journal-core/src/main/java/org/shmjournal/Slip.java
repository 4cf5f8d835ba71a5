package org.shmjournal;

/**
 * Keeps a reader out of lock-step with a writer as fast as itself. In lock-step the reader polls the very line that is
 * being written, and fetches those behind it ahead, so that each record costs the writer and the reader transfers of
 * lines between the cores. The remedy is temporal slip, known from the FastForward queue: a reader that runs dry after
 * a few records looks away for a moment, at nothing shared, and then reads a batch.
 * <p>
 * A batch's end costs too: the reader has fetched the lines that come next, and the writer has to get each of them
 * back. So it looks away for longer each time that it found a batch afterwards, up to some tens of
 * microseconds, when what the end of a batch costs is little beside the batch. A reader that looked away longer than a
 * writer in full flow would justify was wrong, as in a request-reply exchange, whose other side does nothing
 * meanwhile; then it rests, each time for longer, and an exchange pays next to nothing.
 */
final class Slip
{
    /** Looking away is due behind fewer records than these since the last empty poll. */
    private static final int SHORT_RUN = 16;
    /** More empty polls than these say that records come slowly. */
    private static final int FEW_EMPTY_POLLS = 64;
    /** Rounds of looking away; one takes a nanosecond or two. */
    private static final int MIN_ROUNDS = 2 * 1024;
    private static final int MAX_ROUNDS = 32 * 1024;
    /** Less than a record in so many rounds is no full flow; twice as many while it is found out. */
    private static final int ROUNDS_PER_RECORD = 128;
    /** Runs in which it does not look away, after it did so in vain. */
    private static final int MIN_REST = 16;
    private static final int MAX_REST = 8 * 1024;

    /** Records since the last empty poll. */
    private int run;
    /** Empty polls before the first of them. */
    private int emptyPolls;
    private boolean due;
    private boolean lookedAway;
    private int rounds = MIN_ROUNDS;
    private int rest;
    private int nextRest = MIN_REST;
    private long state = 1;

    /** Before a poll. */
    void before()
    {
        if (due)
        {
            due = false;
            lookedAway = true;
            lookAway();
        }
    }

    /**
     * After a poll.
     *
     * @param count of records that it delivered.
     * @param dry   whether it then found nothing.
     */
    void polled(final int count, final boolean dry)
    {
        run += count;
        if (dry)
        {
            ranDry();
        }
    }

    private void ranDry()
    {
        if (run == 0)
        {
            emptyPolls++;
            return;
        }
        if (lookedAway)
        {
            lookedAway = false;
            judge();
        }
        else if (rest > 0)
        {
            rest--;
        }
        else
        {
            due = run <= SHORT_RUN && emptyPolls <= FEW_EMPTY_POLLS;
        }
        run = 0;
        emptyPolls = 0;
    }

    /** Whether looking away was worth while. */
    private void judge()
    {
        if (run < rounds / (rounds < MAX_ROUNDS ? 2 * ROUNDS_PER_RECORD : ROUNDS_PER_RECORD))
        {
            rounds = MIN_ROUNDS;
            rest = nextRest;
            nextRest = Math.min(2 * nextRest, MAX_REST);
        }
        else if (rounds < MAX_ROUNDS)
        {
            rounds *= 4;
        }
        else
        {
            nextRest = MIN_REST;
        }
    }

    /** A chain of multiplications, each waiting for the one before. */
    private void lookAway()
    {
        long value = state;
        for (int i = 0; i < rounds; i++)
        {
            value = value * 0x5851_F42D_4C95_7F2DL + 1;
        }
        state = value;
    }

    /** How long the next poll looks away first; for tests. */
    int dueRounds()
    {
        return due ? rounds : 0;
    }
}
