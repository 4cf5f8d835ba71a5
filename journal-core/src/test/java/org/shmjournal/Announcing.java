package org.shmjournal;

import org.agrona.concurrent.IdleStrategy;

/** Tells, each time, that somebody waits. */
final class Announcing implements IdleStrategy
{
    private final Runnable listener;

    Announcing(final Runnable listener)
    {
        this.listener = listener;
    }

    @Override
    public void idle(final int workCount)
    {
        idle();
    }

    @Override
    public void idle()
    {
        listener.run();
        Thread.onSpinWait();
    }

    @Override
    public void reset()
    {
        // Nothing to reset
    }
}
