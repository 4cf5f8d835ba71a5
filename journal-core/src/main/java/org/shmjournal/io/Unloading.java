package org.shmjournal.io;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.Buffer;
import java.nio.MappedByteBuffer;

/**
 * Takes the pages from a map and leaves it as it is: what is used later is mapped anew. {@code MemorySegment.unload},
 * which JDK 22 brought; reached by method handles, since the journal compiles on 17.
 */
final class Unloading
{
    private static final MethodHandle OF_BUFFER;
    private static final MethodHandle IS_MAPPED;
    private static final MethodHandle UNLOAD;

    static
    {
        MethodHandle ofBuffer = null;
        MethodHandle isMapped = null;
        MethodHandle unload = null;
        if (Runtime.version().feature() >= 22)
        {
            try
            {
                final MethodHandles.Lookup lookup = MethodHandles.publicLookup();
                final Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
                ofBuffer = lookup.findStatic(segment, "ofBuffer", MethodType.methodType(segment, Buffer.class))
                    .asType(MethodType.methodType(Object.class, Buffer.class));
                isMapped = lookup.findVirtual(segment, "isMapped", MethodType.methodType(boolean.class))
                    .asType(MethodType.methodType(boolean.class, Object.class));
                unload = lookup.findVirtual(segment, "unload", MethodType.methodType(void.class))
                    .asType(MethodType.methodType(void.class, Object.class));
            }
            catch (final ReflectiveOperationException ex)
            {
                throw new ExceptionInInitializerError(ex);
            }
        }
        OF_BUFFER = ofBuffer;
        IS_MAPPED = isMapped;
        UNLOAD = unload;
    }

    private Unloading()
    {
    }

    /** False where that cannot be done: before JDK 22, of what is no map, or of one that is locked in memory. */
    static boolean unload(final MappedByteBuffer memory)
    {
        if (UNLOAD == null)
        {
            return false;
        }
        try
        {
            final Object segment = (Object)OF_BUFFER.invokeExact((Buffer)memory.duplicate().clear());
            if (!(boolean)IS_MAPPED.invokeExact(segment))
            {
                return false;
            }
            UNLOAD.invokeExact(segment);
            return true;
        }
        catch (final RuntimeException | Error ex)
        {
            throw ex;
        }
        catch (final IOException ex)
        {
            // Thrown though not declared: the kernel takes no page from a process that has locked all of its memory.
            return false;
        }
        catch (final Throwable ex)
        {
            throw new IllegalStateException("cannot unload", ex);
        }
    }
}
