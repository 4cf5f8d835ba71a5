package org.shmjournal.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/**
 * Refuses what another user owns and its group or everybody may write: any of them could truncate it under a map. What
 * is our own is our own affair. Where the system tells no owners, nothing is refused.
 */
final class SharedFiles
{
    private static final int UNKNOWN = -1;
    private static final int OTHERS_MAY_WRITE = 0022;
    private static final int ONLY_OWNERS_MAY_REMOVE = 01000;
    private static final int OUR_USER = ourUser();

    private SharedFiles()
    {
    }

    /** Throws if a file, or the directory that it is in, is such. */
    static void refuse(final Path file) throws IOException
    {
        if (OUR_USER != UNKNOWN)
        {
            refuse(file, "it", false, LinkOption.NOFOLLOW_LINKS);
            refuse(file.toAbsolutePath().getParent(), "its directory", true);
        }
    }

    private static void refuse(
        final Path path, final String what, final boolean mayBeSticky, final LinkOption... options) throws IOException
    {
        final Map<String, Object> attributes = Files.readAttributes(path, "unix:uid,mode", options);
        final int user = (int)attributes.get("uid");
        final int mode = (int)attributes.get("mode");
        final boolean sticky = mayBeSticky && (mode & ONLY_OWNERS_MAY_REMOVE) != 0;
        if (user != OUR_USER && (mode & OTHERS_MAY_WRITE) != 0 && !sticky)
        {
            throw new IOException(what + " belongs to user " + user + ", and others may write it (mode " +
                Integer.toOctalString(mode & 07777) + "); take that permission away, read a copy (--untrusted), or " +
                "accept it (--trust-others, FileOperations.trusting())");
        }
    }

    private static int ourUser()
    {
        try
        {
            return (int)Files.getAttribute(Path.of("/proc/self/status"), "unix:uid");
        }
        catch (final IOException | UnsupportedOperationException | IllegalArgumentException ex)
        {
            return UNKNOWN;
        }
    }
}
