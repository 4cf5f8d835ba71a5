package org.shmjournal.cli.input;

import java.io.IOException;
import java.nio.ByteBuffer;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;

/**
 * Hands on records that are one value of JSON each, without what marks a line as unterminated; leaves out blank ones,
 * as NDJSON has it, and refuses all others.
 */
public final class JsonSink implements RecordSink
{
    private static final JsonFactory JSON =
        JsonFactory.builder().disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION).build();

    private final RecordSink next;
    private byte[] bytes = new byte[1024];
    private long records;

    /** In front of a sink. */
    public JsonSink(final RecordSink next)
    {
        this.next = next;
    }

    @Override
    public void onRecord(final ByteBuffer record, final int inputLength)
    {
        records++;
        final int start = record.position();
        if (UnterminatedLine.isMarked(record, start, record.remaining()))
        {
            record.limit(record.limit() - UnterminatedLine.MARK_LENGTH);
        }
        final int length = record.remaining();
        bytes = length > bytes.length ? new byte[length] : bytes;
        record.get(start, bytes, 0, length);
        if (isOneValue(length))
        {
            next.onRecord(record, inputLength);
        }
    }

    @Override
    public void onBlockEnd()
    {
        next.onBlockEnd();
    }

    /** False when there is nothing at all. */
    private boolean isOneValue(final int length)
    {
        try (JsonParser parser = JSON.createParser(bytes, 0, length))
        {
            if (parser.nextToken() == null)
            {
                return false;
            }
            parser.skipChildren();
            if (parser.currentToken() == null || parser.nextToken() != null)
            {
                throw refusal(parser);
            }
            return true;
        }
        catch (final IOException malformed)
        {
            throw refusal(null);
        }
    }

    private InputException refusal(final JsonParser parser)
    {
        return new InputException("record " + records + " of the input is not " +
            (parser == null ? "" : "one value of ") +
            "JSON, which is all that this channel takes; what stands before it was written");
    }
}
