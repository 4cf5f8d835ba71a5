package org.shmjournal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.agrona.concurrent.IdleStrategy;

/**
 * How a conductor idles: yields for a moment, then parks for longer and longer, up to what those allow that it looks
 * after. Each time that it wakes it takes a core from somebody for some microseconds, who may be a writer or a reader
 * that spins.
 */
final class Resting implements IdleStrategy
{
    /** What suits whoever wants something done soon. */
    static final long SHORT = TimeUnit.MILLISECONDS.toNanos(1);
    /** Less than a writer in full flow takes to fill what is left of a segment of 64 MiB when it asks for the next. */
    static final long LONG = TimeUnit.MILLISECONDS.toNanos(4);

    private static final int YIELDS = 20;
    private static final long SHORTEST_PARK = TimeUnit.MICROSECONDS.toNanos(50);

    private final LongSupplier longest;
    private int idleRounds;
    private long park = SHORTEST_PARK;

    /** Asks before each park how long it may be at most. */
    Resting(final LongSupplier longest)
    {
        this.longest = longest;
    }

    @Override
    public void idle(final int workCount)
    {
        if (workCount > 0)
        {
            reset();
        }
        else
        {
            idle();
        }
    }

    @Override
    public void idle()
    {
        if (idleRounds < YIELDS)
        {
            idleRounds++;
            Thread.yield();
            return;
        }
        park = Math.min(park, longest.getAsLong());
        LockSupport.parkNanos(park);
        park *= 2;
    }

    @Override
    public void reset()
    {
        idleRounds = 0;
        park = SHORTEST_PARK;
    }

    @Override
    public String alias()
    {
        return "resting";
    }
}
