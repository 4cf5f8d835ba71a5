package org.shmjournal.codecs;

import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.shmjournal.DataFormat;
import org.shmjournal.RawFormat;

/**
 * Bytes as they are, in Agrona's buffers: the payload is the whole of a buffer, from 0 to its capacity. On disk that is
 * {@link RawFormat}, whose id and media type it has: one reads what the other wrote.
 * <p>
 * Needs {@code --add-opens java.base/jdk.internal.misc=ALL-UNNAMED}, as Agrona's buffers do. Any number of threads.
 */
public final class DirectBufferFormat implements DataFormat<DirectBuffer>
{
    private DirectBufferFormat()
    {
    }

    /**
     * The format.
     *
     * @throws IllegalStateException when the JVM was started without the option that Agrona needs; it names that.
     */
    public static DirectBufferFormat raw()
    {
        JvmOption.require("DirectBuffer", UnsafeBuffer.class, JvmOption.INTERNAL_MISC);
        return new DirectBufferFormat();
    }

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
    public int encode(final DirectBuffer value, final ByteBuffer target, final int offset, final int available)
    {
        final int length = value.capacity();
        if (length > available)
        {
            return -1;
        }
        value.getBytes(0, target, offset, length);
        return length;
    }

    /** A copy on the heap. */
    @Override
    public DirectBuffer decode(final ByteBuffer source, final int offset, final int length)
    {
        return new UnsafeBuffer(Copies.of(source, offset, length));
    }

    /** Wraps {@code reuse} around the payload where it lies: no copy. A later access can crash the JVM. */
    @Override
    public DirectBuffer decode(
        final ByteBuffer source, final int offset, final int length, final DirectBuffer reuse)
    {
        reuse.wrap(source, offset, length);
        return reuse;
    }
}
