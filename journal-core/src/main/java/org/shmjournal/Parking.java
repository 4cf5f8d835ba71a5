package org.shmjournal;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Settles between a thread that waits inside a writer and another one that closes the writer meanwhile who of the two
 * goes on with it: the one that waits touches the stream no more once the other has ended its wait. A wait is many
 * pauses, each {@linkplain #park parked}; between two of them the thread looks at the stream, and whoever closes waits
 * for that.
 */
final class Parking
{
    private static final int RUNNING = 0;
    private static final int LOOKING = 1;
    private static final int PARKED = 2;
    private static final int ENDED = 3;

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
        phase.compareAndSet(LOOKING, PARKED);
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

    /** The waiting thread's: the wait is over. */
    void leave()
    {
        phase.compareAndSet(LOOKING, RUNNING);
        waiting = null;
    }

    /**
     * Whoever closes: ends the wait, if there is one. False as long as another thread looks: then again, since it will
     * be parked or have left soon.
     */
    boolean end()
    {
        return phase.compareAndSet(PARKED, ENDED) || phase.get() != LOOKING || waiting == Thread.currentThread();
    }
}
