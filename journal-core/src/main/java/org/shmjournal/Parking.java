package org.shmjournal;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Settles between a thread that waits inside a writer and another one that closes the writer meanwhile who of the two
 * goes on with it: the one that waits touches the stream no more once the other has {@linkplain #end ended} its wait.
 */
final class Parking
{
    private static final int RUNNING = 0;
    private static final int PARKED = 1;
    private static final int ENDED = 2;

    private final AtomicInteger phase = new AtomicInteger();

    /** The waiting thread's: from here on another may end the wait. */
    void begin()
    {
        phase.compareAndSet(RUNNING, PARKED);
    }

    /** Whether the wait was ended. */
    boolean isEnded()
    {
        return phase.get() == ENDED;
    }

    /** The waiting thread's: it goes on; false when it must not, since its wait was ended. */
    boolean leave()
    {
        return phase.compareAndSet(PARKED, RUNNING);
    }

    /** Another thread's: ends the wait, if there is one; returns when the waiting thread will not go on. */
    void end()
    {
        phase.compareAndSet(PARKED, ENDED);
    }
}
