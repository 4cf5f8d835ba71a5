package org.shmjournal.cli.output;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;

/**
 * Whatever Jackson parses, token by token: numbers keep all their digits.
 */
final class TokenDecoder implements PayloadDecoder
{
    private static final JsonFactory JSON = new JsonFactory();

    private final JsonFactory source;
    private final boolean text;
    private final Payload payload = new Payload();

    TokenDecoder(final JsonFactory source, final boolean text)
    {
        this.source = source;
        this.text = text;
    }

    @Override
    public String decode(final ByteBuffer buffer, final int offset, final int length)
    {
        payload.set(buffer, offset, length);
        try (JsonParser parser = source.createParser(payload.bytes(), 0, length))
        {
            return onOneLine(parser);
        }
        catch (final IOException | RuntimeException other)
        {
            // Of bytes that anyone may have written, a parser may make anything.
            return null;
        }
    }

    @Override
    public boolean isText()
    {
        return text;
    }

    /** JSON of any layout on one line; null when it is none. */
    static String compact(final CharSequence json)
    {
        try (JsonParser parser = JSON.createParser(json.toString()))
        {
            return onOneLine(parser);
        }
        catch (final IOException other)
        {
            return null;
        }
    }

    /** The one value that a parser has, or null. */
    private static String onOneLine(final JsonParser parser) throws IOException
    {
        if (parser.nextToken() == null)
        {
            return null;
        }
        final StringWriter line = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(line))
        {
            json.copyCurrentStructureExact(parser);
        }
        return parser.nextToken() == null ? line.toString() : null;
    }
}
