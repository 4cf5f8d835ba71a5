package org.shmjournal.bench;

/** The caller asked for what cannot be had; the message says what to do. */
final class UsageException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    UsageException(final String message)
    {
        super(message);
    }
}
