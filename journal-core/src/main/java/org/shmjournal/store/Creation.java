package org.shmjournal.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.shmjournal.layout.ChannelHeader;
import org.shmjournal.layout.ControlLayout;
import org.shmjournal.layout.Memory;

/**
 * Makes a channel in a directory whose lock is held: segment 0, then the control file, whose presence makes the
 * directory a channel. A crash before that leaves no channel, and the next creator starts over: whoever creates has
 * asked with the lock held whether a channel, or the records of one, are there.
 */
final class Creation
{
    private Creation()
    {
    }

    static void create(
        final ChannelDirectory place,
        final ChannelHeader header,
        final Set<PosixFilePermission> permissions,
        final long bootId)
    {
        final ChannelDirectory directory = place.holding(header, () -> 0, () -> false);
        try
        {
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
}
