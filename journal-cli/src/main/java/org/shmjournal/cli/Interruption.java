package org.shmjournal.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What Ctrl-C and SIGTERM do: end the process with exit code 130; at once, or after a command has left its channel in
 * order. Static, because signals belong to the process.
 */
public final class Interruption
{
    private static final long GRACE_SECONDS = 30;
    private static final CountDownLatch FINISHED = new CountDownLatch(1);

    private static volatile boolean raised;
    private static volatile Runnable stop;

    private Interruption()
    {
    }

    /** Heeds signals from now on. */
    static void install()
    {
        Runtime.getRuntime().addShutdownHook(new Thread(Interruption::onShutdown, "interruption"));
    }

    /** The command is done: what remains is to end the process. */
    static void finish()
    {
        FINISHED.countDown();
    }

    /** Whether the process is to end. */
    public static boolean isRaised()
    {
        return raised;
    }

    /**
     * From now on an interruption runs {@code stop} and then waits for the command to finish. {@code stop} runs on
     * another thread and makes the command's thread notice.
     */
    public static void finishBefore(final Runnable stop)
    {
        Interruption.stop = stop;
    }

    private static void onShutdown()
    {
        if (FINISHED.getCount() == 0)
        {
            return;
        }
        raised = true;
        if (stop != null)
        {
            stop.run();
            awaitFinish(GRACE_SECONDS);
        }
        Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
    }

    /** Whether the command finished in time. */
    static boolean awaitFinish(final long seconds)
    {
        try
        {
            return FINISHED.await(seconds, TimeUnit.SECONDS);
        }
        catch (final InterruptedException interrupted)
        {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
