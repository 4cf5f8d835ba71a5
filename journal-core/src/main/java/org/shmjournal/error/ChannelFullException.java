package org.shmjournal.error;

import java.nio.file.Path;

/**
 * A single-segment channel has no room for the record. The channel takes no more records; what is in it stays.
 */
public final class ChannelFullException extends JournalException
{
    private static final long serialVersionUID = 1L;

    /** Says so with path, position and mend. */
    public ChannelFullException(final Path path, final long position, final String message)
    {
        super(path, position, message, null);
    }
}
