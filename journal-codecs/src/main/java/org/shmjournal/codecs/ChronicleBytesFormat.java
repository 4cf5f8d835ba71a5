package org.shmjournal.codecs;

import java.nio.BufferOverflowException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.BytesMarshallable;
import net.openhft.chronicle.bytes.PointerBytesStore;
import net.openhft.chronicle.core.Jvm;
import org.shmjournal.DataFormat;

/**
 * Values that write and read themselves by Chronicle-Bytes. Nothing in a payload says what it is, so the channel's
 * media type names it.
 * <p>
 * Needs {@code net.openhft:chronicle-bytes}. {@link #of} needs no flag of the JVM, and makes one copy; {@link #direct}
 * works on the map itself. One thread at a time.
 *
 * @param <T> what is written and read.
 */
// Who uses this has the library, and says so in a module of its own; who does not need not have it to compile.
@SuppressWarnings("exports")
public final class ChronicleBytesFormat<T extends BytesMarshallable> implements DataFormat<T>
{
    /** The id of channels of Chronicle-Bytes. */
    public static final int ID = 30;
    /** The media type of channels of Chronicle-Bytes, without the name of what they hold. */
    public static final String MEDIA_TYPE = "application/x-chronicle-bytes";

    /** How bytes get to the map and from there. */
    private interface Way
    {
        int encode(BytesMarshallable value, ByteBuffer target, int offset, int available);

        Bytes<?> payload(ByteBuffer source, int offset, int length);
    }

    private final String mediaType;
    private final Supplier<? extends T> newValue;
    private final Supplier<? extends Way> newWay;
    private final Way way;

    private ChronicleBytesFormat(
        final String mediaType, final Supplier<? extends T> newValue, final Supplier<? extends Way> newWay)
    {
        this.mediaType = mediaType;
        this.newValue = newValue;
        this.newWay = newWay;
        this.way = newWay.get();
    }

    /**
     * By one copy through bytes on the heap; for any JVM.
     *
     * @param type     what the values are; a channel of another is refused.
     * @param newValue makes one to be read.
     */
    public static <T extends BytesMarshallable> ChronicleBytesFormat<T> of(
        final String type, final Supplier<? extends T> newValue)
    {
        return new ChronicleBytesFormat<>(mediaType(type), newValue, OverHeap::new);
    }

    /**
     * Straight into the map and from there.
     *
     * @param type     what the values are; a channel of another is refused.
     * @param newValue makes one to be read.
     * @throws IllegalStateException when the JVM was started without the options that Chronicle needs; it names those.
     */
    public static <T extends BytesMarshallable> ChronicleBytesFormat<T> direct(
        final String type, final Supplier<? extends T> newValue)
    {
        JvmOption.require("chronicle-bytes", Jvm.class, JvmOption.LANG_REFLECT, JvmOption.INTERNAL_REF,
            JvmOption.NIO_CH);
        return new ChronicleBytesFormat<>(mediaType(type), newValue, Direct::new);
    }

    private static String mediaType(final String type)
    {
        if (!type.matches("[\\w.-]+"))
        {
            throw new IllegalArgumentException("type=" + type + " is not of letters, digits, '.', '_' and '-'");
        }
        return MEDIA_TYPE + "; type=" + type;
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
        return way.encode(value, target, offset, available);
    }

    /** @throws PayloadException when the payload is too short for the value. */
    @Override
    public T decode(final ByteBuffer source, final int offset, final int length)
    {
        return decode(source, offset, length, newValue.get());
    }

    /** @throws PayloadException when the payload is too short for the value. */
    @Override
    public T decode(final ByteBuffer source, final int offset, final int length, final T reuse)
    {
        try
        {
            reuse.readMarshallable(way.payload(source, offset, length));
            return reuse;
        }
        catch (final BufferUnderflowException ex)
        {
            throw new PayloadException("a payload of " + length + " bytes is no " + mediaType, ex);
        }
    }

    @Override
    public DataFormat<T> fresh()
    {
        return new ChronicleBytesFormat<>(mediaType, newValue, newWay);
    }

    /** Through arrays. */
    private static final class OverHeap implements Way
    {
        private static final int FIRST_CAPACITY = 256;

        private final Bytes<byte[]> output = elastic();
        private final Bytes<byte[]> input = elastic();

        private static Bytes<byte[]> elastic()
        {
            final Bytes<byte[]> bytes = Bytes.allocateElasticOnHeap(FIRST_CAPACITY);
            bytes.singleThreadedCheckDisabled(true);
            return bytes;
        }

        @Override
        public int encode(
            final BytesMarshallable value, final ByteBuffer target, final int offset, final int available)
        {
            output.clear();
            value.writeMarshallable(output);
            final long length = output.readRemaining();
            if (length > available)
            {
                return -1;
            }
            target.put(offset, output.underlyingObject(), (int)output.readPosition(), (int)length);
            return (int)length;
        }

        @Override
        public Bytes<?> payload(final ByteBuffer source, final int offset, final int length)
        {
            input.clear();
            input.ensureCapacity(length);
            source.get(offset, input.underlyingObject(), 0, length);
            return input.readPositionRemaining(0, length);
        }
    }

    /** By addresses. */
    private static final class Direct implements Way
    {
        private final Place output = new Place();
        private final Place input = new Place();

        @Override
        public int encode(
            final BytesMarshallable value, final ByteBuffer target, final int offset, final int available)
        {
            final Bytes<Void> bytes = output.at(target, offset, available);
            try
            {
                value.writeMarshallable(bytes);
                return (int)bytes.readRemaining();
            }
            catch (final BufferOverflowException tooShort)
            {
                return -1;
            }
            finally
            {
                // Bytes that are kept must not change what was published.
                output.leave();
            }
        }

        @Override
        public Bytes<?> payload(final ByteBuffer source, final int offset, final int length)
        {
            return input.at(source, offset, length).readPositionRemaining(0, length);
        }
    }

    /** Bytes that can be laid over any memory. */
    private static final class Place
    {
        private final BufferAddress addresses = new BufferAddress();
        private final PointerBytesStore store = new PointerBytesStore();
        private final Bytes<Void> bytes;
        private long address;

        private Place()
        {
            store.singleThreadedCheckDisabled(true);
            bytes = store.bytesForWrite();
            bytes.singleThreadedCheckDisabled(true);
        }

        private Bytes<Void> at(final ByteBuffer buffer, final int offset, final int length)
        {
            address = addresses.of(buffer) + offset;
            store.set(address, length);
            // Only clear makes the bounds of the store those of its bytes: before, they let pass whatever comes.
            bytes.clear();
            return bytes;
        }

        private void leave()
        {
            store.set(address, 0);
            bytes.clear();
        }
    }
}
