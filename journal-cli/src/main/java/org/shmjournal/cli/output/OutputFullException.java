package org.shmjournal.cli.output;

/**
 * Where standard output goes there is no more space. The message says what to do.
 */
public final class OutputFullException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    OutputFullException(final String message, final Throwable cause)
    {
        super(message, cause);
    }
}
