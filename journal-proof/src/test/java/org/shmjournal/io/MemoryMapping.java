package org.shmjournal.io;

import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;

/** Gives out direct memory as the map of a file. */
public final class MemoryMapping
{
    private MemoryMapping()
    {
    }

    /** A map that nothing needs to end. */
    public static Mapping of(final ByteBuffer memory)
    {
        // A direct buffer of the JDK is a MappedByteBuffer, if one that was never mapped.
        return new Mapping((MappedByteBuffer)memory, null);
    }
}
