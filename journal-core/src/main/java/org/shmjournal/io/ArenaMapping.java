package org.shmjournal.io;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;

/** Maps into a shared arena, which JDK 22 brought; reached by method handles, since the journal compiles on 17. */
final class ArenaMapping
{
    private static final MethodHandle OF_SHARED;
    private static final MethodHandle MAP;
    private static final MethodHandle AS_BYTE_BUFFER;

    static
    {
        MethodHandle ofShared = null;
        MethodHandle map = null;
        MethodHandle asByteBuffer = null;
        if (Runtime.version().feature() >= 22)
        {
            try
            {
                final MethodHandles.Lookup lookup = MethodHandles.publicLookup();
                final Class<?> arena = Class.forName("java.lang.foreign.Arena");
                final Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
                ofShared = lookup.findStatic(arena, "ofShared", MethodType.methodType(arena))
                    .asType(MethodType.methodType(AutoCloseable.class));
                map = lookup.findVirtual(FileChannel.class, "map",
                    MethodType.methodType(segment, FileChannel.MapMode.class, long.class, long.class, arena))
                    .asType(MethodType.methodType(Object.class, FileChannel.class, FileChannel.MapMode.class,
                        long.class, long.class, AutoCloseable.class));
                asByteBuffer = lookup.findVirtual(segment, "asByteBuffer", MethodType.methodType(ByteBuffer.class))
                    .asType(MethodType.methodType(ByteBuffer.class, Object.class));
            }
            catch (final ReflectiveOperationException ex)
            {
                throw new ExceptionInInitializerError(ex);
            }
        }
        OF_SHARED = ofShared;
        MAP = map;
        AS_BYTE_BUFFER = asByteBuffer;
    }

    private ArenaMapping()
    {
    }

    static boolean isSupported()
    {
        return OF_SHARED != null;
    }

    static Mapping map(final FileChannel file, final FileChannel.MapMode mode, final long length) throws IOException
    {
        AutoCloseable arena = null;
        try
        {
            arena = (AutoCloseable)OF_SHARED.invokeExact();
            final Object segment = (Object)MAP.invokeExact(file, mode, 0L, length, arena);
            final ByteBuffer memory = (ByteBuffer)AS_BYTE_BUFFER.invokeExact(segment);
            final Mapping mapping = new Mapping((MappedByteBuffer)memory, arena);
            arena = null;
            return mapping;
        }
        catch (final IOException | RuntimeException | Error ex)
        {
            throw ex;
        }
        catch (final Throwable ex)
        {
            throw new IOException(ex);
        }
        finally
        {
            close(arena);
        }
    }

    private static void close(final AutoCloseable arena) throws IOException
    {
        if (arena != null)
        {
            try
            {
                arena.close();
            }
            catch (final Exception ex)
            {
                throw new IOException(ex);
            }
        }
    }
}
