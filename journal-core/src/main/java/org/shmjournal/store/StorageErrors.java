package org.shmjournal.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import org.shmjournal.error.StorageException;
import org.shmjournal.error.StorageFullException;
import org.shmjournal.io.FileOperations;

/** Turns what the operating system reports into typed errors that say what to do. */
final class StorageErrors
{
    private StorageErrors()
    {
    }

    /** The error for a failed attempt at {@code doing} something to {@code path}. */
    static StorageException of(final FileOperations files, final Path path, final String doing, final IOException cause)
    {
        final String reason = reason(cause);
        final String lower = reason.toLowerCase(Locale.ROOT);
        if (lower.contains("no space left") || lower.contains("quota exceeded"))
        {
            return new StorageFullException(path, "cannot " + doing + ": " + reason +
                "; free some space, or raise the quota, and go on", cause);
        }
        if (lower.contains("read-only file system"))
        {
            return new StorageException(path, "cannot " + doing + ": " + reason + " (" + mode(files, path) +
                "); mount it to be written to, or only read", cause);
        }
        if (cause instanceof AccessDeniedException || lower.contains("permission denied"))
        {
            return new StorageException(path, "cannot " + doing + ": " + reason + " (" + mode(files, path) +
                "); give this user the permission, or open as another", cause);
        }
        if (cause instanceof NoSuchFileException)
        {
            return new StorageException(path, "cannot " + doing + ": " + reason +
                "; look who removes it, and try again, or restore it from a backup", cause);
        }
        if (lower.contains("too many open files"))
        {
            return new StorageException(path, "cannot " + doing + ": " + reason +
                "; raise the limit of open files (ulimit -n)", cause);
        }
        if (lower.contains("map failed") || lower.contains("cannot allocate memory"))
        {
            return new StorageException(path, "cannot " + doing + ": " + reason +
                "; raise the limit of maps (sysctl vm.max_map_count) or of address space (ulimit -v)", cause);
        }
        return new StorageException(path, "cannot " + doing + ": " + reason +
            (reason.contains("; ") ? "" : "; look into the system's log for more"), cause);
    }

    private static String reason(final IOException cause)
    {
        if (cause instanceof NoSuchFileException)
        {
            return "no such file";
        }
        if (cause instanceof AccessDeniedException)
        {
            return "permission denied";
        }
        if (cause instanceof FileSystemException inFile && inFile.getReason() != null)
        {
            return inFile.getReason();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    private static String mode(final FileOperations files, final Path path)
    {
        try
        {
            final FileOperations.Status status = files.status(path);
            return status == null ? "directory " + mode(files, path.toAbsolutePath().getParent()) :
                "mode " + status.mode();
        }
        catch (final IOException | StackOverflowError ex)
        {
            return "mode not readable";
        }
    }
}
