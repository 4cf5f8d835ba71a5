package org.shmjournal.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A lock for what takes some nanoseconds: who does not get it at once looks again and again, and gives way when its
 * holder may have lost its core. Not reentrant, not fair.
 */
final class SpinLock
{
    private static final int FREE = 0;
    private static final int HELD = 1;
    private static final int LOOKS = 200;
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
        int looks = 0;
        do
        {
            // A look leaves the line where it is, an attempt takes it away from the holder.
            while ((int)STATE.getOpaque(this) != FREE)
            {
                if (++looks % LOOKS == 0)
                {
                    Thread.yield();
                }
            }
        }
        while (!STATE.compareAndSet(this, FREE, HELD));
    }

    void release()
    {
        STATE.setRelease(this, FREE);
    }
}
