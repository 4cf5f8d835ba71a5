package org.shmjournal.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.error.JournalException;
import org.shmjournal.layout.ChannelHeader;
import org.shmjournal.layout.ControlLayout;
import org.shmjournal.layout.Memory;

/**
 * Makes a channel in a directory whose lock is held: segment 0, then the control file, whose presence makes the
 * directory a channel. A crash before that leaves no channel, and the next creator starts over.
 */
final class Creation
{
    private Creation()
    {
    }

    static void create(
        final ChannelDirectory directory,
        final ChannelHeader header,
        final Set<PosixFilePermission> permissions,
        final long bootId)
    {
        try
        {
            refuseToReplaceRecords(directory, header);
            directory.discardTemporaries();
            final Preparation preparation = new Preparation(directory, permissions);
            preparation.firstSegment(header);
            final ByteBuffer control = ControlFile.image(header);
            Memory.putLong(control, ControlLayout.BOOT_ID, bootId);
            preparation.file(directory.controlFile(), ControlLayout.LENGTH, control);
            final Path parent = directory.path().toAbsolutePath().getParent();
            if (parent != null)
            {
                directory.files().forceDirectory(parent);
            }
        }
        catch (final IOException ex)
        {
            throw StorageErrors.of(directory.files(), directory.path(), "create the channel", ex);
        }
    }

    /** A directory may be entered by those who may read a file in it. */
    static Set<PosixFilePermission> directoryPermissions(final Set<PosixFilePermission> permissions)
    {
        final Set<PosixFilePermission> result = EnumSet.noneOf(PosixFilePermission.class);
        result.addAll(permissions);
        for (final PosixFilePermission permission : permissions)
        {
            switch (permission)
            {
                case OWNER_READ -> result.add(PosixFilePermission.OWNER_EXECUTE);
                case GROUP_READ -> result.add(PosixFilePermission.GROUP_EXECUTE);
                case OTHERS_READ -> result.add(PosixFilePermission.OTHERS_EXECUTE);
                default -> result.add(permission);
            }
        }
        return result;
    }

    /** A lost control file must not cost the records: only a segment 0 in which nothing was published is replaced. */
    private static void refuseToReplaceRecords(final ChannelDirectory directory, final ChannelHeader header)
    {
        final long[] numbers = directory.segmentNumbers();
        boolean records = numbers.length > 1 || numbers.length == 1 && numbers[0] != 0;
        if (!records && numbers.length == 1)
        {
            try (SegmentFile left = SegmentFile.openAlone(directory.files(), directory.segmentFile(0)))
            {
                records = left.wordAcquire(0) != 0;
            }
        }
        if (records)
        {
            throw new CorruptChannelException(directory.controlFile(), 0, JournalException.NO_POSITION,
                "control file", "one that belongs to the segments (restore it from a backup, or move them away)",
                "none, beside segments that hold records");
        }
    }
}
