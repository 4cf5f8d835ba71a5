package org.shmjournal.codecs;

import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.shmjournal.DataFormat;

/**
 * Messages of Simple Binary Encoding, each behind its message header, by generated flyweights that work on the map
 * itself: no copy.
 * <p>
 * Needs Agrona's buffers, and so {@code --add-opens java.base/jdk.internal.misc=ALL-UNNAMED}, and their checks of
 * bounds, which keep a message that does not fit off what stands behind its space. One thread at a time.
 *
 * @param <T> what is written and read: a value of yours, or a flyweight.
 */
public final class SbeFormat<T> implements DataFormat<T>
{
    /** The id of channels of SBE. */
    public static final int ID = 20;
    /** The media type of channels of SBE, without the schema's id. */
    public static final String MEDIA_TYPE = "application/x-sbe";

    private static final byte[] NOTHING = new byte[0];

    /**
     * Stores a value by flyweights.
     *
     * @param <T> what is stored.
     */
    @FunctionalInterface
    public interface Encoder<T>
    {
        /**
         * Stores the message header and the message, from index 0 on. May be called twice for a value. That the buffer
         * is too short is told by its {@link IndexOutOfBoundsException}, which is to be let through.
         *
         * @param value  to store.
         * @param buffer the space in the map, valid during the call.
         * @return length of header and message.
         */
        int encode(T value, MutableDirectBuffer buffer);
    }

    /**
     * Makes values of what stands in a buffer.
     *
     * @param <T> what is made.
     */
    @FunctionalInterface
    public interface Decoder<T>
    {
        /**
         * Makes a value.
         *
         * @param buffer with header and message, from index 0 to its capacity.
         * @param reuse  to be returned, wrapped around the buffer, or filled from it; the buffer is the map then, valid
         *               as long as the reader's consumer runs. When null, a new value is wanted, and the buffer is a
         *               copy that it may keep.
         * @return the value.
         */
        T decode(DirectBuffer buffer, T reuse);
    }

    private final String mediaType;
    private final Encoder<? super T> encoder;
    private final Decoder<T> decoder;
    private final UnsafeBuffer space = new UnsafeBuffer(NOTHING);
    private final UnsafeBuffer payload = new UnsafeBuffer(NOTHING);

    private SbeFormat(final String mediaType, final Encoder<? super T> encoder, final Decoder<T> decoder)
    {
        this.mediaType = mediaType;
        this.encoder = encoder;
        this.decoder = decoder;
    }

    /**
     * Messages of a schema.
     *
     * @param schemaId that the channel's media type names, so that one of another schema is refused.
     * @param encoder  of what is written.
     * @param decoder  of what is read.
     * @throws IllegalStateException when the JVM was started without the option that Agrona needs, or with one that
     *                               takes away its checks; it names that.
     */
    public static <T> SbeFormat<T> of(
        final int schemaId, final Encoder<? super T> encoder, final Decoder<T> decoder)
    {
        JvmOption.require("sbe", UnsafeBuffer.class, JvmOption.INTERNAL_MISC);
        if (!DirectBuffer.SHOULD_BOUNDS_CHECK)
        {
            throw new IllegalStateException("format=sbe needs Agrona's checks of bounds; take away: -D" +
                DirectBuffer.DISABLE_BOUNDS_CHECKS_PROP_NAME + "=true");
        }
        return new SbeFormat<>(MEDIA_TYPE + "; schema-id=" + schemaId, encoder, decoder);
    }

    /** To write only, as {@link #of}. */
    public static <T> SbeFormat<T> writing(final int schemaId, final Encoder<? super T> encoder)
    {
        return of(schemaId, encoder, (buffer, reuse) -> {
            throw new UnsupportedOperationException("this format is to write only");
        });
    }

    /** To read only, as {@link #of}: flyweights, maybe, that nobody writes. */
    public static <T> SbeFormat<T> reading(final int schemaId, final Decoder<T> decoder)
    {
        return of(schemaId, (value, buffer) -> {
            throw new UnsupportedOperationException("this format is to read only");
        }, decoder);
    }

    @Override
    public int id()
    {
        return ID;
    }

    @Override
    public String mediaType()
    {
        return mediaType;
    }

    @Override
    public int encode(final T value, final ByteBuffer target, final int offset, final int available)
    {
        space.wrap(target, offset, available);
        try
        {
            final int length = encoder.encode(value, space);
            return length > available ? -1 : length;
        }
        catch (final IndexOutOfBoundsException tooShort)
        {
            return -1;
        }
        finally
        {
            // A flyweight that is used later must not change what was published.
            space.wrap(NOTHING);
        }
    }

    /** @throws PayloadException when the payload is too short for what the decoder reads. */
    @Override
    public T decode(final ByteBuffer source, final int offset, final int length)
    {
        return decode(new UnsafeBuffer(Copies.of(source, offset, length)), null);
    }

    /**
     * A flyweight that is used later than allowed can crash the JVM.
     *
     * @throws PayloadException when the payload is too short for what the decoder reads.
     */
    @Override
    public T decode(final ByteBuffer source, final int offset, final int length, final T reuse)
    {
        payload.wrap(source, offset, length);
        return decode(payload, reuse);
    }

    /** Encoder and decoder are the same: those that keep flyweights are for one thread at a time. */
    @Override
    public DataFormat<T> fresh()
    {
        return new SbeFormat<>(mediaType, encoder, decoder);
    }

    private T decode(final DirectBuffer buffer, final T reuse)
    {
        try
        {
            return decoder.decode(buffer, reuse);
        }
        catch (final IndexOutOfBoundsException ex)
        {
            throw new PayloadException("a payload of " + buffer.capacity() + " bytes is no " + mediaType, ex);
        }
    }
}
