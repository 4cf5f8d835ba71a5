package org.shmjournal.error;

import java.nio.file.Path;

/**
 * A waiting thread was interrupted. Nothing was written or closed; the thread's interrupt flag is set.
 */
public final class InterruptedWaitException extends JournalException
{
    private static final long serialVersionUID = 1L;

    /** Says so with path and mend. */
    public InterruptedWaitException(final Path path, final String message)
    {
        super(path, message);
    }
}
