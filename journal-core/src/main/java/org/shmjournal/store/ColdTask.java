package org.shmjournal.store;

import java.util.function.Consumer;

/**
 * A kind of cold work that may block. Whether it is due is found out on the conductor's thread, which looks at memory
 * only; it is run by a {@link Driver}, once at a time. So it is in one of three states: at rest, on its way, done.
 */
final class ColdTask
{
    /** What is to be done. Never due and run at the same time, and each sees what the other has left. */
    interface Work
    {
        /** Whether there is something to do; does not block. */
        boolean isDue(long now);

        /** Does it; may block. Returns how much there was to do. */
        int run(long now);
    }

    private static final int AT_REST = -1;
    private static final int ON_ITS_WAY = -2;

    private final Work work;
    private final Consumer<Throwable> onFailure;
    /** One of the above, or how much was done, which was not reported so far. */
    private volatile int state = AT_REST;

    /** What it throws is told on the thread that ran it. */
    ColdTask(final Work work, final Consumer<Throwable> onFailure)
    {
        this.work = work;
        this.onFailure = onFailure;
    }

    /** The conductor's: has it run if it is due. Returns how much was done since the last call. */
    int conduct(final long now, final Driver driver)
    {
        int done = takeDone();
        if (isAtRest() && work.isDue(now))
        {
            state = ON_ITS_WAY;
            if (!driver.push(() -> run(now)))
            {
                state = AT_REST;
            }
            done += takeDone();
        }
        return done;
    }

    /** Whether it is not on its way; the conductor's, which alone sends it there. */
    boolean isAtRest()
    {
        return state != ON_ITS_WAY;
    }

    private int takeDone()
    {
        final int done = state;
        if (done < 0)
        {
            return 0;
        }
        state = AT_REST;
        return done;
    }

    private void run(final long now)
    {
        int done = 0;
        try
        {
            done = work.run(now);
        }
        catch (final RuntimeException | Error ex)
        {
            onFailure.accept(ex);
        }
        finally
        {
            state = done;
        }
    }
}
