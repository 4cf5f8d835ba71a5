package org.shmjournal.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.shmjournal.error.ChannelLockedException;
import org.shmjournal.io.FileOperations;
import org.shmjournal.io.FileOperations.Status;

/**
 * The kernel lock that makes a process the owner of a channel, for as long as the process lives or until it lets go.
 * <p>
 * The kernel gives such a lock to a process, not to a file that it opened: closing <em>any</em> channel on the lock
 * file drops it, and a second class loader's code does not know of the first's. So a registry of this JVM, in the
 * system properties, by the file's identity, is asked before the file is opened at all; and nothing else opens the
 * file.
 * <p>
 * Taken and released by any thread; all of it happens under one lock of the JVM.
 */
final class OwnerLock
{
    /** Interned, so that it is the same object for every class loader. */
    private static final Object JVM_WIDE = (OwnerLock.class.getName() + ".registry").intern();
    private static final String REGISTRY_PREFIX = "org.shmjournal.owner.";

    private final ChannelDirectory directory;
    private final String key;
    private final FileChannel file;

    private OwnerLock(final ChannelDirectory directory, final String key, final FileChannel file)
    {
        this.directory = directory;
        this.key = key;
        this.file = file;
    }

    /**
     * Takes the lock of a directory that exists.
     *
     * @throws ChannelLockedException when another owner, of this or another process, has it.
     */
    static OwnerLock acquire(final ChannelDirectory directory, final Set<PosixFilePermission> permissions)
    {
        synchronized (JVM_WIDE)
        {
            final FileOperations files = directory.files();
            final Path path = directory.lockFile();
            try
            {
                files.createEmpty(path, permissions);
                while (true)
                {
                    final String key = identity(directory);
                    final OwnerLock lock = key == null ? null : acquire(directory, path, key);
                    if (lock != null && lock.isHeld())
                    {
                        return lock;
                    }
                    // The file was replaced meanwhile: what was locked is not what the next owner will look at.
                    if (lock != null)
                    {
                        lock.release();
                    }
                    files.createEmpty(path, permissions);
                }
            }
            catch (final IOException ex)
            {
                throw StorageErrors.of(files, path, "lock it", ex);
            }
        }
    }

    private static OwnerLock acquire(final ChannelDirectory directory, final Path path, final String key)
        throws IOException
    {
        final String holder = "pid " + ProcessHandle.current().pid() + " (this process)";
        if (System.getProperties().putIfAbsent(REGISTRY_PREFIX + key, holder) != null)
        {
            throw locked(directory, holder);
        }
        FileChannel file = null;
        try
        {
            file = directory.files().lock(path);
        }
        finally
        {
            if (file == null)
            {
                System.getProperties().remove(REGISTRY_PREFIX + key);
            }
        }
        if (file == null)
        {
            throw locked(directory, ControlFile.ownerEvidence(directory));
        }
        return new OwnerLock(directory, key, file);
    }

    /** For those who take no lock: throws when it can be seen that a process on this machine has it. */
    static void refuseWhereSeen(final ChannelDirectory directory, final ControlFile control)
    {
        final String key = identity(directory);
        if (key != null && control.isOwnerAlive() && KernelLocks.isHeldBy(control.ownerPid(), key))
        {
            throw locked(directory, ControlFile.ownerEvidence(directory));
        }
    }

    /** Whether the lock file still is the one that was locked; if not, another owner may be about. */
    boolean isHeld()
    {
        return key.equals(identity(directory));
    }

    void release()
    {
        synchronized (JVM_WIDE)
        {
            try
            {
                directory.files().unlock(file);
            }
            catch (final IOException ex)
            {
                throw StorageErrors.of(directory.files(), directory.lockFile(), "unlock it", ex);
            }
            finally
            {
                System.getProperties().remove(REGISTRY_PREFIX + key);
            }
        }
    }

    private static String identity(final ChannelDirectory directory)
    {
        final Status status = directory.status(directory.lockFile());
        return status == null ? null : status.key();
    }

    private static ChannelLockedException locked(final ChannelDirectory directory, final String owner)
    {
        return new ChannelLockedException(directory.path(), "owned by " + owner +
            ": a channel has one owner at a time; close that one, or end its process");
    }
}
