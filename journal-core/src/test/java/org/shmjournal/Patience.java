package org.shmjournal;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends a test that waits for what never comes to be, with a failure instead of never: long enough not to say anything
 * of speed. One thread.
 */
final class Patience
{
    private static final long NANOS = TimeUnit.SECONDS.toNanos(30);

    private final String what;
    private final long start = System.nanoTime();

    /** Begins to wait for something. */
    Patience(final String what)
    {
        this.what = what;
    }

    /** Waits for a latch, and fails when that takes too long. */
    static void await(final String what, final CountDownLatch latch)
    {
        try
        {
            if (!latch.await(NANOS, TimeUnit.NANOSECONDS))
            {
                throw new AssertionError("waited in vain for " + what);
            }
        }
        catch (final InterruptedException ex)
        {
            throw new AssertionError("interrupted while waiting for " + what, ex);
        }
    }

    /** Fails when it is at an end. */
    void check()
    {
        if (System.nanoTime() - start > NANOS)
        {
            throw new AssertionError("waited in vain for " + what);
        }
    }
}
