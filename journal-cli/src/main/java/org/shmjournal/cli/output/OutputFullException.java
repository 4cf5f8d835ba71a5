package org.shmjournal.cli.output;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;

/**
 * Where standard output goes, or another file that is printed to, there is no more space. The message says what to do.
 */
public final class OutputFullException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    private OutputFullException(final String message, final Throwable cause)
    {
        super(message, cause);
    }

    /** What to throw where a target takes no more: this, if that is for want of space. */
    public static RuntimeException orOther(final Object target, final IOException cause)
    {
        final String reason = String.valueOf(cause.getMessage());
        final String lower = reason.toLowerCase(Locale.ROOT);
        final String said = target + ": cannot write to it: " + reason;
        return lower.contains("no space left") || lower.contains("quota exceeded") ?
            new OutputFullException(said + "; free some space, or raise the quota, and run the command again", cause) :
            new UncheckedIOException(new IOException(said + "; send it elsewhere", cause));
    }
}
