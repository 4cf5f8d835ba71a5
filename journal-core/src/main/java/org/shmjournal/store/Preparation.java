package org.shmjournal.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.shmjournal.layout.ChannelHeader;
import org.shmjournal.layout.HeaderLayout;
import org.shmjournal.layout.SegmentLayout;

/**
 * Makes files of a channel so that a crash leaves all or nothing: under a temporary name, really written, what is not
 * zero and the length forced, moved to the final name, directory forced. For the owner only; one thread at a time.
 */
final class Preparation
{
    private final ChannelDirectory directory;
    private final Set<PosixFilePermission> permissions;

    Preparation(final ChannelDirectory directory, final Set<PosixFilePermission> permissions)
    {
        this.directory = directory;
        this.permissions = permissions;
    }

    /** A segment that the stream has not reached yet. */
    void segment(final ChannelHeader header, final long number, final long epoch) throws IOException
    {
        segment(header, number, SegmentFile.image(header, number, epoch, SegmentLayout.UNKNOWN,
            SegmentLayout.UNKNOWN));
    }

    /** The segment with which a stream begins. */
    void firstSegment(final ChannelHeader header) throws IOException
    {
        final long timestamp = header.timestamps() ? header.creationTime() : SegmentLayout.UNKNOWN;
        segment(header, 0, SegmentFile.image(header, 0, 0, 0, timestamp));
    }

    private void segment(final ChannelHeader header, final long number, final ByteBuffer image) throws IOException
    {
        file(directory.segmentFile(number), SegmentLayout.fileLength(header.segmentSize()), image,
            needsForcedZeros(header));
    }

    /**
     * Zeros that come to the disk cost it as much as the records that take their place, and nobody misses them after a
     * power loss: holes read as zeros, and {@link Repair} fills them. Worth that they are where each record is forced,
     * since a force then finds all blocks in place; and in the slots of a ring, which are made once.
     */
    private static boolean needsForcedZeros(final ChannelHeader header)
    {
        return header.durability() == HeaderLayout.SYNC || header.retention() == HeaderLayout.RING;
    }

    void file(final Path file, final long length, final ByteBuffer image) throws IOException
    {
        file(file, length, image, true);
    }

    private void file(final Path file, final long length, final ByteBuffer image, final boolean forced)
        throws IOException
    {
        final Path temporary = ChannelDirectory.temporary(file);
        try
        {
            directory.files().allocate(temporary, length, image, forced, permissions);
        }
        catch (final IOException ex)
        {
            giveSpaceBack(temporary, ex);
            throw ex;
        }
        directory.files().rename(temporary, file);
        directory.files().forceDirectory(directory.path());
    }

    private void giveSpaceBack(final Path temporary, final IOException reason)
    {
        try
        {
            if (directory.files().status(temporary) != null)
            {
                directory.files().delete(temporary);
            }
        }
        catch (final IOException ex)
        {
            reason.addSuppressed(ex);
        }
    }
}
