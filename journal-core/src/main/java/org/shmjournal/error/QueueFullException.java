package org.shmjournal.error;

import java.nio.file.Path;

/**
 * As many asynchronous writes wait for room in the channel as may. This one was not taken; those that wait are not
 * harmed.
 */
public final class QueueFullException extends JournalException
{
    private static final long serialVersionUID = 1L;

    /** Says so with path and mend. */
    public QueueFullException(final Path path, final String message)
    {
        super(path, message);
    }
}
