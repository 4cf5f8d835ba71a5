package org.shmjournal.error;

import java.nio.file.Path;

/**
 * An option that was set explicitly differs from what the channel was created with; the message names both.
 */
public final class ChannelMismatchException extends JournalException
{
    private static final long serialVersionUID = 1L;

    /** Says so with path and mend. */
    public ChannelMismatchException(final Path path, final String message)
    {
        super(path, message);
    }
}
