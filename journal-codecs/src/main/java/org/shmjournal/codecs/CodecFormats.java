package org.shmjournal.codecs;

import java.util.List;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.smile.SmileFactory;
import org.shmjournal.DataFormat;
import org.shmjournal.FormatDescriptor;
import org.shmjournal.FormatProvider;
import org.shmjournal.RawFormat;

/** The formats of this library, for the service loader; none of their libraries is loaded before it is asked for. */
public final class CodecFormats implements FormatProvider
{
    /** For the service loader. */
    public CodecFormats()
    {
    }

    @Override
    public List<FormatDescriptor> formats()
    {
        return List.of(
            FormatDescriptor.of("text", TextFormat.ID, TextFormat.MEDIA_TYPE, "", TextFormat::utf8),
            FormatDescriptor.of("json", JacksonFormat.JSON_ID, JacksonFormat.JSON_MEDIA_TYPE,
                "com.fasterxml.jackson.core:jackson-databind", () -> Json.trees()),
            FormatDescriptor.of("cbor", JacksonFormat.CBOR_ID, JacksonFormat.CBOR_MEDIA_TYPE,
                "com.fasterxml.jackson.dataformat:jackson-dataformat-cbor", () -> Cbor.trees()),
            FormatDescriptor.of("smile", JacksonFormat.SMILE_ID, JacksonFormat.SMILE_MEDIA_TYPE,
                "com.fasterxml.jackson.dataformat:jackson-dataformat-smile", () -> Smile.trees()),
            bytes("sbe", SbeFormat.ID, SbeFormat.MEDIA_TYPE, "org.agrona:agrona"),
            bytes("chronicle-bytes", ChronicleBytesFormat.ID, ChronicleBytesFormat.MEDIA_TYPE,
                "net.openhft:chronicle-bytes"));
    }

    /** One whose payloads do not describe themselves. */
    private static FormatDescriptor bytes(
        final String name, final int id, final String mediaType, final String library)
    {
        return FormatDescriptor.of(name, id, mediaType, library, () -> RawFormat.as(id, mediaType));
    }

    /** A class of its own, like the next two: each is linked, with what it has of Jackson, when it is called. */
    private static final class Json
    {
        private static DataFormat<?> trees()
        {
            return JacksonFormat.of(new JsonMapper(), JsonNode.class);
        }
    }

    /** Beside JSON. */
    private static final class Cbor
    {
        private static DataFormat<?> trees()
        {
            return JacksonFormat.of(new ObjectMapper(new CBORFactory()), JsonNode.class);
        }
    }

    /** Beside JSON. */
    private static final class Smile
    {
        private static DataFormat<?> trees()
        {
            return JacksonFormat.of(new ObjectMapper(new SmileFactory()), JsonNode.class);
        }
    }
}
