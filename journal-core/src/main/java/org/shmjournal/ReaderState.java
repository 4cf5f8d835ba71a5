package org.shmjournal;

/** What a reader that has read all there is knows of its channel. Loss and damage are exceptions instead. */
public enum ReaderState
{
    /** More may come, or is there. */
    ACTIVE(true),
    /** Nothing came, and nothing showed that the owner lives, for longer than the timeout; more may come. */
    TIMED_OUT(true),
    /** The owner left. A later owner may go on, and then polling delivers what it writes. */
    CLOSED(false),
    /** The stream is over for ever, and everything was delivered. */
    DRAINED(false),
    /** The channel was terminated. */
    TERMINATED(false);

    private final boolean mayHaveMore;

    ReaderState(final boolean mayHaveMore)
    {
        this.mayHaveMore = mayHaveMore;
    }

    /** Whether polling on makes sense without a new owner. */
    public boolean mayHaveMore()
    {
        return mayHaveMore;
    }
}
