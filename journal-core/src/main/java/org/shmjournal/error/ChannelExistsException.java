package org.shmjournal.error;

import java.nio.file.Path;

/**
 * A channel was to be created where there is one.
 */
public final class ChannelExistsException extends JournalException
{
    private static final long serialVersionUID = 1L;

    /** Says so with path and mend. */
    public ChannelExistsException(final Path path, final String message)
    {
        super(path, message);
    }
}
