package org.shmjournal.cli.output;

import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import com.fasterxml.jackson.core.JsonGenerator;
import org.shmjournal.ChannelInfo;
import org.shmjournal.ChannelSpec;

/**
 * What is known of a channel, as JSON.
 */
public final class ChannelJson
{
    private ChannelJson()
    {
    }

    /** Writes one object. */
    public static void write(final JsonGenerator json, final ChannelInfo info) throws IOException
    {
        json.writeStartObject();
        json.writeStringField("channel", info.path().toString());
        json.writeStringField("state", info.state().toLowerCase(Locale.ROOT));
        json.writeBooleanField("closed", info.closed());
        json.writeNumberField("records", info.records());
        json.writeNumberField("oldestPosition", info.oldestPosition());
        json.writeNumberField("endPosition", info.endPosition());
        json.writeNumberField("oldestSequence", info.oldestSequence());
        json.writeNumberField("endSequence", info.endSequence());
        json.writeNumberField("openClaims", info.openClaims());
        json.writeNumberField("durablePosition", info.durablePosition());
        if (!"SEGMENT".equals(info.state()))
        {
            json.writeNumberField("durableLag", Math.max(0, info.endPosition() - info.durablePosition()));
            json.writeNumberField("drops", info.drops());
            json.writeNumberField("rollWaits", info.rollWaits());
        }
        json.writeNumberField("bytesOnDisk", info.bytesOnDisk());
        json.writeStringField("fileSystem", info.fileSystem());
        json.writeStringField("instanceId", String.format("%016x", info.instanceId()));
        json.writeStringField("created", EpochNanos.toInstant(info.createdEpochNanos()).toString());
        json.writeNumberField("epoch", info.epoch());
        json.writeFieldName("header");
        writeHeader(json, info.header());
        if (info.owner().pid() > 0)
        {
            json.writeFieldName("owner");
            writeOwner(json, info.owner());
        }
        writeQuarantine(json, QuarantineFiles.of(info.path()));
        json.writeArrayFieldStart("segments");
        for (final ChannelInfo.Segment segment : info.segments())
        {
            writeSegment(json, segment);
        }
        json.writeEndArray();
        CursorJson.writeField(json, info);
        json.writeArrayFieldStart("problems");
        for (final String problem : info.problems())
        {
            json.writeString(problem);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** Writes what a channel was created with as one object. */
    public static void writeHeader(final JsonGenerator json, final ChannelSpec header) throws IOException
    {
        json.writeStartObject();
        json.writeNumberField("formatId", header.formatId());
        json.writeStringField("mediaType", header.mediaType());
        json.writeNumberField("segmentSize", header.segmentSize());
        json.writeNumberField("maxRecordLength", header.maxRecordLength());
        json.writeBooleanField("checksums", header.checksums());
        json.writeBooleanField("timestamps", header.timestamps());
        json.writeStringField("durability", header.durability().name());
        json.writeNumberField("forceEveryBytes", header.forceEveryBytes());
        json.writeNumberField("forceEveryNanos", header.forceEveryTime().toNanos());
        json.writeStringField("retention", header.retention().policy().name());
        json.writeNumberField("retentionValue", header.retention().value());
        json.writeNumberField("timeoutNanos", header.timeout().toNanos());
        json.writeStringField("tickUnit", header.tickUnit().name());
        json.writeNumberField("writerId", header.writerId());
        json.writeNumberField("channelId", header.channelId());
        json.writeFieldName("metadataBase64");
        json.writeBinary(header.userMetadata());
        json.writeEndObject();
    }

    private static void writeOwner(final JsonGenerator json, final ChannelInfo.Owner owner) throws IOException
    {
        json.writeStartObject();
        json.writeNumberField("pid", owner.pid());
        json.writeStringField("started", Instant.ofEpochMilli(owner.startedEpochMillis()).toString());
        json.writeNumberField("heartbeats", owner.heartbeats());
        json.writeBooleanField("alive", owner.alive());
        json.writeEndObject();
    }

    private static void writeQuarantine(final JsonGenerator json, final QuarantineFiles quarantine) throws IOException
    {
        json.writeObjectFieldStart("quarantine");
        json.writeNumberField("files", quarantine.count());
        json.writeNumberField("bytes", quarantine.bytes());
        json.writeEndObject();
    }

    private static void writeSegment(final JsonGenerator json, final ChannelInfo.Segment segment) throws IOException
    {
        json.writeStartObject();
        json.writeNumberField("number", segment.number());
        json.writeStringField("file", segment.file().toString());
        json.writeStringField("state", segment.state());
        json.writeNumberField("epoch", segment.epoch());
        json.writeNumberField("baseSequence", segment.baseSequence());
        if (segment.baseTimestamp() >= 0)
        {
            json.writeStringField("baseTimestamp", EpochNanos.toInstant(segment.baseTimestamp()).toString());
        }
        json.writeNumberField("records", segment.records());
        json.writeNumberField("usedBytes", segment.usedBytes());
        json.writeNumberField("fileBytes", segment.fileBytes());
        json.writeEndObject();
    }
}
