package org.shmjournal.io;

/** Runs the operations of a driver, one after the other, until it is closed. */
final class Worker implements Runnable
{
    private final InFlight inFlight;

    Worker(final InFlight inFlight)
    {
        this.inFlight = inFlight;
    }

    @Override
    public void run()
    {
        for (InFlight.Slot slot = inFlight.awaitNext(); slot != null; slot = inFlight.awaitNext())
        {
            // With the flag that an operation left behind, the next would close the file that it works on.
            Thread.interrupted();
            run(slot);
        }
    }

    private void run(final InFlight.Slot slot)
    {
        long result = 0;
        Throwable failure = null;
        try
        {
            result = slot.operation().run();
        }
        catch (final Throwable ex)
        {
            failure = ex;
        }
        inFlight.complete(slot, result, failure);
    }
}
