package org.shmjournal.kill;

import java.util.concurrent.locks.LockSupport;

/** Stops a thread of the writer process where the plan says, tells the parent, and waits there for the kill. */
final class Stopper
{
    private final Stop stop;
    private final Messages messages;
    private int skip;

    Stopper(final Plan plan, final Messages messages)
    {
        this.stop = plan.stop();
        this.skip = plan.skip();
        this.messages = messages;
    }

    /** Called at a place, always by the same thread: does not return if it is the one to stop at. */
    void at(final Stop here)
    {
        if (isDue(here))
        {
            stop();
        }
    }

    /** Like {@link #at}, but leaves it to the caller to {@link #stop}. */
    boolean isDue(final Stop here)
    {
        return here == stop && skip-- == 0;
    }

    void stop()
    {
        messages.sendStopped(stop);
        while (true)
        {
            LockSupport.park(this);
        }
    }
}
