package org.shmjournal.store;

import java.io.IOException;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.error.JournalException;
import org.shmjournal.io.FileOperations;
import org.shmjournal.layout.ChannelHeader;
import org.shmjournal.layout.ControlLayout;

/**
 * The right to change a channel: its kernel lock, its control file, and an epoch of its own. Whoever writes, recovers
 * or cuts has one. Taken and given back by any thread.
 */
final class Ownership
{
    /** How often an owner looks whether the lock is still its own. */
    static final long LOCK_CHECK_INTERVAL = TimeUnit.MILLISECONDS.toNanos(100);

    private final OwnedChannel.Opening opening;
    private final OwnerLock lock;
    private final ControlFile control;
    private final long epoch;

    private Ownership(
        final OwnedChannel.Opening opening, final OwnerLock lock, final ControlFile control, final long epoch)
    {
        this.opening = opening;
        this.lock = lock;
        this.control = control;
        this.epoch = epoch;
    }

    /**
     * Takes a channel, making it first if it is not there.
     *
     * @param creation what to make it with.
     * @param check    throws if the channel that is there is not what the caller wants.
     */
    static Ownership take(
        final OwnedChannel.Opening opening,
        final Supplier<ChannelHeader> creation,
        final Consumer<ChannelHeader> check)
    {
        final ChannelDirectory directory = opening.directory();
        // What cannot be made is refused before anything is.
        final ChannelHeader toCreate = directory.hasChannel() ? null : creation.get();
        final OwnerLock lock = lock(opening);
        ControlFile control = null;
        Ownership taken = null;
        try
        {
            if (!directory.hasChannel())
            {
                Creation.create(directory, toCreate == null ? creation.get() : toCreate, opening.permissions(),
                    opening.bootId());
            }
            control = ControlFile.open(directory, true, false);
            control.setBoot(opening.bootId());
            check.accept(control.header());
            taken = new Ownership(opening, lock, control, raiseEpoch(directory, control));
            return taken;
        }
        catch (final IOException ex)
        {
            throw StorageErrors.of(directory.files(), directory.path(), "open it to write", ex);
        }
        finally
        {
            if (taken == null)
            {
                giveBack(control, lock);
            }
        }
    }

    /** Makes a channel that is not there. False when it is. */
    static boolean create(final OwnedChannel.Opening opening, final ChannelHeader header)
    {
        final OwnerLock lock = lock(opening);
        try
        {
            final boolean absent = !opening.directory().hasChannel();
            if (absent)
            {
                Creation.create(opening.directory(), header, opening.permissions(), opening.bootId());
            }
            return absent;
        }
        finally
        {
            lock.release();
        }
    }

    private static OwnerLock lock(final OwnedChannel.Opening opening)
    {
        final ChannelDirectory directory = opening.directory();
        try
        {
            directory.files().createDirectory(directory.path(),
                Creation.directoryPermissions(opening.permissions()));
        }
        catch (final IOException ex)
        {
            throw StorageErrors.of(directory.files(), directory.path(), "make the directory", ex);
        }
        return OwnerLock.acquire(directory, opening.permissions());
    }

    /** Forced before anything is written under it. */
    private static long raiseEpoch(final ChannelDirectory directory, final ControlFile control) throws IOException
    {
        if (control.epoch() < 0 || control.epoch() == Long.MAX_VALUE)
        {
            throw new CorruptChannelException(control.file(), ControlLayout.EPOCH, JournalException.NO_POSITION,
                "owner epoch", "0 to " + (Long.MAX_VALUE - 1), "" + control.epoch());
        }
        final boolean ownerLives = control.isOwnerAlive();
        control.putThisProcess();
        directory.discardTemporaries();
        final long epoch = control.epoch() + 1;
        control.putEpoch(epoch);
        control.force();
        if (ownerLives)
        {
            awaitFence();
        }
        return epoch;
    }

    /**
     * An owner that lives, though the lock is ours, lost its lock file. It stops writing when it sees the new epoch, at
     * its next look; only behind that is the end of the stream the end.
     */
    private static void awaitFence()
    {
        final long deadline = System.nanoTime() + 2 * LOCK_CHECK_INTERVAL;
        final boolean interrupted = Thread.interrupted();
        for (long left = 2 * LOCK_CHECK_INTERVAL; left > 0; left = deadline - System.nanoTime())
        {
            LockSupport.parkNanos(left);
        }
        if (interrupted)
        {
            Thread.currentThread().interrupt();
        }
    }

    OwnedChannel.Opening opening()
    {
        return opening;
    }

    ChannelDirectory directory()
    {
        return control.directory();
    }

    ControlFile control()
    {
        return control;
    }

    ChannelHeader header()
    {
        return control.header();
    }

    long epoch()
    {
        return epoch;
    }

    /** Whether nobody took the channel over, nor the lock file away. */
    boolean isHeld()
    {
        return isNewest() && hasLock();
    }

    /** Whether nobody took the channel over, by the control file's map. */
    boolean isNewest()
    {
        return control.epoch() == epoch;
    }

    /** Whether the lock is held by the file that has its name. */
    boolean hasLock()
    {
        return lock.isHeld();
    }

    /** Those that the channel was created with, so that whoever could read it can go on reading. */
    Set<PosixFilePermission> permissions() throws IOException
    {
        final ChannelDirectory directory = directory();
        final String mode = directory.files().status(directory.controlFile()).mode();
        return FileOperations.UNKNOWN_MODE.equals(mode) ? opening.permissions() :
            PosixFilePermissions.fromString(mode);
    }

    SegmentFile openSegment(final long number)
    {
        return SegmentFile.open(directory(), header(), number, true, false);
    }

    /** Gives the lock back. Whoever was fenced leaves what is said of the owner to the other. */
    void release(final boolean fenced)
    {
        if (fenced)
        {
            control.close();
            lock.release();
        }
        else
        {
            giveBack(control, lock);
        }
    }

    private static void giveBack(final ControlFile control, final OwnerLock lock)
    {
        if (control != null)
        {
            control.putNoOwner();
            control.close();
        }
        lock.release();
    }
}
