package org.shmjournal.cli.demo;

/**
 * The demo could not be run to its end; the message says why.
 */
public final class DemoException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    DemoException(final String message)
    {
        super(message);
    }

    DemoException(final String message, final Throwable cause)
    {
        super(message, cause);
    }
}
