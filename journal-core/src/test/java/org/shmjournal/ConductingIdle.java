package org.shmjournal;

import org.agrona.concurrent.IdleStrategy;

/** Lets the conductor work on the thread of whoever waits. */
final class ConductingIdle implements IdleStrategy
{
    private final Conductor conductor;

    ConductingIdle(final Conductor conductor)
    {
        this.conductor = conductor;
    }

    @Override
    public void idle(final int workCount)
    {
        conductor.doWork();
    }

    @Override
    public void idle()
    {
        conductor.doWork();
    }

    @Override
    public void reset()
    {
        // Nothing to reset
    }
}
