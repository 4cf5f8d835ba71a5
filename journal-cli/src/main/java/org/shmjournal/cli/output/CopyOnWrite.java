package org.shmjournal.cli.output;

import java.util.Locale;
import java.util.Set;

/**
 * File systems that take new space for each write: there a full disk can hit a segment that was prepared, as a fault in
 * the map.
 */
public final class CopyOnWrite
{
    private static final Set<String> FILE_SYSTEMS = Set.of("btrfs", "zfs", "bcachefs", "nilfs2", "apfs", "refs");

    private CopyOnWrite()
    {
    }

    /** Whether a file system of this name, as Java gives it, is one. */
    public static boolean is(final String fileSystem)
    {
        return FILE_SYSTEMS.contains(fileSystem.toLowerCase(Locale.ROOT));
    }

    /** What to tell behind its name; empty for others. */
    public static String note(final String fileSystem)
    {
        return is(fileSystem) ?
            ", which is copy-on-write: a full disk can end the writer's process; keep space free, or " +
                "choose ext4 or XFS" :
            "";
    }
}
