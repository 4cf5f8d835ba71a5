package org.shmjournal.io;

/** Ends the wait of whoever polls a {@link Proactor}, from any thread. */
public final class WakeHandle
{
    private final InFlight inFlight;

    WakeHandle(final InFlight inFlight)
    {
        this.inFlight = inFlight;
    }

    /**
     * Ends one poll: the one that waits now, or else the next, which then does not wait. Waking twice before that ends
     * one, too. A driver that is closed needs no waking.
     */
    public void wake()
    {
        inFlight.wake();
    }
}
