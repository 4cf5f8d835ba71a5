package org.shmjournal.cli.process;

/**
 * A child process ended too early, or does not move any more; the message says which, and what it said of that.
 */
public final class ChildException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    ChildException(final String message, final Throwable cause)
    {
        super(message, cause);
    }
}
