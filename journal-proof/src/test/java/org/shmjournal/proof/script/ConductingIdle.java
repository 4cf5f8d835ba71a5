package org.shmjournal.proof.script;

import org.agrona.concurrent.IdleStrategy;

/** Whoever waits does meanwhile what others would do, so that one thread does everything. */
final class ConductingIdle implements IdleStrategy
{
    private final Runnable others;

    ConductingIdle(final Runnable others)
    {
        this.others = others;
    }

    @Override
    public void idle(final int workCount)
    {
        others.run();
    }

    @Override
    public void idle()
    {
        others.run();
    }

    @Override
    public void reset()
    {
        // Nothing to reset.
    }
}
