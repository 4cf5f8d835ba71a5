package org.shmjournal.layout;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Stands in for the shipped class of this name, so that every store can be seen: does what that does, then tells
 * {@link Stores}. A test holds that its methods are the shipped ones'.
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

    /** Zeros for the image of something that is to be written to a file, little-endian, off the heap. */
    public static ByteBuffer image(final int length)
    {
        return ByteBuffer.allocateDirect(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Plain load of a {@code long}. */
    public static long longAt(final ByteBuffer memory, final int index)
    {
        return (long)LONGS.get(memory, index);
    }

    /** Plain load of an {@code int}. */
    public static int intAt(final ByteBuffer memory, final int index)
    {
        return (int)INTS.get(memory, index);
    }

    /** Load-acquire; pairs with {@link #putLongRelease}: what was stored before that is visible after this. */
    public static long longAcquire(final ByteBuffer memory, final int index)
    {
        return (long)LONGS.getAcquire(memory, index);
    }

    /** Plain store of a {@code long}. */
    public static void putLong(final ByteBuffer memory, final int index, final long value)
    {
        LONGS.set(memory, index, value);
        Stores.tell(memory, index, Long.BYTES, "putLong");
    }

    /** Plain store of an {@code int}. */
    public static void putInt(final ByteBuffer memory, final int index, final int value)
    {
        INTS.set(memory, index, value);
        Stores.tell(memory, index, Integer.BYTES, "putInt");
    }

    /** Store-release; pairs with {@link #longAcquire}. */
    public static void putLongRelease(final ByteBuffer memory, final int index, final long value)
    {
        LONGS.setRelease(memory, index, value);
        Stores.tell(memory, index, Long.BYTES, "putLongRelease");
    }

    /** Volatile compare-and-set of a {@code long}; false, and nothing was stored, when it was not {@code expected}. */
    public static boolean compareAndSetLong(
        final ByteBuffer memory, final int index, final long expected, final long value)
    {
        final boolean stored = LONGS.compareAndSet(memory, index, expected, value);
        if (stored)
        {
            Stores.tell(memory, index, Long.BYTES, "compareAndSetLong");
        }
        return stored;
    }

    /** Adds to a {@code long} at once, with a full fence: stores before it are visible before later loads. */
    public static void add(final ByteBuffer memory, final int index, final long increment)
    {
        LONGS.getAndAdd(memory, index, increment);
        Stores.tell(memory, index, Long.BYTES, "add");
    }

    /** Plain bulk store of {@code length} bytes of {@code source}, whose position stays. */
    public static void putBytes(
        final ByteBuffer memory, final int index, final ByteBuffer source, final int sourceIndex, final int length)
    {
        memory.put(index, source, sourceIndex, length);
        Stores.tell(memory, index, length, "putBytes");
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
        Stores.tell(memory, from, 0, "touch");
    }

    /** Plain stores of zero from {@code from} to {@code to}, which are multiples of 8. */
    public static void zero(final ByteBuffer memory, final int from, final int to)
    {
        for (int index = from; index < to; index += Long.BYTES)
        {
            LONGS.set(memory, index, 0L);
        }
        Stores.tell(memory, from, to - from, "zero");
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
        Stores.tell(memory, from, 0, "storeAgain");
    }
}
