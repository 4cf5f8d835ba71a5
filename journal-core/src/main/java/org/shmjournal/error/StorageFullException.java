package org.shmjournal.error;

import java.nio.file.Path;

/**
 * No space, or no quota, for the next segment. What was written stays; free some space, and writing goes on.
 */
public final class StorageFullException extends StorageException
{
    private static final long serialVersionUID = 1L;

    /** Says so with path and mend. */
    public StorageFullException(final Path path, final String message)
    {
        super(path, message);
    }

    /** Says so with path, mend and cause. */
    public StorageFullException(final Path path, final String message, final Throwable cause)
    {
        super(path, message, cause);
    }
}
