package org.shmjournal.error;

import java.nio.file.Path;

/**
 * The channel was not closed before the machine went down, and this version cannot recover what a power loss leaves.
 */
public final class RecoveryRequiredException extends JournalException
{
    private static final long serialVersionUID = 1L;

    /** Says so with path and mend. */
    public RecoveryRequiredException(final Path path, final String message)
    {
        super(path, message);
    }
}
