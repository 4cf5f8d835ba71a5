package org.shmjournal.cli.input;

import java.nio.ByteBuffer;

/**
 * How a channel of lines keeps a last line that has no line feed.
 * <p>
 * A record is a line without its line feed, so no such record holds one. A line that had none is kept with the two
 * bytes LF NUL at its end, which is unambiguous, and printed without these and without a line feed: what was piped in
 * comes out byte for byte.
 */
public final class UnterminatedLine
{
    /** Length of the mark in bytes. */
    public static final int MARK_LENGTH = 2;

    /** The first byte of the mark. */
    static final byte LINE_FEED = '\n';
    /** The second byte of the mark. */
    static final byte NUL = 0;

    private UnterminatedLine()
    {
    }

    /** Whether these bytes are a line that had no line feed. */
    public static boolean isMarked(final ByteBuffer buffer, final int offset, final int length)
    {
        return length >= MARK_LENGTH &&
            buffer.get(offset + length - 1) == NUL &&
            buffer.get(offset + length - 2) == LINE_FEED;
    }
}
