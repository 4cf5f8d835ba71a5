package org.shmjournal.store;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.shmjournal.error.ChannelLockedException;
import org.shmjournal.io.FileOperations;

/**
 * The kernel lock that makes a process the owner of a channel, for as long as the process lives or until it lets go.
 * Taken and released by any thread.
 */
final class OwnerLock
{
    private final ProcessLock lock;

    private OwnerLock(final ProcessLock lock)
    {
        this.lock = lock;
    }

    /**
     * Takes the lock of a directory that exists.
     *
     * @throws ChannelLockedException when another owner, of this or another process, has it.
     */
    static OwnerLock acquire(final ChannelDirectory directory, final Set<PosixFilePermission> permissions)
    {
        final FileOperations files = directory.files();
        final Path path = directory.lockFile();
        try
        {
            final ProcessLock lock = ProcessLock.tryAcquire(files, path, permissions);
            if (lock == null)
            {
                throw locked(directory, ProcessLock.isOurs(files, path) ?
                    "pid " + ProcessHandle.current().pid() + " (this process)" :
                    ControlFile.ownerEvidence(directory));
            }
            return new OwnerLock(lock);
        }
        catch (final IOException ex)
        {
            throw StorageErrors.of(files, path, "lock it", ex);
        }
    }

    /** For those who take no lock: throws when it can be seen that a process on this machine has it. */
    static void refuseWhereSeen(final ChannelDirectory directory, final ControlFile control)
    {
        if (isSeen(directory, control))
        {
            throw locked(directory, ControlFile.ownerEvidence(directory));
        }
    }

    /** Whether it can be seen, without the lock, that a process on this machine has it. */
    static boolean isSeen(final ChannelDirectory directory, final ControlFile control)
    {
        final String key = ProcessLock.identity(directory.files(), directory.lockFile());
        return key != null && control.isOwnerAlive() && KernelLocks.isHeldBy(control.ownerPid(), key);
    }

    /** Whether the lock file still is the one that was locked; if not, another owner may be about. */
    boolean isHeld()
    {
        return lock.isHeld();
    }

    void release()
    {
        lock.release();
    }

    private static ChannelLockedException locked(final ChannelDirectory directory, final String owner)
    {
        return new ChannelLockedException(directory.path(), "owned by " + owner +
            ": a channel has one owner at a time; close that one, or end its process");
    }
}
