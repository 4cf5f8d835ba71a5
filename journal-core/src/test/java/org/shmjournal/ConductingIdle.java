package org.shmjournal;

import org.agrona.concurrent.IdleStrategy;

/** Lets the conductor work on the thread of whoever waits. */
final class ConductingIdle implements IdleStrategy
{
    private final Conductor conductor;
    private Patience patience;

    ConductingIdle(final Conductor conductor)
    {
        this.conductor = conductor;
    }

    @Override
    public void idle(final int workCount)
    {
        idle();
    }

    @Override
    public void idle()
    {
        conductor.doWork();
        patience = patience == null ? new Patience("what the conductor is to do") : patience;
        patience.check();
    }

    @Override
    public void reset()
    {
        patience = null;
    }
}
