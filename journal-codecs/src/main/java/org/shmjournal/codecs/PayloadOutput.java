package org.shmjournal.codecs;

import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * The space for one payload, as a stream. What does not fit is dropped, since an exception for it would cost more, and
 * would leave the library's state in the middle of a value. Between {@link #end} and {@link #begin} all is dropped.
 */
final class PayloadOutput extends OutputStream
{
    private ByteBuffer target;
    private int start;
    private int at;
    private int end;
    private boolean overflown;

    void begin(final ByteBuffer space, final int offset, final int available)
    {
        target = space;
        start = offset;
        at = offset;
        end = offset + available;
        overflown = false;
    }

    /** Length of the payload, or a negative number if it did not fit. */
    int end()
    {
        target = null;
        final int length = overflown ? -1 : at - start;
        overflown = true;
        return length;
    }

    @Override
    public void write(final int value)
    {
        if (hasRoom(1))
        {
            target.put(at++, (byte)value);
        }
    }

    @Override
    public void write(final byte[] source, final int offset, final int length)
    {
        if (hasRoom(length))
        {
            target.put(at, source, offset, length);
            at += length;
        }
    }

    private boolean hasRoom(final int length)
    {
        overflown |= length > end - at;
        return !overflown;
    }
}
