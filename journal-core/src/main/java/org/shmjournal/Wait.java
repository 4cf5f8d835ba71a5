package org.shmjournal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.IdleStrategy;
import org.shmjournal.error.InterruptedWaitException;
import org.shmjournal.error.WaitTimeoutException;

/** How a thread waits: idles, gives up at a deadline or when it is interrupted. One thread. */
final class Wait
{
    private static final long NEVER = Long.MAX_VALUE;

    private final Path path;
    private final IdleStrategy idleStrategy;
    private final long deadline;
    private final Runnable waker;
    private long started;

    /**
     * A way to wait.
     *
     * @param deadline how long at most; null for ever.
     * @param waker    run before each pause, to wake whom the thread waits for.
     */
    Wait(final Path path, final IdleStrategy idleStrategy, final Duration deadline, final Runnable waker)
    {
        this.path = path;
        this.idleStrategy = idleStrategy;
        this.deadline = deadline == null ? NEVER : TimeUnit.NANOSECONDS.convert(deadline);
        this.waker = waker;
    }

    void begin()
    {
        started = System.nanoTime();
        idleStrategy.reset();
    }

    void pause()
    {
        if (Thread.currentThread().isInterrupted())
        {
            throw new InterruptedWaitException(path, "interrupted while waiting; nothing was written or closed");
        }
        if (deadline != NEVER && System.nanoTime() - started >= deadline)
        {
            throw new WaitTimeoutException(path,
                "waited for the deadline of " + Duration.ofNanos(deadline) + " in vain");
        }
        waker.run();
        idleStrategy.idle();
    }
}
