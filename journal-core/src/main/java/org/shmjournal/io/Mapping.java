package org.shmjournal.io;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;

/**
 * A map of a file, and how it ends. One small class hides the difference between the JDKs: from 22 on the map belongs
 * to a shared arena, ends when it is closed, and a use after that is an {@link IllegalStateException}. Before 22 it
 * ends when the collector finds it, unless the user opted in to eager unmapping, with which a use after it ends
 * crashes the process.
 */
public final class Mapping implements AutoCloseable
{
    private final MappedByteBuffer memory;
    private final boolean copy;
    private AutoCloseable end;

    Mapping(final MappedByteBuffer memory, final AutoCloseable end)
    {
        this(memory, end, false);
    }

    private Mapping(final MappedByteBuffer memory, final AutoCloseable end, final boolean copy)
    {
        this.memory = memory;
        this.end = end;
        this.copy = copy;
    }

    /** What stands in for a map of a file: its bytes at one moment. */
    static Mapping ofCopy(final MappedByteBuffer memory)
    {
        return new Mapping(memory, null, true);
    }

    static Mapping of(
        final FileChannel file, final FileChannel.MapMode mode, final long length, final boolean eagerUnmapping)
        throws IOException
    {
        if (ArenaMapping.isSupported())
        {
            return ArenaMapping.map(file, mode, length);
        }

        final MappedByteBuffer memory = file.map(mode, 0, length);
        return new Mapping(memory, eagerUnmapping ? () -> EagerUnmapping.unmap(memory) : null);
    }

    /** The mapped bytes; big-endian as it comes, position 0, limit at the end. */
    public MappedByteBuffer memory()
    {
        return memory;
    }

    /** Whether the bytes are those of one moment, whatever becomes of the file. */
    public boolean isCopy()
    {
        return copy;
    }

    /** Ends the map, or leaves that to the collector. No thread may use it any more. The second time is a no-op. */
    @Override
    public void close()
    {
        final AutoCloseable ending = end;
        end = null;
        if (ending != null)
        {
            try
            {
                ending.close();
            }
            catch (final Exception ex)
            {
                throw new IllegalStateException("cannot unmap", ex);
            }
        }
    }
}
