package org.shmjournal.cli.output;

import java.io.IOException;
import com.fasterxml.jackson.core.JsonGenerator;
import org.shmjournal.ChannelInfo;
import org.shmjournal.CursorInfo;

/**
 * Where readers stand, as JSON.
 */
public final class CursorJson
{
    private CursorJson()
    {
    }

    /** Writes those of a channel as one object. */
    public static void writeAll(final JsonGenerator json, final ChannelInfo info) throws IOException
    {
        json.writeStartObject();
        json.writeStringField("channel", info.path().toString());
        json.writeNumberField("endPosition", info.endPosition());
        json.writeNumberField("endSequence", info.endSequence());
        writeField(json, info);
        json.writeArrayFieldStart("problems");
        for (final String problem : info.problems())
        {
            json.writeString(problem);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** Writes those of a channel as a field of its object. */
    public static void writeField(final JsonGenerator json, final ChannelInfo info) throws IOException
    {
        json.writeArrayFieldStart("cursors");
        for (final CursorInfo cursor : info.cursors())
        {
            write(json, cursor);
        }
        json.writeEndArray();
    }

    static void write(final JsonGenerator json, final CursorInfo cursor) throws IOException
    {
        json.writeStartObject();
        json.writeStringField("name", cursor.name());
        json.writeBooleanField("named", cursor.named());
        json.writeStringField("gating", CursorFacts.gating(cursor));
        json.writeNumberField("position", cursor.position());
        json.writeNumberField("sequence", cursor.sequence());
        json.writeNumberField("lagBytes", cursor.lagBytes());
        json.writeNumberField("lagRecords", cursor.lagRecords());
        json.writeNumberField("maxLag", cursor.maxLag());
        json.writeBooleanField("revoked", cursor.revoked());
        json.writeBooleanField("inUse", cursor.inUse());
        json.writeNumberField("readerPid", cursor.readerPid());
        json.writeEndObject();
    }
}
