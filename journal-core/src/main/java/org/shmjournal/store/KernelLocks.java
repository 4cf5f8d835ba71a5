package org.shmjournal.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the kernel says of the locks that it has given, for those who want to know of an owner and take no lock to find
 * out. Any thread.
 */
final class KernelLocks
{
    private static final Path SOURCE = Path.of("/proc/locks");
    private static final Pattern INODE = Pattern.compile("ino=([0-9]+)");

    private KernelLocks()
    {
    }

    /**
     * Whether a process has a lock on a file: not known, and so false, where the kernel does not tell.
     *
     * @param key what file operations call the key of the file.
     */
    static boolean isHeldBy(final long pid, final String key)
    {
        final Matcher inode = INODE.matcher(key);
        if (!inode.find())
        {
            return false;
        }
        // The device is left out: layered file systems give another one here than to those who ask for the status.
        final Pattern line = Pattern.compile("[0-9]+: POSIX +ADVISORY +WRITE +" + pid + " [0-9a-f]+:[0-9a-f]+:" +
            inode.group(1) + " .*");
        try (Stream<String> locks = Files.lines(SOURCE))
        {
            return locks.anyMatch(lock -> line.matcher(lock).matches());
        }
        catch (final IOException ex)
        {
            return false;
        }
    }
}
