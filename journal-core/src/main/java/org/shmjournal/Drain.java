package org.shmjournal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.agrona.concurrent.NanoClock;
import org.shmjournal.error.ChannelClosedException;
import org.shmjournal.error.ChannelLockedException;
import org.shmjournal.error.WaitTimeoutException;
import org.shmjournal.layout.ControlLayout;
import org.shmjournal.store.Ending;

/**
 * Ends the stream of a channel for ever, for somebody who does not own it: as its owner for that while if there is
 * none; otherwise asks the owner, and waits for it. Owners may go and come meanwhile. One thread.
 */
final class Drain
{
    private final Path path;
    private final Ending ending;
    private final Supplier<? extends ShmWriter<?>> opener;
    private final Wait wait;
    private final NanoClock clock;

    /**
     * A way to drain.
     *
     * @param opener of a writer whose conductor nobody runs.
     * @param wait   without a deadline of its own.
     */
    Drain(
        final Path path,
        final Ending ending,
        final Supplier<? extends ShmWriter<?>> opener,
        final Wait wait,
        final NanoClock clock)
    {
        this.path = path;
        this.ending = ending;
        this.opener = opener;
        this.wait = wait;
        this.clock = clock;
    }

    /**
     * Returns when the stream has ended.
     *
     * @throws WaitTimeoutException when an owner has not come to it in time; it stays asked.
     */
    EndReport run(final Duration deadline)
    {
        final long longest = TimeUnit.NANOSECONDS.convert(deadline);
        final long before = ending.state();
        final long start = clock.nanoTime();
        long owner = 0;
        wait.begin();
        while (ending.state() != ControlLayout.DRAINED && !isDrainedAsOwner())
        {
            // One that is just dying is not seen alive any more, and has the lock still.
            final long seen = ending.ownerPid();
            owner = seen == 0 ? owner : seen;
            ending.requestDrain();
            if (clock.nanoTime() - start >= longest)
            {
                throw new WaitTimeoutException(path, "its owner" + (owner == 0 ? "" : ", pid " + owner + ",") +
                    " was asked to end the stream, and has not come to it within " + deadline +
                    ": it will at its writer's next call, be that close");
            }
            wait.pause();
        }
        return EndReport.of(path, before, ControlLayout.DRAINED, owner, ending.durablePosition());
    }

    /** False when somebody else owns the channel. */
    private boolean isDrainedAsOwner()
    {
        try (ShmWriter<?> writer = opener.get())
        {
            writer.drain();
            return true;
        }
        catch (final ChannelLockedException ex)
        {
            return false;
        }
        catch (final ChannelClosedException ex)
        {
            if (ending.state() == ControlLayout.DRAINED)
            {
                // Its last owner had drained it, and has died before it said so.
                return true;
            }
            throw ex;
        }
    }
}
