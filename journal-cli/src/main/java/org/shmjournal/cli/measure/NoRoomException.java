package org.shmjournal.cli.measure;

/** There is less room than a run takes; the message says what to do. */
public final class NoRoomException extends UsageException
{
    private static final long serialVersionUID = 1L;

    NoRoomException(final String message)
    {
        super(message);
    }
}
