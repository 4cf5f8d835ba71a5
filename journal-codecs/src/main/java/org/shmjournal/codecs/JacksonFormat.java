package org.shmjournal.codecs;

import java.io.IOException;
import java.nio.ByteBuffer;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.shmjournal.DataFormat;
import org.shmjournal.FormatDescriptor;

/**
 * Values as Jackson writes them: JSON, or whatever the factory of an {@link ObjectMapper} makes of it, CBOR and Smile
 * among others. A record is one value.
 * <p>
 * Jackson writes into a small array of its own, from there into the map. It reads arrays: a payload is copied into one
 * that is kept. Needs {@code com.fasterxml.jackson.core:jackson-databind}, no flag of the JVM. One thread at a time.
 *
 * @param <T> what is written and read.
 */
// Who uses this has the library, and says so in a module of its own; who does not need not have it to compile.
@SuppressWarnings("exports")
public final class JacksonFormat<T> implements DataFormat<T>
{
    /** The id of channels of JSON. */
    public static final int JSON_ID = 10;
    /** The media type of channels of JSON. */
    public static final String JSON_MEDIA_TYPE = "application/json";
    /** The id of channels of CBOR. */
    public static final int CBOR_ID = 11;
    /** The media type of channels of CBOR. */
    public static final String CBOR_MEDIA_TYPE = "application/cbor";
    /** The id of channels of Smile. */
    public static final int SMILE_ID = 12;
    /** The media type of channels of Smile. */
    public static final String SMILE_MEDIA_TYPE = "application/x-jackson-smile";

    private static final String JSON = JsonFactory.FORMAT_NAME_JSON;
    private static final String CBOR = "CBOR";
    private static final String SMILE = "Smile";
    /** Longer arrays are not kept. */
    private static final int MAX_KEPT = 1 << 20;

    private final int id;
    private final String mediaType;
    private final JavaType type;
    private final ObjectWriter writer;
    private final ObjectReader reader;
    /** Whether a generator may go on after a value: where nothing in one payload refers to another. */
    private final boolean reusesGenerator;
    private final PayloadOutput output = new PayloadOutput();
    private SequenceWriter values;
    private byte[] input = new byte[256];

    private JacksonFormat(final JacksonFormat<T> other)
    {
        id = other.id;
        mediaType = other.mediaType;
        type = other.type;
        writer = other.writer;
        reader = other.reader;
        reusesGenerator = other.reusesGenerator;
    }

    private JacksonFormat(final ObjectMapper mapper, final JavaType type, final int id, final String mediaType)
    {
        this.id = id;
        this.mediaType = mediaType;
        this.type = type;
        // What stands behind a value would be lost without a word.
        this.reader = mapper.readerFor(type).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        this.reusesGenerator = JSON.equals(mapper.getFactory().getFormatName()) &&
            !mapper.isEnabled(SerializationFeature.INDENT_OUTPUT);
        this.writer = reusesGenerator ? mapper.writerFor(type).withRootValueSeparator("") : mapper.writerFor(type);
    }

    /** JSON by a mapper without any settings. */
    public static <T> JacksonFormat<T> json(final Class<T> type)
    {
        return of(new JsonMapper(), type);
    }

    /**
     * JSON, CBOR or Smile, by a mapper as it is set now.
     *
     * @throws IllegalArgumentException when it is a mapper of something else: give that an id and a media type.
     */
    public static <T> JacksonFormat<T> of(final ObjectMapper mapper, final Class<T> type)
    {
        return of(mapper, mapper.constructType(type));
    }

    /** The same for a type with parameters. */
    public static <T> JacksonFormat<T> of(final ObjectMapper mapper, final TypeReference<T> type)
    {
        return of(mapper, mapper.constructType(type));
    }

    /**
     * What any other mapper makes of values.
     *
     * @param id        of yours, {@link FormatDescriptor#FIRST_USER_ID} or more.
     * @param mediaType of payloads.
     */
    public static <T> JacksonFormat<T> of(
        final ObjectMapper mapper, final Class<T> type, final int id, final String mediaType)
    {
        if (id < FormatDescriptor.FIRST_USER_ID)
        {
            throw new IllegalArgumentException("id=" + id + " is less than " + FormatDescriptor.FIRST_USER_ID);
        }
        return new JacksonFormat<>(mapper, mapper.constructType(type), id, mediaType);
    }

    private static <T> JacksonFormat<T> of(final ObjectMapper mapper, final JavaType type)
    {
        final String format = mapper.getFactory().getFormatName();
        return switch (format)
        {
            case JSON -> new JacksonFormat<>(mapper, type, JSON_ID, JSON_MEDIA_TYPE);
            case CBOR -> new JacksonFormat<>(mapper, type, CBOR_ID, CBOR_MEDIA_TYPE);
            case SMILE -> new JacksonFormat<>(mapper, type, SMILE_ID, SMILE_MEDIA_TYPE);
            default -> throw new IllegalArgumentException("mapper of " + format +
                " is none of JSON, CBOR, Smile: give an id and a media type");
        };
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

    /** @throws PayloadException when Jackson cannot write the value. */
    @Override
    public int encode(final T value, final ByteBuffer target, final int offset, final int available)
    {
        output.begin(target, offset, available);
        try
        {
            if (reusesGenerator)
            {
                writeOn(value);
            }
            else
            {
                writer.writeValue(output, value);
            }
            return output.end();
        }
        catch (final IOException ex)
        {
            throw new PayloadException("cannot encode a value of " + type.toCanonical() + " as " + mediaType, ex);
        }
        finally
        {
            output.end();
        }
    }

    /** @throws PayloadException when the payload is none of this type. */
    @Override
    public T decode(final ByteBuffer source, final int offset, final int length)
    {
        return read(reader, source, offset, length);
    }

    /**
     * Updates {@code reuse} as Jackson does: what the payload holds is overwritten, the rest stays. Of a record a new
     * one is made.
     *
     * @throws PayloadException when the payload is none of this type.
     */
    @Override
    public T decode(final ByteBuffer source, final int offset, final int length, final T reuse)
    {
        return read(type.isRecordType() ? reader : reader.withValueToUpdate(reuse), source, offset, length);
    }

    @Override
    public DataFormat<T> fresh()
    {
        return new JacksonFormat<>(this);
    }

    private void writeOn(final T value) throws IOException
    {
        boolean whole = false;
        try
        {
            if (values == null)
            {
                values = writer.writeValues(output);
            }
            values.write(value);
            values.flush();
            whole = true;
        }
        finally
        {
            if (!whole)
            {
                startOver();
            }
        }
    }

    /** After a value that was left in the middle. */
    private void startOver() throws IOException
    {
        final SequenceWriter broken = values;
        values = null;
        output.end();
        if (broken != null)
        {
            broken.close();
        }
    }

    private T read(final ObjectReader by, final ByteBuffer source, final int offset, final int length)
    {
        final byte[] bytes = length <= input.length ? input : longer(length);
        source.get(offset, bytes, 0, length);
        try
        {
            return by.readValue(bytes, 0, length);
        }
        catch (final IOException ex)
        {
            throw new PayloadException("a payload of " + length + " bytes is no " + mediaType + " of " +
                type.toCanonical(), ex);
        }
    }

    private byte[] longer(final int length)
    {
        final byte[] bytes = new byte[Math.max(length, Math.min(2 * length, MAX_KEPT))];
        if (bytes.length <= MAX_KEPT)
        {
            input = bytes;
        }
        return bytes;
    }
}
