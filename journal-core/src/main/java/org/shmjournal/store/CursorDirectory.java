package org.shmjournal.store;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.shmjournal.io.FileOperations;
import org.shmjournal.io.FileOperations.Kind;
import org.shmjournal.io.FileOperations.Status;

/**
 * Where a channel's cursors are, and the grammar of the names there. It is made by whoever needs it first; whoever may
 * write in it may have a cursor. Any thread.
 */
final class CursorDirectory
{
    /** Its name in the channel's directory. */
    static final String NAME = "cursors";
    /** With what names begin that no user chose. */
    static final String UNNAMED_PREFIX = "unnamed-";

    private static final String CURSOR_SUFFIX = ".cursor";
    private static final String LOCK_SUFFIX = ".lock";
    private static final Pattern NAMES = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,63}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final ChannelDirectory channel;
    private final Path path;

    CursorDirectory(final ChannelDirectory channel)
    {
        this.channel = channel;
        this.path = channel.path().resolve(NAME);
    }

    Unmapping unmapping()
    {
        return channel.unmapping();
    }

    FileOperations files()
    {
        return channel.files();
    }

    Path path()
    {
        return path;
    }

    Path cursorFile(final String name)
    {
        return path.resolve(name + CURSOR_SUFFIX);
    }

    Path lockFile(final String name)
    {
        return path.resolve(name + LOCK_SUFFIX);
    }

    Path changesFile()
    {
        return path.resolve("changes");
    }

    /** A name for a cursor that goes with its reader. */
    static String newUnnamed()
    {
        return UNNAMED_PREFIX + String.format("%016x", RANDOM.nextLong());
    }

    static boolean isUnnamed(final String name)
    {
        return name.startsWith(UNNAMED_PREFIX);
    }

    /** Throws unless a user may give a cursor this name. */
    static void requireName(final String name)
    {
        if (!NAMES.matcher(name).matches() || isUnnamed(name))
        {
            throw new IllegalArgumentException("cursor=" + name + " is no name of a cursor: 1 to 64 letters, digits, " +
                "dots, underscores and hyphens, beginning with none of the last two but an underscore, and not with " +
                UNNAMED_PREFIX);
        }
    }

    boolean isThere()
    {
        final Status status = channel.status(path);
        return status != null && status.kind() == Kind.DIRECTORY;
    }

    /** Throws for whatever else stands there, such as a link, behind which nobody would look for cursors. */
    private boolean isThereOrRefused() throws IOException
    {
        final Status status = files().status(path);
        if (status != null && status.kind() != Kind.DIRECTORY)
        {
            throw new IOException("not a directory; move away what stands there, links are not followed");
        }
        return status != null;
    }

    /** The names of all cursors, in order. */
    List<String> names() throws IOException
    {
        return names(CURSOR_SUFFIX);
    }

    /** The names of all cursors that are, or were, about to be made. */
    List<String> lockedNames() throws IOException
    {
        return names(LOCK_SUFFIX);
    }

    /** The names of all cursors whose locks were about to be made. */
    List<String> halfLockedNames() throws IOException
    {
        return names(LOCK_SUFFIX + ChannelDirectory.TEMPORARY_SUFFIX);
    }

    private List<String> names(final String suffix) throws IOException
    {
        return !isThereOrRefused() ? List.of() : files().list(path).stream()
            .filter(file -> file.endsWith(suffix))
            .map(file -> file.substring(0, file.length() - suffix.length()))
            .filter(name -> NAMES.matcher(name).matches())
            .sorted()
            .toList();
    }

    /**
     * Makes it unless it is there.
     *
     * @param permissions null for those of the channel's directory.
     */
    void create(final Set<PosixFilePermission> permissions) throws IOException
    {
        if (!isThereOrRefused())
        {
            files().createDirectory(path, permissions == null ? modeOf(channel.path()) : permissions);
            files().forceDirectory(channel.path());
        }
    }

    /** Permissions of the files in it: those who may write in it may write them, since they may have to lock them. */
    Set<PosixFilePermission> filePermissions() throws IOException
    {
        final Set<PosixFilePermission> result = modeOf(path);
        result.removeAll(EnumSet.of(PosixFilePermission.OWNER_EXECUTE, PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_EXECUTE));
        return result;
    }

    private Set<PosixFilePermission> modeOf(final Path directory) throws IOException
    {
        final Status status = files().status(directory);
        final EnumSet<PosixFilePermission> result = EnumSet.noneOf(PosixFilePermission.class);
        result.addAll(PosixFilePermissions.fromString(
            status == null || FileOperations.UNKNOWN_MODE.equals(status.mode()) ? "rwx------" : status.mode()));
        return result;
    }
}
