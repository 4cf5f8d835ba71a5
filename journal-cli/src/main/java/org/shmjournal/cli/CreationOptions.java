package org.shmjournal.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.function.BiFunction;
import org.shmjournal.ChannelSpec;
import org.shmjournal.Retention;
import org.shmjournal.ShmChannel;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * What is fixed when a channel is created. An option that is not given is left unset, so that a channel that is there
 * keeps its own.
 */
final class CreationOptions
{
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
        names = "--format",
        paramLabel = "NAME",
        converter = PayloadFormat.Converter.class,
        description = {
            "What a payload is: text, the default, raw, json, cbor, smile, sbe or chronicle-bytes.",
            "Behind a semicolon, what the media type says beyond the name: 'sbe; schema-id=91'."})
    private PayloadFormat format;

    @Option(
        names = "--segment-size",
        paramLabel = "SIZE",
        converter = SizeConverter.class,
        description = "Size of a segment: a power of two from 64K to 1G; default 64M.")
    private Integer segmentSize;

    @Option(
        names = "--max-record-length",
        paramLabel = "SIZE",
        converter = SizeConverter.class,
        description = "Longest payload; at most, and by default, a quarter of the segment size.")
    private Integer maxRecordLength;

    @Option(
        names = "--checksums",
        negatable = true,
        description = "Cover each payload by a CRC32C; periodic and sync channels always do.")
    private Boolean checksums;

    @Option(
        names = "--timestamps",
        negatable = true,
        description = "Keep with each record when it was written.")
    private Boolean timestamps;

    @Option(
        names = "--durability",
        paramLabel = "process|periodic|sync",
        description = {
            "What survives a power loss. process, the default: what close, flush and full segments have forced.",
            "periodic: and what was forced every so often. sync: and what 'write --ack' has acknowledged."})
    private DurabilityMode durability;

    @Option(
        names = "--force-every-bytes",
        paramLabel = "SIZE",
        converter = SizeConverter.class,
        description = "With --durability periodic: force when so much was written since.")
    private Integer forceEveryBytes;

    @Option(
        names = "--force-every-time",
        paramLabel = "DURATION",
        converter = DurationConverter.class,
        description = "With --durability periodic: force so often; default 1s, unless --force-every-bytes is given.")
    private Duration forceEveryTime;

    @Option(
        names = "--timeout",
        paramLabel = "DURATION",
        converter = DurationConverter.class,
        description = "After how much silence readers call the channel timed out; default never.")
    private Duration timeout;

    @Option(names = "--tick-unit", paramLabel = "ns|us|ms|s", description = "Unit of the timeout in the header.")
    private TickUnit tickUnit;

    @Option(names = "--writer-id", paramLabel = "N", description = "A number of yours for the writer.")
    private Long writerId;

    @Option(names = "--channel-id", paramLabel = "N", description = "A number of yours for the channel.")
    private Long channelId;

    @Mixin
    private RetentionOptions retention;

    @Option(names = "--single-segment", description = "Do not roll: full when its one segment is.")
    private boolean singleSegment;

    @Option(
        names = "--ring",
        paramLabel = "N",
        description = {
            "Keep the newest segments in N slots that are used again, 3 or more: one is prepared while the others",
            "hold records. The writer waits for readers that hold it back; others may be overtaken."})
    private Integer ring;

    @Option(names = "--metadata", paramLabel = "STRING", description = "Anything of yours, at most 512 bytes.")
    private String metadata;

    @Option(
        names = "--permissions",
        paramLabel = "rw-r-----",
        converter = PermissionsConverter.class,
        description = "Permissions of the files; default rw-------.")
    private Permissions permissions;

    /** Hides from picocli that these are many, so that the option is one word. */
    private record Permissions(Set<PosixFilePermission> all)
    {
    }

    /** Reads permissions as ls shows them. */
    static final class PermissionsConverter implements ITypeConverter<Permissions>
    {
        @Override
        public Permissions convert(final String text)
        {
            try
            {
                return new Permissions(PosixFilePermissions.fromString(text));
            }
            catch (final IllegalArgumentException malformed)
            {
                throw new TypeConversionException("'" + text + "' is not of the form rw-r-----");
            }
        }
    }

    /** The format asked for, or else {@code unset}, which may be null. */
    PayloadFormat formatOr(final PayloadFormat unset)
    {
        return format == null ? unset : format;
    }

    /** Whether it was said that there shall be no timestamps. */
    boolean refusesTimestamps()
    {
        return Boolean.FALSE.equals(timestamps);
    }

    /** The channel with all that was asked for but the format. */
    <T> ShmChannel<T> applyTo(final ShmChannel<T> channel)
    {
        return applyTo(channel, ChannelSpec.defaults());
    }

    /** The channel with {@code usual}, and over it all that was asked for but the format. */
    <T> ShmChannel<T> applyTo(final ShmChannel<T> channel, final ChannelSpec usual)
    {
        final ShmChannel<T> specified = channel.spec(over(usual));
        return permissions == null ? specified : specified.permissions(permissions.all);
    }

    private ChannelSpec over(final ChannelSpec usual)
    {
        ChannelSpec spec = usual;
        spec = set(spec, "--segment-size", segmentSize, ChannelSpec::segmentSize);
        spec = set(spec, "--max-record-length", maxRecordLength, ChannelSpec::maxRecordLength);
        spec = checksums == null ? spec : spec.checksums(checksums);
        spec = timestamps == null ? spec : spec.timestamps(timestamps);
        spec = durability == null ? spec : spec.durability(durability.durability());
        spec = set(spec, "--force-every-bytes", forceEveryBytes, ChannelSpec::forceEvery);
        spec = set(spec, "--force-every-time", forceEveryTime, ChannelSpec::forceEvery);
        spec = tickUnit == null ? spec : spec.tickUnit(tickUnit.unit());
        spec = set(spec, "--timeout", timeout, ChannelSpec::timeout);
        spec = writerId == null ? spec : spec.writerId(writerId);
        spec = channelId == null ? spec : spec.channelId(channelId);
        spec = isRetentionGiven() ? spec.retention(retention()) : spec;

        return set(spec, "--metadata", metadata == null ? null : metadata.getBytes(StandardCharsets.UTF_8),
            ChannelSpec::userMetadata);
    }

    private boolean isRetentionGiven()
    {
        return singleSegment || ring != null || retention.isGiven();
    }

    private Retention retention()
    {
        if ((singleSegment ? 1 : 0) + (ring == null ? 0 : 1) + (retention.isGiven() ? 1 : 0) != 1)
        {
            throw new ParameterException(command.commandLine(), "--single-segment keeps its one segment, and --ring " +
                "uses its slots again: leave out " + RetentionOptions.NAMES + ", and give one of both");
        }
        return singleSegment ? Retention.SINGLE_SEGMENT :
            ring != null ? RetentionOptions.make(command, "--ring", ring, Retention::ring) : retention.retention();
    }

    /** Sets what was asked for; a refusal names the option, since its words are those of the library. */
    private <V> ChannelSpec set(
        final ChannelSpec spec, final String option, final V value, final BiFunction<ChannelSpec, V, ChannelSpec> set)
    {
        try
        {
            return value == null ? spec : set.apply(spec, value);
        }
        catch (final IllegalArgumentException refusal)
        {
            throw new ParameterException(command.commandLine(),
                "Invalid value for option '" + option + "': " + refusal.getMessage(), refusal);
        }
    }
}
