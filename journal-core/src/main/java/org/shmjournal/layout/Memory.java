package org.shmjournal.layout;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The one class through which the journal stores to mapped memory, and loads from it. Little-endian, absolute indexes
 * in bytes, {@code long} access naturally aligned where an order is promised.
 * <p>
 * What an encoder or the holder of a claim stores into the space that it was given is the only store to a map that is
 * not made here; it becomes visible by a {@link #putLongRelease} that is.
 * <p>
 * Only buffers off the heap, as {@link #image} says why. Any thread; the order of each access is in its name.
 */
public final class Memory
{
    /** The unit in which an operating system maps memory, and in which it is touched. */
    public static final int PAGE_SIZE = 4096;

    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class,
        ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private Memory()
    {
    }

    /**
     * Zeros for the image of something that is to be written to a file, little-endian. Off the heap, as all that is
     * accessed here: the JIT finds out that no array was ever under such an access, and so needs no barriers around it.
     * A single one to a buffer on the heap would take that from every record that this process writes.
     */
    public static ByteBuffer image(final int length)
    {
        return ByteBuffer.allocateDirect(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Plain load of a {@code long}. */
    public static long longAt(final ByteBuffer memory, final int index)
    {
        assert memory.isDirect();
        return (long)LONGS.get(memory, index);
    }

    /** Plain load of an {@code int}. */
    public static int intAt(final ByteBuffer memory, final int index)
    {
        assert memory.isDirect();
        return (int)INTS.get(memory, index);
    }

    /** Load-acquire; pairs with {@link #putLongRelease}: what was stored before that is visible after this. */
    public static long longAcquire(final ByteBuffer memory, final int index)
    {
        assert memory.isDirect();
        return (long)LONGS.getAcquire(memory, index);
    }

    /** Plain store of a {@code long}. */
    public static void putLong(final ByteBuffer memory, final int index, final long value)
    {
        assert memory.isDirect();
        LONGS.set(memory, index, value);
    }

    /** Plain store of an {@code int}. */
    public static void putInt(final ByteBuffer memory, final int index, final int value)
    {
        assert memory.isDirect();
        INTS.set(memory, index, value);
    }

    /** Store-release; pairs with {@link #longAcquire}. */
    public static void putLongRelease(final ByteBuffer memory, final int index, final long value)
    {
        assert memory.isDirect();
        LONGS.setRelease(memory, index, value);
    }

    /** Adds to a {@code long} at once, with a full fence: stores before it are seen before loads behind it happen. */
    public static void add(final ByteBuffer memory, final int index, final long increment)
    {
        LONGS.getAndAdd(memory, index, increment);
    }

    /** Volatile compare-and-set of a {@code long}; false, and nothing was stored, when it was not {@code expected}. */
    public static boolean compareAndSetLong(
        final ByteBuffer memory, final int index, final long expected, final long value)
    {
        return LONGS.compareAndSet(memory, index, expected, value);
    }

    /** Plain bulk store of {@code length} bytes of {@code source}, whose position stays. */
    public static void putBytes(
        final ByteBuffer memory, final int index, final ByteBuffer source, final int sourceIndex, final int length)
    {
        memory.put(index, source, sourceIndex, length);
    }

    /**
     * Makes every page from {@code from} to {@code to} present and writable, without changing a byte that another
     * thread may be storing: a compare-and-set of 0 by 0, one a page.
     */
    public static void touch(final ByteBuffer memory, final int from, final int to)
    {
        for (int index = from; index < to; index += PAGE_SIZE)
        {
            LONGS.compareAndSet(memory, index, 0L, 0L);
        }
    }

    /** Plain stores of zero from {@code from} to {@code to}, which are multiples of 8. */
    public static void zero(final ByteBuffer memory, final int from, final int to)
    {
        for (int index = from; index < to; index += Long.BYTES)
        {
            LONGS.set(memory, index, 0L);
        }
    }

    /**
     * Stores one word of each page from {@code from} to {@code to} as it is, so that the next force writes the page
     * even if the kernel takes it for clean. Only where nobody else stores.
     */
    public static void storeAgain(final ByteBuffer memory, final int from, final int to)
    {
        for (int index = from & -PAGE_SIZE; index < to; index += PAGE_SIZE)
        {
            LONGS.setVolatile(memory, index, (long)LONGS.getVolatile(memory, index));
        }
    }
}
