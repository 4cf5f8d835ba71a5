package org.shmjournal.cli.output;

import org.shmjournal.error.JournalException;

/**
 * A failure that standard output tells of already: it decides the exit code, and is not told once more.
 */
public final class ToldException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    ToldException(final JournalException failure)
    {
        super(failure);
    }
}
