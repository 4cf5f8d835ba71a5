package org.shmjournal.error;

import java.nio.file.Path;

/**
 * The operating system refused a file operation.
 */
public class StorageException extends JournalException
{
    private static final long serialVersionUID = 1L;

    /** Says so with path and mend. */
    public StorageException(final Path path, final String message)
    {
        super(path, message);
    }

    /** Says so with path, mend and cause. */
    public StorageException(final Path path, final String message, final Throwable cause)
    {
        super(path, message, cause);
    }
}
