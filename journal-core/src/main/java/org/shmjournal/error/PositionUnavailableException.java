package org.shmjournal.error;

import java.nio.file.Path;

/**
 * The position lies before the oldest or beyond the newest record. The reader stays where it was.
 */
public final class PositionUnavailableException extends JournalException
{
    private static final long serialVersionUID = 1L;

    /** Says so with path, position and mend. */
    public PositionUnavailableException(final Path path, final long position, final String message)
    {
        super(path, position, message, null);
    }
}
