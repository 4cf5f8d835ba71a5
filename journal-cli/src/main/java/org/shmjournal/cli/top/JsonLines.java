package org.shmjournal.cli.top;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import com.fasterxml.jackson.core.JsonGenerator;
import org.shmjournal.ChannelInfo;
import org.shmjournal.cli.output.CursorJson;
import org.shmjournal.cli.output.Json;
import org.shmjournal.cli.output.StandardOutput;

/** A JSON object a channel and moment, on a line of its own. */
public final class JsonLines implements Display
{
    private final StandardOutput output;

    /** On an output. */
    public JsonLines(final StandardOutput output)
    {
        this.output = output;
    }

    @Override
    public void show(final Instant time, final List<Sample> samples)
    {
        samples.forEach(sample -> Json.print(output, json -> write(json, time, sample)));
    }

    private static void write(final JsonGenerator json, final Instant time, final Sample sample) throws IOException
    {
        json.writeStartObject();
        json.writeStringField("time", time.toString());
        json.writeStringField("channel", sample.channel().toString());
        if (sample.info() == null)
        {
            json.writeStringField("problem", sample.problem());
        }
        else
        {
            write(json, sample);
        }
        json.writeEndObject();
    }

    private static void write(final JsonGenerator json, final Sample sample) throws IOException
    {
        final ChannelInfo info = sample.info();
        json.writeStringField("state", State.of(info).word());
        json.writeNumberField("ownerPid", info.owner().pid());
        if (sample.hasRate())
        {
            json.writeNumberField("recordsPerSecond", sample.recordsPerSecond());
            json.writeNumberField("bytesPerSecond", sample.bytesPerSecond());
        }
        json.writeNumberField("endPosition", info.endPosition());
        json.writeNumberField("endSequence", info.endSequence());
        json.writeNumberField("durablePosition", info.durablePosition());
        json.writeNumberField("durableLag", sample.durableLag());
        json.writeNumberField("drops", info.drops());
        json.writeNumberField("rollWaits", info.rollWaits());
        CursorJson.writeField(json, info);
        json.writeArrayFieldStart("problems");
        for (final String problem : info.problems())
        {
            json.writeString(problem);
        }
        json.writeEndArray();
    }

    @Override
    public void close()
    {
        output.flush();
    }
}
