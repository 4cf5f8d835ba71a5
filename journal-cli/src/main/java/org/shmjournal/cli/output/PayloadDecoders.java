package org.shmjournal.cli.output;

import java.nio.file.Path;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.smile.SmileFactory;
import org.shmjournal.codecs.JacksonFormat;
import org.shmjournal.codecs.SbeFormat;

/**
 * The decoders that the command has. Each loads its library when a channel needs it.
 */
public final class PayloadDecoders
{
    private PayloadDecoders()
    {
    }

    /**
     * For the payloads of a channel.
     *
     * @param formatId of the channel.
     * @param schema   file of messages of SBE, or null.
     * @throws IllegalArgumentException when the schema is none, or the channel needs none.
     */
    public static PayloadDecoder of(final int formatId, final Path schema)
    {
        if (schema != null && formatId != SbeFormat.ID)
        {
            throw new IllegalArgumentException("--schema is for channels of SBE, formatId=" + SbeFormat.ID +
                "; this one has formatId=" + formatId);
        }
        return switch (formatId)
        {
            case JacksonFormat.JSON_ID -> json();
            case JacksonFormat.CBOR_ID -> Cbor.decoder();
            case JacksonFormat.SMILE_ID -> Smile.decoder();
            case SbeFormat.ID -> schema == null ? PayloadDecoder.NONE : new SbeDecoder(schema);
            default -> PayloadDecoder.NONE;
        };
    }

    private static PayloadDecoder json()
    {
        return new TokenDecoder(new JsonFactory(), true);
    }

    /** A class of its own, linked when it is called; so is the next. */
    private static final class Cbor
    {
        private static PayloadDecoder decoder()
        {
            return new TokenDecoder(new CBORFactory(), false);
        }
    }

    /** As above. */
    private static final class Smile
    {
        private static PayloadDecoder decoder()
        {
            return new TokenDecoder(new SmileFactory(), false);
        }
    }
}
