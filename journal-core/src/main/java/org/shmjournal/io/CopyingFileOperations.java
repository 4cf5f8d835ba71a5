package org.shmjournal.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** Copies what is to be mapped for reading. */
final class CopyingFileOperations extends SystemFileOperations
{
    static final CopyingFileOperations INSTANCE = new CopyingFileOperations();

    private CopyingFileOperations()
    {
        super(false);
    }

    @Override
    public Mapping map(final Path file, final boolean writable, final long length, final boolean eagerUnmapping)
        throws IOException
    {
        if (writable)
        {
            return super.map(file, true, length, eagerUnmapping);
        }

        requireRegular(file);
        try
        {
            return uninterrupted(() -> copy(file, length));
        }
        catch (final OutOfMemoryError ex)
        {
            throw new IOException("a copy needs " + length + " bytes of direct memory; raise -Xmx", ex);
        }
    }

    private static Mapping copy(final Path file, final long length) throws IOException
    {
        try (FileChannel channel = FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)))
        {
            final ByteBuffer copy = ByteBuffer.allocateDirect((int)length);
            while (copy.hasRemaining())
            {
                if (channel.read(copy, copy.position()) < 0)
                {
                    throw new IOException("file is too short: expected " + length + " bytes, found " +
                        copy.position() + "; restore it from a backup");
                }
            }
            // A direct buffer of the JDK is a MappedByteBuffer, if one that was never mapped.
            return Mapping.ofCopy((MappedByteBuffer)copy.clear());
        }
    }
}
