package org.shmjournal.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.shmjournal.io.FileOperations;
import org.shmjournal.io.FileOperations.Status;

/**
 * A kernel lock on a file, which this process has for as long as it lives or until it lets go.
 * <p>
 * The kernel gives such a lock to a process, not to a file that it opened: closing <em>any</em> channel on the lock
 * file drops it, and a second class loader's code does not know of the first's. So a registry of this JVM, in the
 * system properties, by the file's identity, is asked before the file is opened at all; and nothing else opens the
 * file.
 * <p>
 * Taken and released by any thread; all of it happens under one lock of the JVM.
 */
final class ProcessLock
{
    /** Interned, so that it is the same object for every class loader. */
    private static final Object JVM_WIDE = (ProcessLock.class.getName() + ".registry").intern();
    private static final String REGISTRY_PREFIX = "org.shmjournal.lock.";
    /** Whose files the collector must not close: it would drop a lock that somebody has forgotten to give back. */
    private static final Set<FileChannel> HELD = ConcurrentHashMap.newKeySet();

    private final FileOperations files;
    private final Path path;
    private final String key;
    private final FileChannel file;

    private ProcessLock(final FileOperations files, final Path path, final String key, final FileChannel file)
    {
        this.files = files;
        this.path = path;
        this.key = key;
        this.file = file;
    }

    /**
     * Takes the lock on a file, which is made if it is not there; again when somebody removes it meanwhile.
     *
     * @return null when somebody else, in this or another process, has it.
     */
    static ProcessLock tryAcquire(
        final FileOperations files, final Path path, final Set<PosixFilePermission> permissions) throws IOException
    {
        synchronized (JVM_WIDE)
        {
            files.createEmpty(path, permissions);
            while (true)
            {
                final String key = identity(files, path);
                if (key != null)
                {
                    final ProcessLock lock = tryAcquireIfThere(files, path, key);
                    if (lock == null ? isThere(files, path) : lock.isHeld())
                    {
                        return lock;
                    }
                    // The file was removed meanwhile: what was locked is not what others will look at.
                    if (lock != null)
                    {
                        lock.release();
                    }
                }
                files.createEmpty(path, permissions);
            }
        }
    }

    /**
     * Takes the lock on a file that nobody has, in this or another process, if it is there.
     *
     * @return null when it is not there, or somebody has the lock.
     */
    static ProcessLock takeFree(final FileOperations files, final Path path) throws IOException
    {
        synchronized (JVM_WIDE)
        {
            final String key = identity(files, path);
            final ProcessLock lock = key == null ? null : tryAcquireIfThere(files, path, key);
            if (lock == null || lock.isHeld())
            {
                return lock;
            }
            // Its holder gave it another name just before it died.
            lock.release();
            return null;
        }
    }

    /** Null also when the file was removed since it was looked at. */
    private static ProcessLock tryAcquireIfThere(final FileOperations files, final Path path, final String key)
        throws IOException
    {
        try
        {
            return tryAcquire(files, path, key);
        }
        catch (final NoSuchFileException ex)
        {
            return null;
        }
    }

    private static boolean isThere(final FileOperations files, final Path path)
    {
        return identity(files, path) != null;
    }

    private static ProcessLock tryAcquire(final FileOperations files, final Path path, final String key)
        throws IOException
    {
        final String holder = "pid " + ProcessHandle.current().pid();
        if (System.getProperties().putIfAbsent(REGISTRY_PREFIX + key, holder) != null)
        {
            return null;
        }
        FileChannel file = null;
        try
        {
            file = files.lock(path);
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
            return null;
        }
        HELD.add(file);
        return new ProcessLock(files, path, key, file);
    }

    /** Gives the locked file another name, under which it never was without its lock. */
    ProcessLock rename(final Path to) throws IOException
    {
        files.rename(path, to);
        return new ProcessLock(files, to, key, file);
    }

    /** Whether this process has the lock on a file, by whatever code. */
    static boolean isOurs(final FileOperations files, final Path path)
    {
        final String key = identity(files, path);
        return key != null && System.getProperties().containsKey(REGISTRY_PREFIX + key);
    }

    /** Whether the file still is the one that was locked; if not, another may have the lock on that. */
    boolean isHeld()
    {
        return key.equals(identity(files, path));
    }

    void release()
    {
        synchronized (JVM_WIDE)
        {
            try
            {
                files.unlock(file);
            }
            catch (final IOException ex)
            {
                throw StorageErrors.of(files, path, "unlock it", ex);
            }
            finally
            {
                HELD.remove(file);
                System.getProperties().remove(REGISTRY_PREFIX + key);
            }
        }
    }

    /** What tells a file from another that takes its name; null where there is none. */
    static String identity(final FileOperations files, final Path path)
    {
        try
        {
            final Status status = files.status(path);
            return status == null ? null : status.key();
        }
        catch (final IOException ex)
        {
            throw StorageErrors.of(files, path, "look at it", ex);
        }
    }
}
