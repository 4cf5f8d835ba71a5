package org.shmjournal.proof.script;

import org.agrona.concurrent.IdleStrategy;
import org.shmjournal.Conductor;

/** Whoever waits does the conductor's work meanwhile, so that one thread does everything. */
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
        // Nothing to reset.
    }
}
