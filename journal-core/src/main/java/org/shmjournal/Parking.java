package org.shmjournal;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Settles between a thread that waits inside a writer and another one that closes the writer meanwhile who of the two
 * goes on with it: the one that waits touches the stream no more once the other has ended its wait. A wait is many
 * pauses, each {@linkplain #park parked}; between two of them the thread looks at the stream, and when it has found
 * what it waited for it goes on, until it {@linkplain #leave leaves}; whoever closes asks it to end, and waits for
 * that.
 */
final class Parking
{
    private static final int RUNNING = 0;
    private static final int LOOKING = 1;
    private static final int PARKED = 2;
    /** Looking, and asked to end the wait as soon as it can. */
    private static final int ASKED = 3;
    /** What it waited for is a claim, which it holds now. */
    private static final int CLAIMED = 4;
    /** The writer is whoever's who closes, for ever. */
    private static final int ENDED = 5;

    private final AtomicInteger phase = new AtomicInteger();
    private volatile Thread waiting;

    /** The waiting thread's: the wait begins; false when the writer is being closed. */
    boolean begin()
    {
        waiting = Thread.currentThread();
        return phase.compareAndSet(RUNNING, LOOKING);
    }

    /** The waiting thread's: from here on another may end the wait. */
    void park()
    {
        if (!phase.compareAndSet(LOOKING, PARKED))
        {
            phase.compareAndSet(ASKED, ENDED);
        }
    }

    /** Whether the writer is whoever's who closes. */
    boolean isEnded()
    {
        return phase.get() == ENDED;
    }

    /** The waiting thread's: it looks at the stream; false when it must not, since its wait was ended. */
    boolean look()
    {
        return phase.compareAndSet(PARKED, LOOKING);
    }

    /** Whether the waiting thread is to end the wait, or somebody has ended it. */
    boolean isAsked()
    {
        final int now = phase.get();
        return now == ASKED || now == ENDED;
    }

    /**
     * The waiting thread's: it touches the stream no more, be it that it did what it waited for, be it in vain. Nothing
     * when there was no wait.
     *
     * @return false when that was ended, or asked to end: then the writer is whoever's who closes.
     */
    boolean leave()
    {
        if (phase.get() == RUNNING || phase.compareAndSet(LOOKING, RUNNING))
        {
            return true;
        }
        phase.compareAndSet(ASKED, ENDED);
        return false;
    }

    /**
     * The waiting thread's: it has opened the claim that it waited for, and nobody ends it before {@link #resolve}.
     *
     * @return false when it was asked to end; {@link #leave} follows.
     */
    boolean leaveWithClaim()
    {
        return phase.compareAndSet(LOOKING, CLAIMED);
    }

    /** The waiting thread's: its claim was committed or aborted, and the stream is touched no more. */
    void resolve()
    {
        phase.compareAndSet(CLAIMED, RUNNING);
    }

    /** Whether the thread that has waited holds a claim. */
    boolean holdsClaim()
    {
        return phase.get() == CLAIMED;
    }

    /**
     * Whoever closes: ends the wait, if there is one, and takes the writer. False as long as another thread looks,
     * which was asked to end it: then again, since it comes to that; or while it holds a claim.
     */
    boolean end()
    {
        if (phase.compareAndSet(RUNNING, ENDED) || phase.compareAndSet(PARKED, ENDED))
        {
            return true;
        }
        // A listener that the waiting thread itself tells of something ends it at once.
        phase.compareAndSet(LOOKING, waiting == Thread.currentThread() ? ENDED : ASKED);
        return isEnded();
    }
}
