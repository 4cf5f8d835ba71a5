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
    private static final int ENDED = 4;

    private final AtomicInteger phase = new AtomicInteger();
    private volatile Thread waiting;

    /** The waiting thread's: the wait begins. */
    void begin()
    {
        waiting = Thread.currentThread();
        phase.compareAndSet(RUNNING, LOOKING);
    }

    /** The waiting thread's: from here on another may end the wait. */
    void park()
    {
        if (!phase.compareAndSet(LOOKING, PARKED))
        {
            phase.compareAndSet(ASKED, ENDED);
        }
    }

    /** Whether the wait was ended. */
    boolean isEnded()
    {
        return phase.get() == ENDED;
    }

    /** The waiting thread's: it looks at the stream; false when it must not, since its wait was ended. */
    boolean look()
    {
        return phase.compareAndSet(PARKED, LOOKING);
    }

    /**
     * The waiting thread's: it touches the stream no more, be it that it did what it waited for, be it in vain. Nothing
     * when there was no wait, or it was ended.
     */
    void leave()
    {
        if (!phase.compareAndSet(LOOKING, RUNNING))
        {
            phase.compareAndSet(ASKED, RUNNING);
        }
    }

    /**
     * Whoever closes: ends the wait, if there is one. False as long as another thread looks, which was asked to end it:
     * then again, since it comes to that.
     */
    boolean end()
    {
        final int now = phase.compareAndExchange(PARKED, ENDED);
        if (now == LOOKING)
        {
            // A listener that the waiting thread itself tells of something ends it at once.
            final boolean isOwn = waiting == Thread.currentThread();
            phase.compareAndSet(LOOKING, isOwn ? ENDED : ASKED);
            return isOwn;
        }
        return now != ASKED;
    }
}
