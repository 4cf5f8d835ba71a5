package org.shmjournal.cli.measure.loop;

/** What was measured does not count, since something went wrong with it; the message says what. */
public final class MeasureException extends IllegalStateException
{
    private static final long serialVersionUID = 1L;

    /** With what went wrong. */
    public MeasureException(final String message)
    {
        super(message);
    }
}
