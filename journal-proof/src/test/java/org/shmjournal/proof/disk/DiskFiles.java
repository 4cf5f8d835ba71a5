package org.shmjournal.proof.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.shmjournal.io.FileOperations;
import org.shmjournal.io.LockedMemory;
import org.shmjournal.io.Mapping;
import org.shmjournal.io.MemoryMapping;

/**
 * File work on a {@link Disk}, as steps. A process's: with a new one its locks are gone, and its files have other keys
 * than the locks of processes that were stopped. One thread.
 */
public class DiskFiles implements FileOperations
{
    private static final String REGISTRY_PREFIX = "org.shmjournal.lock.";
    private static final AtomicLong PROCESSES = new AtomicLong();

    private final Disk disk;
    private final long process = PROCESSES.incrementAndGet();
    /** What is locked, which keeps its lock through every rename. */
    private final Map<FileChannel, DiskFile> locks = new HashMap<>();

    /** A process that works on this disk. */
    public DiskFiles(final Disk disk)
    {
        this.disk = disk;
    }

    /** Makes a step; whoever records overrides it. */
    protected void perform(final Step step)
    {
        step.applyTo(disk);
    }

    /** What it works on. */
    public final Disk disk()
    {
        return disk;
    }

    /** The key of a file in its status. */
    public final String key(final DiskFile file)
    {
        return keyPrefix() + file.id();
    }

    private String keyPrefix()
    {
        return "proof-" + process + "-";
    }

    @Override
    public Status status(final Path path)
    {
        final String name = path.normalize().toString();
        final DiskFile file = disk.file(name);
        if (file != null)
        {
            return new Status(Kind.FILE, file.length(), key(file), file.mode());
        }
        final String mode = disk.directory(name);
        return mode == null ? null : new Status(Kind.DIRECTORY, 0, name, mode);
    }

    @Override
    public List<String> list(final Path directory) throws IOException
    {
        requireDirectory(directory);
        return disk.list(directory.toString());
    }

    @Override
    public void createDirectory(final Path directory, final Set<PosixFilePermission> permissions) throws IOException
    {
        if (disk.directory(directory.toString()) != null)
        {
            return;
        }
        requireDirectory(directory.getParent());
        perform(new Step.MakeDirectory(directory.toString(), PosixFilePermissions.toString(permissions)));
    }

    @Override
    public void allocate(
        final Path file,
        final long length,
        final ByteBuffer head,
        final boolean forced,
        final Set<PosixFilePermission> permissions)
        throws IOException
    {
        requireDirectory(file.getParent());
        if (disk.file(file.toString()) != null)
        {
            perform(new Step.Delete(file.toString()));
        }
        final int id = disk.nextId();
        perform(new Step.Create(file.toString(), id, (int)length, PosixFilePermissions.toString(permissions)));
        final byte[] bytes = new byte[head.remaining()];
        head.duplicate().get(bytes);
        final int half = bytes.length / 2;
        perform(new Step.Write(id, 0, Arrays.copyOf(bytes, half)));
        perform(new Step.Write(id, half, Arrays.copyOfRange(bytes, half, bytes.length)));
        if (!forced)
        {
            perform(new Step.Extend(id, (int)length));
            perform(new Step.ForceFile(id, 0, (int)length));
            // Zeros that are really written change nothing that can be read.
            mayFail(file);
            return;
        }
        if (length > bytes.length)
        {
            perform(new Step.Extend(id, (int)(bytes.length + length) / 2));
            mayFail(file);
            perform(new Step.Extend(id, (int)length));
        }
        perform(new Step.ForceFile(id, 0, (int)length));
    }

    @Override
    public void fillHoles(final Path file) throws IOException
    {
        final DiskFile found = requireFile(file);
        final byte[] first = new byte[found.length() / 2];
        final byte[] second = new byte[found.length() - first.length];
        found.memory().get(0, first).get(first.length, second);
        perform(new Step.Write(found.id(), 0, first));
        mayFail(file);
        perform(new Step.Write(found.id(), first.length, second));
    }

    /** Throws where the disk is to be full in the middle of an allocation. */
    protected void mayFail(final Path file) throws IOException
    {
        // As long as there is room.
    }

    @Override
    public void rename(final Path from, final Path to) throws IOException
    {
        requireFile(from);
        perform(new Step.Rename(from.toString(), to.toString()));
    }

    @Override
    public void delete(final Path file) throws IOException
    {
        requireFile(file);
        perform(new Step.Delete(file.toString()));
    }

    @Override
    public void forceDirectory(final Path directory) throws IOException
    {
        requireDirectory(directory);
        perform(new Step.ForceDirectory(directory.toString()));
    }

    @Override
    public Mapping map(final Path file, final boolean writable, final long length, final boolean eagerUnmapping)
        throws IOException
    {
        final DiskFile found = requireFile(file);
        if (found.length() < length)
        {
            throw new IOException("file is too short: expected " + length + " bytes, found " + found.length());
        }
        final ByteBuffer memory = found.memory().slice(0, (int)length);
        return MemoryMapping.of(writable ? memory : memory.asReadOnlyBuffer());
    }

    @Override
    public void force(final MappedByteBuffer memory, final int index, final int length) throws IOException
    {
        perform(new Step.ForceFile(disk.mappedBy(memory).id(), index, length));
    }

    @Override
    public void createEmpty(final Path file, final Set<PosixFilePermission> permissions) throws IOException
    {
        requireDirectory(file.getParent());
        if (disk.file(file.toString()) == null)
        {
            perform(new Step.Create(file.toString(), disk.nextId(), 0, PosixFilePermissions.toString(permissions)));
        }
    }

    @Override
    public FileChannel lock(final Path file) throws IOException
    {
        final DiskFile found = requireFile(file);
        if (locks.containsValue(found))
        {
            return null;
        }
        final FileChannel channel = new LockedMemory();
        locks.put(channel, found);
        perform(new Step.Lock(found.id(), true));
        return channel;
    }

    @Override
    public void unlock(final FileChannel file) throws IOException
    {
        file.close();
        perform(new Step.Lock(locks.remove(file).id(), false));
    }

    /**
     * The process ended: closes what it had locked, and makes this JVM forget that it was the owner, or a reader, as
     * its end would have.
     */
    public final void forgetLocks()
    {
        locks.keySet().forEach(channel -> {
            try
            {
                channel.close();
            }
            catch (final IOException ex)
            {
                throw new UncheckedIOException(ex);
            }
        });
        locks.clear();
        System.getProperties().keySet().removeIf(key -> key.toString().startsWith(REGISTRY_PREFIX + keyPrefix()));
    }

    @Override
    public String fileSystem(final Path path)
    {
        return "memory";
    }

    private DiskFile requireFile(final Path file) throws IOException
    {
        final DiskFile found = disk.file(file.toString());
        if (found == null)
        {
            throw new NoSuchFileException(file.toString());
        }
        return found;
    }

    private void requireDirectory(final Path directory) throws IOException
    {
        if (disk.directory(directory.toString()) == null)
        {
            if (disk.file(directory.toString()) != null)
            {
                throw new FileAlreadyExistsException(directory.toString());
            }
            throw new NoSuchFileException(directory.toString());
        }
    }
}
