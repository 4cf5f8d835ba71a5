package org.shmjournal.cli.transfer;

import java.io.IOException;
import com.fasterxml.jackson.core.JsonGenerator;
import org.shmjournal.ChannelSpec;
import org.shmjournal.cli.output.ChannelJson;

/**
 * What an export says of its channel.
 *
 * @param spec              it was created with.
 * @param createdEpochNanos when it was created: no timestamp in it is smaller.
 */
public record ExportHeader(ChannelSpec spec, long createdEpochNanos)
{
    static final int VERSION = 1;
    static final String VERSION_FIELD = "export";
    static final String CREATED_FIELD = "createdNanos";
    static final String SPEC_FIELD = "header";

    /** Writes one object. */
    void write(final JsonGenerator json) throws IOException
    {
        json.writeStartObject();
        json.writeNumberField(VERSION_FIELD, VERSION);
        json.writeNumberField(CREATED_FIELD, createdEpochNanos);
        json.writeFieldName(SPEC_FIELD);
        ChannelJson.writeHeader(json, spec);
        json.writeEndObject();
    }
}
