package org.shmjournal;

import java.nio.ByteBuffer;

/** Bytes as they are; stores them all, then throws while it is told to. */
final class FailingFormat implements DataFormat<ByteBuffer>
{
    Throwable failure;
    int encodings;

    @Override
    public int id()
    {
        return RawFormat.ID;
    }

    @Override
    public String mediaType()
    {
        return RawFormat.MEDIA_TYPE;
    }

    @Override
    public int encode(final ByteBuffer value, final ByteBuffer target, final int offset, final int available)
    {
        encodings++;
        final int length = RawFormat.raw().encode(value, target, offset, available);
        if (failure instanceof RuntimeException unchecked)
        {
            throw unchecked;
        }
        if (failure instanceof Error error)
        {
            throw error;
        }
        return length;
    }

    @Override
    public ByteBuffer decode(final ByteBuffer source, final int offset, final int length)
    {
        return RawFormat.raw().decode(source, offset, length);
    }
}
