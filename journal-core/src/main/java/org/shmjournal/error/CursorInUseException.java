package org.shmjournal.error;

import java.nio.file.Path;

/**
 * Another reader, of this or another process, has the cursor.
 */
public final class CursorInUseException extends JournalException
{
    private static final long serialVersionUID = 1L;

    /** Says so with path and mend. */
    public CursorInUseException(final Path path, final String message)
    {
        super(path, message);
    }
}
