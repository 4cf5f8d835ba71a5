package org.shmjournal.cli.transfer;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import org.shmjournal.ChannelSpec;
import org.shmjournal.Durability;
import org.shmjournal.Retention;

/**
 * Reads back what {@link org.shmjournal.cli.output.ChannelJson#writeHeader} writes. Fields that are not known are left
 * out: an older version sets what it can.
 */
final class SpecJson
{
    private static final Pattern QUOTED = Pattern.compile("\\s*(\\([^()]*\\)|'[^']*')");

    private SpecJson()
    {
    }

    /**
     * Reads one object, at whose start the parser stands.
     *
     * @throws IllegalArgumentException when a value is none that a channel can have.
     */
    static ChannelSpec read(final JsonParser json) throws IOException
    {
        if (json.currentToken() != JsonToken.START_OBJECT)
        {
            throw new IllegalArgumentException("it is no object");
        }
        ChannelSpec spec = ChannelSpec.defaults();
        int longest = -1;
        Retention.Policy policy = Retention.Policy.KEEP_ALL;
        long kept = 0;
        while (json.nextToken() != JsonToken.END_OBJECT)
        {
            final String name = json.currentName();
            json.nextToken();
            switch (name)
            {
                case "maxRecordLength" -> longest = json.getIntValue();
                case "retention" -> policy = Retention.Policy.valueOf(json.getText());
                case "retentionValue" -> kept = json.getLongValue();
                default -> spec = with(spec, name, json);
            }
        }
        spec = spec.retention(retention(policy, kept));
        // What follows from the segment size is left to do so, in case that a size is chosen that is not this.
        return longest < 0 || longest == spec.maxRecordLength() ? spec : spec.maxRecordLength(longest);
    }

    private static ChannelSpec with(final ChannelSpec spec, final String name, final JsonParser json)
        throws IOException
    {
        return switch (name)
        {
            case "formatId" -> spec.formatId(json.getIntValue());
            case "mediaType" -> spec.mediaType(json.getText());
            case "segmentSize" -> spec.segmentSize(json.getIntValue());
            case "checksums" -> spec.checksums(json.getBooleanValue());
            case "timestamps" -> spec.timestamps(json.getBooleanValue());
            case "durability" -> spec.durability(Durability.valueOf(json.getText()));
            case "forceEveryBytes" -> json.getLongValue() == 0 ? spec : spec.forceEvery(json.getLongValue());
            case "forceEveryNanos" -> json.getLongValue() == 0 ? spec :
                spec.forceEvery(Duration.ofNanos(json.getLongValue()));
            case "timeoutNanos" -> spec.timeout(Duration.ofNanos(json.getLongValue()));
            case "tickUnit" -> spec.tickUnit(TimeUnit.valueOf(json.getText()));
            case "writerId" -> spec.writerId(json.getLongValue());
            case "channelId" -> spec.channelId(json.getLongValue());
            case "metadataBase64" -> spec.userMetadata(json.getBinaryValue());
            default -> skip(spec, json);
        };
    }

    private static Retention retention(final Retention.Policy policy, final long kept)
    {
        return switch (policy)
        {
            case KEEP_ALL -> Retention.KEEP_ALL;
            case SINGLE_SEGMENT -> Retention.SINGLE_SEGMENT;
            case KEEP_SEGMENTS -> Retention.keepSegments(kept);
            case KEEP_BYTES -> Retention.keepBytes(kept);
            case KEEP_FOR -> Retention.keepFor(Duration.ofNanos(kept));
            case RING -> Retention.ring((int)Math.max(0, Math.min(Integer.MAX_VALUE, kept)));
        };
    }

    private static ChannelSpec skip(final ChannelSpec spec, final JsonParser json) throws IOException
    {
        json.skipChildren();
        return spec;
    }

    /** Why something is no JSON, or not the expected one, in a line and without what stands there. */
    static String reason(final Exception malformed)
    {
        if (!(malformed instanceof JsonProcessingException json))
        {
            return String.valueOf(malformed.getMessage());
        }
        // Jackson puts what it found, and its own settings, into quotes and brackets, which may be nested.
        String reason = json.getOriginalMessage();
        String shorter = QUOTED.matcher(reason).replaceAll("");
        while (!shorter.equals(reason))
        {
            reason = shorter;
            shorter = QUOTED.matcher(reason).replaceAll("");
        }
        return reason.lines().findFirst().orElse("malformed").replaceFirst(":.*", "");
    }
}
