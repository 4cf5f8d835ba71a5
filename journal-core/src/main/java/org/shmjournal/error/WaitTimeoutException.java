package org.shmjournal.error;

import java.nio.file.Path;

/**
 * A wait reached its deadline. Nothing was written.
 */
public final class WaitTimeoutException extends JournalException
{
    private static final long serialVersionUID = 1L;

    /** Says so with path and mend. */
    public WaitTimeoutException(final Path path, final String message)
    {
        super(path, message);
    }
}
