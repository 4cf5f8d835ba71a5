package org.shmjournal;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Settles between a thread that waits inside a writer and another one that closes the writer meanwhile who of the two
 * goes on with it: the one that waits touches the stream no more once the other has ended its wait. A wait is many
 * pauses, each {@linkplain #park parked}; between two of them the thread looks at the stream, and whoever closes asks
 * it to end, and waits for that.
 */
final class Parking
{
    private static final int RUNNING = 0;
    private static final int LOOKING = 1;
    private static final int PARKED = 2;
    /** Looking, and asked to end the wait instead of going on. */
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
        step(PARKED);
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

    /** The waiting thread's: the wait is over; false when it was ended, and the thread must not go on. */
    boolean leave()
    {
        return step(RUNNING);
    }

    private boolean step(final int next)
    {
        final boolean goesOn = phase.compareAndSet(LOOKING, next);
        if (!goesOn)
        {
            phase.compareAndSet(ASKED, ENDED);
        }
        return goesOn;
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
