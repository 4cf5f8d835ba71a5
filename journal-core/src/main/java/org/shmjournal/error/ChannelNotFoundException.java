package org.shmjournal.error;

import java.nio.file.Path;

/**
 * There is no channel at this path (yet).
 */
public final class ChannelNotFoundException extends JournalException
{
    private static final long serialVersionUID = 1L;

    /** Says so with path and mend. */
    public ChannelNotFoundException(final Path path, final String message)
    {
        super(path, message);
    }
}
