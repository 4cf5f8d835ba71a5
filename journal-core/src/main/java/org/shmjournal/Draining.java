package org.shmjournal;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Settles who closes a writer that is closed in the midst of its drain, as a listener may that the drain tells of
 * something: END comes first, and then whoever drains closes, too. The writer's thread drains; any thread closes.
 */
final class Draining
{
    private static final int AT_REST = 0;
    private static final int RUNNING = 1;
    private static final int TO_BE_CLOSED = 2;

    private final AtomicInteger phase = new AtomicInteger();

    /** False when it runs already: then this one is a listener's, and has nothing to do. */
    boolean begin()
    {
        return phase.compareAndSet(AT_REST, RUNNING);
    }

    /** Whether END may be there, so that nothing is written any more. */
    boolean isRunning()
    {
        return phase.get() != AT_REST;
    }

    /** Leaves a close to whoever drains; false when nobody does. */
    boolean closeBehind()
    {
        return phase.updateAndGet(now -> now == RUNNING ? TO_BE_CLOSED : now) == TO_BE_CLOSED;
    }

    /** Whether a close was left to this drain, as is every later one. */
    boolean end()
    {
        return !phase.compareAndSet(RUNNING, AT_REST);
    }
}
