package org.shmjournal.cli;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.shmjournal.ReaderState;
import org.shmjournal.RecordHandler;
import org.shmjournal.ShmReader;

/**
 * Hands on what a channel has, and then each record that comes, across writers that leave, die and come back.
 */
final class Following
{
    private static final int BATCH = 1024;
    private static final long MIN_PARK = TimeUnit.MICROSECONDS.toNanos(1);
    private static final long MAX_PARK = TimeUnit.MICROSECONDS.toNanos(1_700);

    private final ShmReader<?> reader;

    /** From where the reader stands. */
    Following(final ShmReader<?> reader)
    {
        this.reader = reader;
    }

    /**
     * Ends when the channel is drained or terminated, or the process interrupted, or nothing more is wanted.
     *
     * @param handler  of each record.
     * @param dry      run each time that all there is was handed on.
     * @param isEnough whether no more is wanted.
     */
    void run(final RecordHandler handler, final Runnable dry, final BooleanSupplier isEnough)
    {
        final IdleStrategy idle = new BackoffIdleStrategy(10, 20, MIN_PARK, MAX_PARK);
        boolean told = false;
        while (!Interruption.isRaised() && !isEnough.getAsBoolean())
        {
            if (reader.poll(handler, BATCH) > 0)
            {
                told = false;
                idle.reset();
                continue;
            }
            if (!told)
            {
                dry.run();
                told = true;
            }
            if (isOver(reader.state()))
            {
                return;
            }
            idle.idle(0);
        }
    }

    /** A writer that left is no end: another may come. */
    private static boolean isOver(final ReaderState state)
    {
        return state == ReaderState.DRAINED || state == ReaderState.TERMINATED;
    }
}
