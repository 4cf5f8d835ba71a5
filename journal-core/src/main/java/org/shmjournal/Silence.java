package org.shmjournal;

import org.agrona.concurrent.NanoClock;
import org.shmjournal.store.ControlFile;

/**
 * Measures, on this machine's monotonic clock alone, for how long a channel gave no sign of life. The clock is looked
 * at only when the reader is asked for its state, never on a record's way. One thread.
 */
final class Silence
{
    private final NanoClock clock;
    private final long timeout;
    private final ControlFile owner;
    private long lastSign;
    private long lastBeat;
    private long lastPlace;

    /**
     * Begins to listen.
     *
     * @param timeout nanoseconds; 0: never times out.
     * @param owner   whose beat counts, or null when only the stream does.
     */
    Silence(final NanoClock clock, final long timeout, final ControlFile owner)
    {
        this.clock = clock;
        this.timeout = timeout;
        this.owner = owner;
        this.lastSign = clock.nanoTime();
        this.lastBeat = owner == null ? 0 : owner.ownerHeartbeat();
        this.lastPlace = -1;
    }

    /** Whether there was silence for longer than the timeout, given where the reader stands now. */
    boolean isTooLong(final long position)
    {
        if (timeout == 0)
        {
            return false;
        }
        final long now = clock.nanoTime();
        final long beat = owner == null ? 0 : owner.ownerHeartbeat();
        if (position != lastPlace || beat != lastBeat)
        {
            lastPlace = position;
            lastBeat = beat;
            lastSign = now;
        }
        return now - lastSign > timeout;
    }
}
