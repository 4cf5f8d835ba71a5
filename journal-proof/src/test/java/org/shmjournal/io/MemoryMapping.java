package org.shmjournal.io;

import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;

/** Gives out direct memory as the map of a file. */
public final class MemoryMapping
{
    private MemoryMapping()
    {
    }

    /** A map that may end, for whoever maps the file anew, and leaves the memory as it is. */
    public static Mapping of(final ByteBuffer memory)
    {
        // A direct buffer of the JDK is a MappedByteBuffer, if one that was never mapped.
        return new Mapping((MappedByteBuffer)memory, () -> {
        });
    }
}
