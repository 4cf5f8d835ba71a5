package org.shmjournal.cli.output;

/**
 * Whoever read our output is gone, as with {@code | head}: the end of the work, and no failure.
 */
public final class BrokenPipeException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    BrokenPipeException(final Throwable cause)
    {
        super(cause);
    }
}
