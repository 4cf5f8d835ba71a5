package org.shmjournal.error;

import java.nio.file.Path;

/**
 * The record is longer than the channel allows. Nothing was written; shorter records go on.
 */
public final class RecordTooLongException extends JournalException
{
    private static final long serialVersionUID = 1L;

    /** Says so with path and mend. */
    public RecordTooLongException(final Path path, final String message)
    {
        super(path, message);
    }
}
