package org.shmjournal.codecs;

/** A value that its format cannot encode, or a payload that is none of its format; the cause is the library's. */
public final class PayloadException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    PayloadException(final String message, final Throwable cause)
    {
        super(message, cause);
    }
}
