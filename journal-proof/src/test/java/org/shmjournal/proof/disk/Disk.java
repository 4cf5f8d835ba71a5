package org.shmjournal.proof.disk;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Directories and files, all of it in one block of direct memory, so that a copy of a disk costs some microseconds and
 * a buffer's address tells the file that it maps. One thread.
 */
public final class Disk
{
    /** The directory that is always there. */
    public static final String ROOT = "/disk";

    private static final int PAGE_SIZE = 4096;
    private static final int ADDRESS_UNIT = 1 << 30;

    private final ByteBuffer arena;
    private final int arenaAddress;
    private final Map<String, String> directories = new TreeMap<>();
    private final Map<String, DiskFile> names = new TreeMap<>();
    private final Map<Integer, DiskFile> files = new HashMap<>();
    private final TreeMap<Integer, DiskFile> starts = new TreeMap<>();
    private int used;
    private int nextId;

    /** Empty, with room for so many bytes. */
    public Disk(final int capacity)
    {
        arena = ByteBuffer.allocateDirect(capacity + PAGE_SIZE).alignedSlice(PAGE_SIZE);
        arenaAddress = arena.alignmentOffset(0, ADDRESS_UNIT);
        clear();
    }

    /** Nothing but {@link #ROOT}. */
    public void clear()
    {
        directories.clear();
        names.clear();
        files.clear();
        starts.clear();
        used = 0;
        nextId = 1;
        directories.put(ROOT, "rwxr-xr-x");
    }

    /** Makes this what another one is; files without a name are left out. */
    public void copyOf(final Disk other)
    {
        clear();
        directories.putAll(other.directories);
        for (final Map.Entry<String, DiskFile> entry : other.names.entrySet())
        {
            final DiskFile from = entry.getValue();
            final DiskFile to = allocate(from.id(), from.capacity(), from.mode());
            to.memory().put(0, from.memory(), 0, from.length());
            clear(to.memory(), from.length());
            to.extend(from.length());
            names.put(entry.getKey(), to);
        }
        nextId = other.nextId;
    }

    /** The id of the next file. */
    public int nextId()
    {
        return nextId;
    }

    /** Makes a directory. */
    public void makeDirectory(final String path, final String mode)
    {
        directories.put(path, mode);
    }

    /** Makes an empty file that can grow to {@code capacity} zeros. */
    public void create(final String path, final int id, final int capacity, final String mode)
    {
        final DiskFile file = allocate(id, capacity, mode);
        clear(file.memory(), 0);
        names.put(path, file);
    }

    /** Stores bytes, growing the file if need be. */
    public void write(final int id, final int index, final byte[] bytes)
    {
        final DiskFile file = files.get(id);
        file.memory().put(index, bytes);
        file.extend(index + bytes.length);
    }

    /** Grows a file by zeros. */
    public void extend(final int id, final int length)
    {
        files.get(id).extend(length);
    }

    /** Gives a file another name, in place of what has it. */
    public void rename(final String from, final String to)
    {
        names.put(to, names.remove(from));
    }

    /** Takes a file its name. */
    public void delete(final String path)
    {
        names.remove(path);
    }

    /** The file of this name, or null. */
    public DiskFile file(final String path)
    {
        return names.get(path);
    }

    /** The file with this id, whether it still has a name or not. */
    public DiskFile file(final int id)
    {
        return files.get(id);
    }

    /** The name of a file, or an empty one when it has none any more. */
    public String nameOf(final DiskFile file)
    {
        for (final Map.Entry<String, DiskFile> entry : names.entrySet())
        {
            if (entry.getValue() == file)
            {
                return entry.getKey();
            }
        }
        return "";
    }

    /** The mode of a directory, or null. */
    String directory(final String path)
    {
        return directories.get(path);
    }

    /** The names of the files in a directory; nobody looks for directories in one. */
    public List<String> list(final String directory)
    {
        final String prefix = directory + "/";
        return names.keySet().stream()
            .filter(path -> path.startsWith(prefix))
            .map(path -> path.substring(prefix.length()))
            .filter(name -> name.indexOf('/') < 0)
            .toList();
    }

    /** The file that a buffer maps from its beginning, as does any duplicate of such a one; null when it is none. */
    public DiskFile mappedBy(final ByteBuffer memory)
    {
        if (!memory.isDirect())
        {
            return null;
        }
        final DiskFile file = starts.get(distance(memory));
        return file != null && file.length() == memory.capacity() && isSame(file.memory(), 0, memory) ? file : null;
    }

    /** The file that a buffer maps a slice of, as claims are filled by; null when it is none. */
    public DiskFile slicedBy(final ByteBuffer memory)
    {
        if (!memory.isDirect() || memory.capacity() == 0)
        {
            return null;
        }
        final Map.Entry<Integer, DiskFile> before = starts.floorEntry(distance(memory));
        if (before == null)
        {
            return null;
        }
        final DiskFile file = before.getValue();
        final int index = distance(memory) - before.getKey();
        return index + memory.capacity() <= file.length() && isSame(file.memory(), index, memory) ? file : null;
    }

    /** Where in the file that it is a slice of a buffer begins. */
    public int indexOf(final ByteBuffer slice)
    {
        return distance(slice) - starts.floorKey(distance(slice));
    }

    private int distance(final ByteBuffer memory)
    {
        return memory.alignmentOffset(0, ADDRESS_UNIT) - arenaAddress & ADDRESS_UNIT - 1;
    }

    /** The address was compared modulo 1 GiB: a byte that changes in both at once is one byte. */
    private static boolean isSame(final ByteBuffer file, final int index, final ByteBuffer memory)
    {
        final byte before = file.get(index);
        file.put(index, (byte)~before);
        final boolean same = memory.get(0) == (byte)~before;
        file.put(index, before);
        return same;
    }

    private DiskFile allocate(final int id, final int capacity, final String mode)
    {
        final ByteBuffer memory = arena.slice(used, capacity).order(ByteOrder.LITTLE_ENDIAN);
        final DiskFile file = new DiskFile(id, used, memory, mode);
        files.put(id, file);
        starts.put(used, file);
        // At least a page, so that no two files begin at one address.
        used += Math.max(PAGE_SIZE, capacity + PAGE_SIZE - 1 & -PAGE_SIZE);
        nextId = Math.max(nextId, id + 1);
        return file;
    }

    private static void clear(final ByteBuffer memory, final int from)
    {
        final int longs = from + Long.BYTES - 1 & -Long.BYTES;
        for (int i = from; i < Math.min(longs, memory.capacity()); i++)
        {
            memory.put(i, (byte)0);
        }
        int index = longs;
        for (; index <= memory.capacity() - Long.BYTES; index += Long.BYTES)
        {
            memory.putLong(index, 0L);
        }
        for (; index < memory.capacity(); index++)
        {
            memory.put(index, (byte)0);
        }
    }
}
