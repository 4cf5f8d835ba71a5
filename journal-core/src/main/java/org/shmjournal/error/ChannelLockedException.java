package org.shmjournal.error;

import java.nio.file.Path;

/**
 * Another owner, of this or another process, holds the channel.
 */
public final class ChannelLockedException extends JournalException
{
    private static final long serialVersionUID = 1L;

    /** Says so with path and mend. */
    public ChannelLockedException(final Path path, final String message)
    {
        super(path, message);
    }
}
