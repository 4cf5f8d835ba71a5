package org.shmjournal.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.BitUtil;

/**
 * Files that are nothing but memory, all in one directory: for tests that open a channel a million times. Who maps one
 * gets the very bytes, to read only or to write. One thread at a time.
 */
public final class MemoryFiles implements FileOperations
{
    private static final AtomicLong INSTANCES = new AtomicLong();

    private final Map<Path, ByteBuffer> files = new HashMap<>();
    private final Deque<ByteBuffer> spare = new ArrayDeque<>();
    private final Set<Path> directories = new HashSet<>();
    private final Map<Path, String> keys = new HashMap<>();
    private final long instance = INSTANCES.incrementAndGet();
    private final Path directory;
    private final Status directoryStatus;

    /** All in this directory, which is there with its first file. */
    public MemoryFiles(final Path directory)
    {
        this.directory = directory;
        this.directoryStatus = new Status(Kind.DIRECTORY, 0, key(directory), "rwx------");
    }

    private String key(final Path path)
    {
        return instance + ":" + path;
    }

    /** Puts a file there, in place of another of the same name. */
    public void put(final Path file, final byte[] bytes)
    {
        final ByteBuffer before = files.get(file);
        final ByteBuffer memory = before != null && before.limit() == bytes.length ? before : take(file, bytes.length);
        memory.put(0, bytes);
        files.put(file, memory);
    }

    /** The bytes of a file, big-endian. */
    public ByteBuffer memory(final Path file)
    {
        return files.get(file);
    }

    /** Cuts a file off. */
    public void truncate(final Path file, final int length)
    {
        files.get(file).limit(length);
    }

    /** The paths of all files. */
    public List<Path> paths()
    {
        return List.copyOf(files.keySet());
    }

    /**
     * Memory is used again, since the collector is slow to give it back. Its capacity is a power of two, so that files
     * of ever other lengths find what the ones before them left.
     */
    private ByteBuffer take(final Path file, final int length)
    {
        drop(file);
        final int capacity = BitUtil.findNextPositivePowerOfTwo(length);
        for (final Iterator<ByteBuffer> each = spare.iterator(); each.hasNext();)
        {
            final ByteBuffer memory = each.next();
            if (memory.capacity() == capacity)
            {
                each.remove();
                return memory.clear().limit(length);
            }
        }
        return ByteBuffer.allocateDirect(capacity).limit(length);
    }

    private void drop(final Path file)
    {
        final ByteBuffer memory = files.remove(file);
        if (memory != null)
        {
            spare.add(memory);
        }
    }

    /** Takes a file away. */
    public void remove(final Path file)
    {
        drop(file);
    }

    @Override
    public Status status(final Path path)
    {
        final ByteBuffer memory = files.get(path);
        if (memory != null)
        {
            return new Status(Kind.FILE, memory.limit(), keys.computeIfAbsent(path, this::key), "rw-------");
        }
        if (directory.equals(path))
        {
            return files.isEmpty() ? null : directoryStatus;
        }
        return path.startsWith(directory) && files.keySet().stream().anyMatch(file -> file.startsWith(path)) ||
            directories.contains(path) ? new Status(Kind.DIRECTORY, 0, key(path), "rwx------") : null;
    }

    @Override
    public List<String> list(final Path path)
    {
        final List<String> names = new ArrayList<>();
        files.keySet().stream()
            .filter(file -> path.equals(file.getParent()))
            .forEach(file -> names.add(file.getFileName().toString()));
        return names;
    }

    @Override
    public void createDirectory(final Path path, final Set<PosixFilePermission> permissions)
    {
        directories.add(path);
    }

    @Override
    public void allocate(
        final Path file,
        final long length,
        final ByteBuffer head,
        final boolean forced,
        final Set<PosixFilePermission> permissions)
    {
        put(file, new byte[(int)length]);
        files.get(file).put(0, head, head.position(), head.remaining());
    }

    @Override
    public void fillHoles(final Path file)
    {
        // Memory has none.
    }

    @Override
    public void rename(final Path from, final Path to) throws IOException
    {
        final ByteBuffer memory = files.remove(from);
        if (memory == null)
        {
            throw new NoSuchFileException(from.toString());
        }
        drop(to);
        files.put(to, memory);
    }

    @Override
    public void delete(final Path file) throws IOException
    {
        if (!files.containsKey(file))
        {
            throw new NoSuchFileException(file.toString());
        }
        drop(file);
    }

    @Override
    public void forceDirectory(final Path path)
    {
        // There is no disk.
    }

    @Override
    public Mapping map(final Path file, final boolean writable, final long length, final boolean eagerUnmapping)
        throws IOException
    {
        final ByteBuffer memory = files.get(file);
        if (memory == null)
        {
            throw new NoSuchFileException(file.toString());
        }
        if (memory.limit() < length)
        {
            throw new IOException("file is too short: expected " + length + " bytes, found " + memory.limit());
        }
        final ByteBuffer mapped = memory.slice(0, (int)length);
        return new Mapping((MappedByteBuffer)(writable ? mapped : mapped.asReadOnlyBuffer()), null);
    }

    @Override
    public void force(final MappedByteBuffer memory, final int index, final int length)
    {
        // As above.
    }

    @Override
    public void createEmpty(final Path file, final Set<PosixFilePermission> permissions) throws IOException
    {
        if (!files.containsKey(file))
        {
            put(file, new byte[0]);
        }
        else if (files.get(file).limit() != 0)
        {
            throw new FileAlreadyExistsException(file.toString());
        }
    }

    /** Who has the lock is known from the registry of this JVM alone. */
    @Override
    public FileChannel lock(final Path file)
    {
        return new LockedMemory();
    }

    @Override
    public void unlock(final FileChannel file) throws IOException
    {
        file.close();
    }

    @Override
    public String fileSystem(final Path path)
    {
        return "memory";
    }
}
