package org.shmjournal.io;

/**
 * What became of an operation that was pushed into a {@link Proactor}; there is exactly one for each.
 *
 * @param token      that its push returned.
 * @param operation  that was pushed; its buffers are the caller's again.
 * @param attachment that was pushed with it, or null.
 * @param outcome    what became of it.
 * @param result     of an operation that is done; 0 of any other.
 * @param failure    what one that failed threw; null of any other.
 */
public record Completion(
    long token, Operation operation, Object attachment, Outcome outcome, long result, Throwable failure)
{
    /** What may become of an operation. */
    public enum Outcome
    {
        /** It ran to its end. */
        DONE,
        /** It threw. What it did before, it did. */
        FAILED,
        /** It was cancelled before it ran: it has done nothing, and touched no buffer. */
        CANCELLED
    }

    /** Whether it ran to its end, and has a result. */
    public boolean isDone()
    {
        return outcome == Outcome.DONE;
    }

    /** Whether it threw, and has a failure. */
    public boolean isFailed()
    {
        return outcome == Outcome.FAILED;
    }

    /** Whether it was cancelled before it ran. */
    public boolean isCancelled()
    {
        return outcome == Outcome.CANCELLED;
    }
}
