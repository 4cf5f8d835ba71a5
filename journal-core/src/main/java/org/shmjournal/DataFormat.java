package org.shmjournal;

import java.nio.ByteBuffer;

/**
 * How values become the payload of records and back. Encodes straight into the map, and decodes straight from it.
 * <p>
 * The buffers are little-endian; only absolute access within the given bounds is allowed, and neither position, limit
 * nor order may be changed. An instance is used by one thread at a time: each writer and reader has its own, by
 * {@link #fresh}.
 *
 * @param <T> what is encoded.
 */
public interface DataFormat<T>
{
    /** Identity of the format, kept in the channel's header; users' begin at {@link FormatDescriptor#FIRST_USER_ID}. */
    int id();

    /** Media type of a payload, kept in the channel's header; US-ASCII, at most 128 characters. */
    String mediaType();

    /**
     * Encodes a value. Must be repeatable: at the end of a segment it is run again in the next one. Whatever it throws
     * goes to the caller of write, and nothing is written.
     *
     * @param value     to encode.
     * @param target    to encode into.
     * @param offset    in {@code target} where the payload begins.
     * @param available how many bytes may be stored from there.
     * @return length of the payload, or a negative number when it does not fit.
     */
    int encode(T value, ByteBuffer target, int offset, int available);

    /**
     * Decodes a value, which must not refer to {@code source} later.
     *
     * @param source that holds the payload; it cannot be written.
     * @param offset in {@code source} where the payload begins.
     * @param length of the payload.
     * @return the value.
     */
    T decode(ByteBuffer source, int offset, int length);

    /**
     * Decodes into a value that is used again and again, so that none is made for each record. What is returned may be
     * {@code reuse} or not, and may refer to {@code source}: it is valid only as long as that is. A format that cannot
     * reuse values decodes a new one.
     *
     * @param source that holds the payload; it cannot be written.
     * @param offset in {@code source} where the payload begins.
     * @param length of the payload.
     * @param reuse  the value that may be overwritten.
     * @return the value.
     */
    default T decode(final ByteBuffer source, final int offset, final int length, final T reuse)
    {
        return decode(source, offset, length);
    }

    /**
     * Whether this may keep a buffer that it was given, or a part of it, beyond the call, though it is not to use it
     * then. Before JDK 22 the map of a full segment can end before it is forced to the disk, which takes a fraction of
     * the time then and does not stop the writer, only where nobody keeps one; see {@link ShmChannel#eagerUnmapping}.
     * One that says false and keeps one all the same crashes the process when it uses it.
     */
    default boolean keepsBuffers()
    {
        return true;
    }

    /**
     * The format for one more writer or reader, which may be used beside all others. A format that keeps something
     * between two calls makes a new instance; one that does not is its own.
     */
    default DataFormat<T> fresh()
    {
        return this;
    }
}
