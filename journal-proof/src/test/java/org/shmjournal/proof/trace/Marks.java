package org.shmjournal.proof.trace;

/** Between which steps a channel was made, closed, drained, terminated. One thread. */
public final class Marks
{
    private int openedAt = Written.NEVER;
    private int closedAt = Written.NEVER;
    private int drainBegunAt = Written.NEVER;
    private int drainedAt = Written.NEVER;
    private int revivedAt = Written.NEVER;
    private int terminatedAt = Written.NEVER;
    private int prunedAt = Written.NEVER;

    Marks()
    {
    }

    /** For the next owner; what the last one had not been told may still have happened. */
    Marks stoppedBehind(final int count, final boolean exists)
    {
        final Marks next = new Marks();
        next.openedAt = exists ? Math.min(openedAt, count) : Written.NEVER;
        next.drainBegunAt = mayBeDrained(count) ? drainBegunAt : Written.NEVER;
        next.drainedAt = isDrained(count) ? drainedAt : Written.NEVER;
        next.prunedAt = mayBePruned(count) ? prunedAt : Written.NEVER;
        return next;
    }

    /** There is a channel, as somebody was told. */
    public void opened(final int count)
    {
        openedAt = Math.min(openedAt, count);
        if (mayBeDrained(count))
        {
            // It was cut before its END.
            revivedAt = count;
        }
    }

    /** The writer has left. */
    public void closed(final int count)
    {
        closedAt = count;
    }

    /** The stream is to end. */
    public void drainBegun(final int count)
    {
        revivedAt = Written.NEVER;
        drainBegunAt = count;
    }

    /** The stream has ended. */
    public void drained(final int count)
    {
        drainedAt = count;
    }

    /** Everyone was told to abort. */
    public void terminated(final int count)
    {
        terminatedAt = count;
    }

    /** Somebody is to delete what the channel's own policy may keep. */
    public void pruneBegun(final int count)
    {
        prunedAt = Math.min(prunedAt, count);
    }

    /** Whether more may be gone than the channel's policy says. */
    public boolean mayBePruned(final int count)
    {
        return count > prunedAt;
    }

    /** Whether somebody was told of the channel. */
    public boolean isOpened(final int count)
    {
        return count >= openedAt;
    }

    /** Whether the last writer had left, and nobody has begun to end the stream since. */
    public boolean isClosed(final int count)
    {
        return count >= closedAt && !mayBeDrained(count);
    }

    /** Whether the stream may have ended for ever. */
    public boolean mayBeDrained(final int count)
    {
        return count > drainBegunAt && count < revivedAt;
    }

    /** Whether it must have. */
    public boolean isDrained(final int count)
    {
        return count >= drainedAt && count < revivedAt;
    }

    /** Whether the last owner had terminated the channel. */
    public boolean isTerminated(final int count)
    {
        return count >= terminatedAt;
    }
}
