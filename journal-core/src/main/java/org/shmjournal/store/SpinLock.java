package org.shmjournal.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A lock for what takes some nanoseconds. Who does not get it at once looks away, each time for longer, up to some
 * microseconds: a look takes the line away from a holder who may come back a dozen times meanwhile, with all that he
 * writes to in his cache. Then it gives way, too, since the holder may have lost its core. Not reentrant, not fair.
 */
final class SpinLock
{
    private static final int FREE = 0;
    private static final int HELD = 1;
    /** Pauses before the first look; one takes 1 to 40 ns, by processor. */
    private static final int FIRST_PAUSES = 16;
    private static final int MOST_PAUSES = 128;
    private static final VarHandle STATE;

    static
    {
        try
        {
            STATE = MethodHandles.lookup().findVarHandle(SpinLock.class, "state", int.class);
        }
        catch (final ReflectiveOperationException ex)
        {
            throw new ExceptionInInitializerError(ex);
        }
    }

    private int state;

    /** Pairs with {@link #release}: what was stored under the lock is visible under it. */
    void acquire()
    {
        if (!STATE.compareAndSet(this, FREE, HELD))
        {
            acquireContended();
        }
    }

    private void acquireContended()
    {
        int pauses = FIRST_PAUSES;
        do
        {
            for (int i = 0; i < pauses; i++)
            {
                Thread.onSpinWait();
            }
            if (pauses < MOST_PAUSES)
            {
                pauses *= 2;
            }
            else
            {
                Thread.yield();
            }
        }
        while ((int)STATE.getOpaque(this) != FREE || !STATE.compareAndSet(this, FREE, HELD));
    }

    void release()
    {
        STATE.setRelease(this, FREE);
    }
}
