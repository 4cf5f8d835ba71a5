package org.shmjournal.cli.input;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;

/**
 * The part of the input that is in memory: what has not been taken yet stands from {@link #start()} to {@link #end()}.
 * Grows only when a record is longer than the block.
 */
public final class InputBlock
{
    /** One block; large enough to make system calls rare, small enough to stay in a core's cache. */
    static final int DEFAULT_CAPACITY = 1 << 20;

    private ByteBuffer buffer;
    private ByteBuffer view;
    private int start;
    private int end;

    /** A block of the usual capacity. */
    public InputBlock()
    {
        this(DEFAULT_CAPACITY);
    }

    InputBlock(final int capacity)
    {
        allocate(capacity);
    }

    /** Reads more behind what is there; false at the end of the input. */
    public boolean fill(final ReadableByteChannel input) throws IOException
    {
        makeRoom();
        buffer.limit(buffer.capacity()).position(end);
        final int read = input.read(buffer);
        if (read < 0)
        {
            return false;
        }
        end += read;

        return true;
    }

    /** The bytes, little-endian, for absolute access. */
    public ByteBuffer bytes()
    {
        return buffer;
    }

    /** Index of the first byte that is not taken. */
    public int start()
    {
        return start;
    }

    /** Index behind the last byte. */
    public int end()
    {
        return end;
    }

    /** Bytes that are not taken. */
    public int length()
    {
        return end - start;
    }

    /** A view from one index to another, valid until the next call. */
    public ByteBuffer view(final int from, final int to)
    {
        return view.limit(to).position(from);
    }

    /** All before {@code index} is done with. */
    public void take(final int index)
    {
        start = index;
    }

    /** Puts one byte behind what is there. */
    void append(final byte value)
    {
        makeRoom();
        buffer.put(end++, value);
    }

    private void makeRoom()
    {
        if (start == end)
        {
            start = 0;
            end = 0;
        }
        // Not only when it is full, so that no read gets a few bytes only.
        if (buffer.capacity() - end < Math.max(1, buffer.capacity() / 4))
        {
            if (length() > buffer.capacity() / 2)
            {
                grow();
            }
            else
            {
                moveToFront(buffer);
            }
        }
    }

    private void grow()
    {
        final ByteBuffer old = buffer;
        allocate((int)Math.min(2L * old.capacity(), Integer.MAX_VALUE - 8));
        moveToFront(old);
    }

    private void moveToFront(final ByteBuffer from)
    {
        final int length = length();
        buffer.put(0, from, start, length);
        start = 0;
        end = length;
    }

    private void allocate(final int capacity)
    {
        buffer = ByteBuffer.allocateDirect(capacity).order(ByteOrder.LITTLE_ENDIAN);
        view = buffer.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }
}
