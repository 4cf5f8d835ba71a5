package org.shmjournal.proof.disk;

import java.nio.ByteBuffer;

/** A file: it keeps its id through every rename. Its memory is that of the disk. */
public final class DiskFile
{
    private final int id;
    private final int start;
    private final ByteBuffer memory;
    private final String mode;
    private int length;

    DiskFile(final int id, final int start, final ByteBuffer memory, final String mode)
    {
        this.id = id;
        this.start = start;
        this.memory = memory;
        this.mode = mode;
    }

    /** What stands for the inode number. */
    public int id()
    {
        return id;
    }

    /** How long it is now. */
    public int length()
    {
        return length;
    }

    /** The most that it can grow to. */
    public int capacity()
    {
        return memory.capacity();
    }

    /** Its bytes, and the room in which it can grow. */
    public ByteBuffer memory()
    {
        return memory;
    }

    String mode()
    {
        return mode;
    }

    int start()
    {
        return start;
    }

    void extend(final int newLength)
    {
        length = Math.max(length, newLength);
    }
}
