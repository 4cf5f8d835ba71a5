package org.shmjournal.error;

import java.nio.file.Path;

/**
 * The writer was fenced, poisoned or overtaken by an end of the channel, and takes no more records.
 */
public final class ChannelClosedException extends JournalException
{
    private static final long serialVersionUID = 1L;

    /** Says so with path and mend. */
    public ChannelClosedException(final Path path, final String message)
    {
        super(path, message);
    }

    /** Says so with path, mend and cause. */
    public ChannelClosedException(final Path path, final String message, final Throwable cause)
    {
        super(path, message, cause);
    }
}
