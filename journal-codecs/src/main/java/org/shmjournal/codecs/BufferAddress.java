package org.shmjournal.codecs;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import net.openhft.chronicle.core.Jvm;

/**
 * Where a direct buffer begins in memory. The last one is remembered, since it changes with the segment only. One
 * thread at a time.
 */
final class BufferAddress
{
    /** (ByteBuffer) to the MemorySegment of what lies between position and limit; null before JDK 22. */
    private static final MethodHandle OF_BUFFER;
    private static final MethodHandle ADDRESS;

    static
    {
        MethodHandle ofBuffer = null;
        MethodHandle address = null;
        try
        {
            if (Runtime.version().feature() >= 22)
            {
                final Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
                final MethodHandles.Lookup lookup = MethodHandles.publicLookup();
                ofBuffer = lookup.findStatic(segment, "ofBuffer",
                    MethodType.methodType(segment, java.nio.Buffer.class))
                    .asType(MethodType.methodType(Object.class, ByteBuffer.class));
                address = lookup.findVirtual(segment, "address", MethodType.methodType(long.class))
                    .asType(MethodType.methodType(long.class, Object.class));
            }
        }
        catch (final ReflectiveOperationException ex)
        {
            throw new ExceptionInInitializerError(ex);
        }
        OF_BUFFER = ofBuffer;
        ADDRESS = address;
    }

    private ByteBuffer last;
    private long lastAddress;

    /** The address of index 0. */
    long of(final ByteBuffer buffer)
    {
        if (buffer != last)
        {
            lastAddress = OF_BUFFER == null ? Jvm.address(buffer) : ofSegment(buffer);
            last = buffer;
        }
        return lastAddress;
    }

    private static long ofSegment(final ByteBuffer buffer)
    {
        try
        {
            return (long)ADDRESS.invokeExact((Object)OF_BUFFER.invokeExact(buffer)) - buffer.position();
        }
        catch (final RuntimeException | Error ex)
        {
            throw ex;
        }
        catch (final Throwable ex)
        {
            throw new IllegalStateException(ex);
        }
    }
}
