package org.shmjournal;

import org.shmjournal.io.Mapping;

/**
 * Keeps the memory behind the slices of a {@link VectoredWrite} mapped, so that whoever still refers to it can read it:
 * code that is not Java's, for example, or a write of the same bytes to somewhere else. The map ends when writer and
 * channel have let it go and the last guard is closed, and whoever is last ends it: that takes some microseconds, and
 * on JDK 22 and later longer. A guard that is never closed keeps it for the life of the process there; on 17 to 21 the
 * collector ends it, unless the user opted in to eager unmapping.
 * <p>
 * What was committed stays as it is in a channel that does not recycle segments, whether its files are deleted or not.
 * In a ring it stays until the slot is recycled; a guard holds no writer back. What was not committed may be anything.
 * <p>
 * Any thread. After the last guard was closed, nobody may use the slices: on JDK 22 and later that is an
 * {@link IllegalStateException}, and with eager unmapping on 17 to 21 it crashes the process.
 */
public final class MemoryGuard implements AutoCloseable
{
    /** Null for memory that is the collector's. */
    private final Mapping mapping;

    MemoryGuard(final Mapping mapping)
    {
        this.mapping = mapping;
    }

    /** Keeps it no longer. The second time is a no-op. */
    @Override
    public void close()
    {
        if (mapping != null)
        {
            mapping.close();
        }
    }
}
