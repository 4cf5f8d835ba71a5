package org.shmjournal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Bytes as they are: the payload is what stands between the position and the limit of a buffer, which stay where they
 * are. Any number of threads.
 */
public final class RawFormat implements DataFormat<ByteBuffer>
{
    /** Identity of this format. */
    public static final int ID = 2;
    /** Media type of this format. */
    public static final String MEDIA_TYPE = "application/octet-stream";

    private static final RawFormat INSTANCE = new RawFormat(ID, MEDIA_TYPE);

    private final int id;
    private final String mediaType;

    private RawFormat(final int id, final String mediaType)
    {
        this.id = id;
        this.mediaType = mediaType;
    }

    /** The format. */
    public static RawFormat raw()
    {
        return INSTANCE;
    }

    /** Bytes that are payloads of another format already, as whoever copies channels has them. */
    public static RawFormat as(final int id, final String mediaType)
    {
        return new RawFormat(id, mediaType);
    }

    @Override
    public int id()
    {
        return id;
    }

    @Override
    public String mediaType()
    {
        return mediaType;
    }

    @Override
    public boolean keepsBuffers()
    {
        return false;
    }

    @Override
    public int encode(final ByteBuffer value, final ByteBuffer target, final int offset, final int available)
    {
        final int length = value.remaining();
        if (length > available)
        {
            return -1;
        }
        target.put(offset, value, value.position(), length);
        return length;
    }

    /** A copy on the heap, little-endian. */
    @Override
    public ByteBuffer decode(final ByteBuffer source, final int offset, final int length)
    {
        final byte[] bytes = new byte[length];
        source.get(offset, bytes);
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
