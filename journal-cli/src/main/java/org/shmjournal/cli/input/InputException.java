package org.shmjournal.cli.input;

/**
 * Input cannot become records: too long a line, half a record. The message says where.
 */
public final class InputException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    /** Says what and where. */
    public InputException(final String message)
    {
        super(message);
    }
}
