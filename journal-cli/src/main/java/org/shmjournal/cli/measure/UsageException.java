package org.shmjournal.cli.measure;

/** The caller asked for what cannot be had; the message says what to do. */
public class UsageException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    /** With what to do. */
    public UsageException(final String message)
    {
        super(message);
    }
}
