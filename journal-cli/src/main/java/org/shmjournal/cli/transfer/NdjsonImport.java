package org.shmjournal.cli.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import org.shmjournal.ChannelSpec;
import org.shmjournal.cli.output.EpochNanos;

/**
 * Takes lines of JSON apart: those of an export, or of {@code cat --output json}, which have neither header nor end.
 */
final class NdjsonImport
{
    private static final String MEND = "mend the line, or export the channel again";
    private static final int MAX_STRING = Integer.MAX_VALUE - 8;
    private static final JsonFactory FACTORY = JsonFactory.builder()
        .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
        .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(MAX_STRING).build())
        .build();

    private final Import sink;
    private final CharsetEncoder utf8 = StandardCharsets.UTF_8.newEncoder();
    private JsonParser json;
    private String where = "line 1";

    /** What one line turned out to be. */
    private static final class Line
    {
        private ChannelSpec spec;
        private long created;
        private int version = -1;
        private long end = -1;
        private ByteBuffer payload;
        private long timestamp = -1;
        private long length = -1;
        private boolean decoded;
    }

    NdjsonImport(final Import sink)
    {
        this.sink = sink;
    }

    void read(final InputStream input) throws IOException
    {
        try (JsonParser parser = FACTORY.createParser(input))
        {
            json = parser;
            readLines();
        }
        catch (final JsonProcessingException malformed)
        {
            final JsonLocation at = malformed.getLocation();
            throw sink.damaged(at == null ? where : "line " + at.getLineNr() + ", byte " + at.getByteOffset(),
                "no JSON: " + SpecJson.reason(malformed), MEND);
        }
    }

    private void readLines() throws IOException
    {
        while (json.nextToken() != null)
        {
            final JsonLocation start = json.currentTokenLocation();
            where = "line " + start.getLineNr() + ", byte " + start.getByteOffset();
            if (json.currentToken() != JsonToken.START_OBJECT)
            {
                throw sink.damaged(where, "no object", MEND);
            }
            try
            {
                handOn(line());
            }
            catch (final DateTimeException malformed)
            {
                throw sink.damaged(where, "a timestamp is none: " + malformed.getMessage(), MEND);
            }
        }
    }

    private Line line() throws IOException
    {
        final Line line = new Line();
        while (json.nextToken() != JsonToken.END_OBJECT)
        {
            final String name = json.currentName();
            json.nextToken();
            take(name, line);
        }
        return line;
    }

    private void take(final String name, final Line line) throws IOException
    {
        switch (name)
        {
            case ExportHeader.VERSION_FIELD -> line.version = json.getIntValue();
            case ExportHeader.CREATED_FIELD -> line.created = json.getLongValue();
            case ExportHeader.SPEC_FIELD -> line.spec = spec();
            case NdjsonExport.END_FIELD -> line.end = end();
            case "timestampNanos" -> line.timestamp = json.getLongValue();
            case "timestamp" -> line.timestamp =
                line.timestamp >= 0 ? line.timestamp : EpochNanos.of(Instant.parse(json.getText()));
            case "length" -> line.length = json.getLongValue();
            case "text" -> line.payload = text();
            case "base64" -> line.payload = ByteBuffer.wrap(json.getBinaryValue());
            case "value" ->
            {
                line.decoded = true;
                json.skipChildren();
            }
            default -> json.skipChildren();
        }
    }

    private void handOn(final Line line)
    {
        if (line.spec != null)
        {
            sink.header(line.version, new ExportHeader(line.spec, line.created), where);
            return;
        }
        if (line.end >= 0)
        {
            sink.end(line.end, where);
            return;
        }
        if (line.payload == null)
        {
            throw sink.damaged(where, "no record: it has neither text nor base64",
                line.decoded ? "its value was decoded: use 'journal export' instead of 'journal cat'" : MEND);
        }
        if (line.length >= 0 && line.length != line.payload.remaining())
        {
            throw sink.damaged(where,
                "the payload has " + line.payload.remaining() + " bytes, its length is said to be " +
                    line.length,
                MEND);
        }
        sink.record(line.payload, line.timestamp, json.currentLocation().getByteOffset(), where);
    }

    private ChannelSpec spec() throws IOException
    {
        try
        {
            return SpecJson.read(json);
        }
        catch (final IllegalArgumentException refused)
        {
            throw sink.damaged(where, "the header is not one: " + refused.getMessage(), MEND);
        }
    }

    private long end() throws IOException
    {
        long records = -1;
        while (json.currentToken() != null && json.nextToken() != JsonToken.END_OBJECT)
        {
            if (json.currentToken() == JsonToken.VALUE_NUMBER_INT)
            {
                records = json.getLongValue();
            }
        }
        return records;
    }

    private ByteBuffer text() throws IOException
    {
        try
        {
            return utf8.encode(CharBuffer.wrap(json.getText()));
        }
        catch (final CharacterCodingException unpaired)
        {
            throw sink.damaged(where, "the text has half a surrogate pair, which no UTF-8 is", MEND);
        }
    }
}
