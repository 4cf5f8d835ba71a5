package org.shmjournal.error;

import java.nio.file.Path;

/**
 * The owner's lock file was deleted or replaced, so that another owner may have taken the channel: this one writes no
 * more.
 */
public final class OwnerFencedException extends JournalException
{
    private static final long serialVersionUID = 1L;

    /** Says so with path and mend. */
    public OwnerFencedException(final Path path, final String message)
    {
        super(path, message);
    }
}
