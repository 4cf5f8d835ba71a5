package org.shmjournal.error;

import java.nio.file.Path;

/**
 * Something outside the caller's control went wrong with a channel: its message names the path, the position where
 * there is one, what was expected, what was found, and what to do. Mistakes of the caller are
 * {@link IllegalArgumentException} and {@link IllegalStateException} instead.
 */
public class JournalException extends RuntimeException
{
    /** No position belongs to the error. */
    public static final long NO_POSITION = -1;

    private static final long serialVersionUID = 1L;

    private final transient Path path;
    private final long position;

    /** An error without position. */
    public JournalException(final Path path, final String message)
    {
        this(path, NO_POSITION, message, null);
    }

    /** An error without position, with its cause. */
    public JournalException(final Path path, final String message, final Throwable cause)
    {
        this(path, NO_POSITION, message, cause);
    }

    /** An error at a position of the stream. */
    public JournalException(final Path path, final long position, final String message, final Throwable cause)
    {
        super(path + (position == NO_POSITION ? "" : " position=" + position) + ": " + message, cause);
        this.path = path;
        this.position = position;
    }

    /** The channel's directory, or the file in it, that the error is about. */
    public final Path path()
    {
        return path;
    }

    /** The position in the stream, or {@link #NO_POSITION}. */
    public final long position()
    {
        return position;
    }
}
