package org.shmjournal.store;

import java.io.IOException;
import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.error.JournalException;
import org.shmjournal.layout.ControlLayout;

/**
 * What somebody who does not own a channel, but may write its files, does to end it: stores in the control file, where
 * the owner's conductor and the readers look. Takes no lock, and changes no record. One thread.
 */
public final class Ending implements AutoCloseable
{
    private final ChannelDirectory directory;
    private final ControlFile control;

    private Ending(final ChannelDirectory directory, final boolean writable)
    {
        this.directory = directory;
        this.control = ControlFile.open(directory, writable, true);
    }

    /** Of a channel that is there. */
    public static Ending of(final ChannelDirectory directory)
    {
        return new Ending(directory, true);
    }

    /** To look at a channel that is there, and change nothing. */
    public static Ending preview(final ChannelDirectory directory)
    {
        return new Ending(directory, false);
    }

    /**
     * The channel's state: ACTIVE, DRAINED or TERMINATED.
     *
     * @throws CorruptChannelException when it is none of them.
     */
    public long state()
    {
        final long state = control.state();
        if (state < ControlLayout.ACTIVE || state > ControlLayout.TERMINATED)
        {
            throw new CorruptChannelException(control.file(), ControlLayout.STATE, JournalException.NO_POSITION,
                "state", "0 to 2", Long.toString(state), "recover the channel: journal recover");
        }
        return state;
    }

    /** The pid of the owner, if that lives as far as can be seen; otherwise 0. Evidence, nothing more. */
    public long ownerPid()
    {
        return control.isOwnerAlive() ? control.ownerPid() : 0;
    }

    /** Whether the system shows that a process on this machine owns the channel. */
    public boolean isSeenOwned()
    {
        return OwnerLock.isSeen(directory, control);
    }

    /** All that is published is known to have been forced up to here; of a drained channel, all of it. */
    public long durablePosition()
    {
        return control.durablePosition();
    }

    /** Aborts everyone, at once, whoever owns the channel. */
    public void terminate()
    {
        control.putTerminated();
        try
        {
            control.force();
        }
        catch (final IOException ex)
        {
            throw StorageErrors.of(directory.files(), control.file(), "terminate it", ex);
        }
    }

    /** Asks the owner that there is, if there is one, to drain at its writer's next call. */
    public void requestDrain()
    {
        final long epoch = control.epoch();
        if (!control.isDrainRequested(epoch))
        {
            control.requestDrain(epoch);
        }
    }

    @Override
    public void close()
    {
        control.close();
    }
}
