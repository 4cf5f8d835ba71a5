package org.shmjournal.error;

import java.nio.file.Path;

/**
 * The file is of another format version, needs a feature that this version does not know, or is no journal file.
 */
public final class UnsupportedVersionException extends JournalException
{
    private static final long serialVersionUID = 1L;

    /** Says so with path and mend. */
    public UnsupportedVersionException(final Path path, final String message)
    {
        super(path, message);
    }
}
