package org.shmjournal.io;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;

/**
 * Ends a map at once on JDK 17 to 21, for those who asked for it, or know that nobody has it. {@code sun.misc.Unsafe}
 * is reached by reflection, and only here: it needs no flag for this one method, and no JDK of that range warns.
 */
final class EagerUnmapping
{
    private static final Object UNSAFE;
    private static final Method INVOKE_CLEANER;

    static
    {
        try
        {
            final Class<?> unsafe = Class.forName("sun.misc.Unsafe");
            final Field instance = unsafe.getDeclaredField("theUnsafe");
            instance.setAccessible(true);
            UNSAFE = instance.get(null);
            INVOKE_CLEANER = unsafe.getMethod("invokeCleaner", ByteBuffer.class);
        }
        catch (final ReflectiveOperationException ex)
        {
            throw new ExceptionInInitializerError(ex);
        }
    }

    private EagerUnmapping()
    {
    }

    static void unmap(final MappedByteBuffer memory) throws ReflectiveOperationException
    {
        INVOKE_CLEANER.invoke(UNSAFE, memory);
    }
}
