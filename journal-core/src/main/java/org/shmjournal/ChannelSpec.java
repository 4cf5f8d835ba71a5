package org.shmjournal;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.shmjournal.layout.ChannelHeader;
import org.shmjournal.layout.HeaderLayout;
import org.shmjournal.layout.SegmentLayout;

/**
 * What is fixed when a channel is created. Immutable; each option, once set, gives a new one, and an option that was
 * not set has its default, or adopts what a channel that is there was created with.
 */
public final class ChannelSpec
{
    private static final List<TimeUnit> TICK_UNITS = List.of(
        TimeUnit.NANOSECONDS, TimeUnit.MICROSECONDS, TimeUnit.MILLISECONDS, TimeUnit.SECONDS);
    private static final Duration DEFAULT_FORCE_INTERVAL = Duration.ofSeconds(1);
    private static final ChannelSpec DEFAULTS = new ChannelSpec(new Object[Option.values().length]);

    /** What can be set; the order is that of {@link #values}. */
    private enum Option
    {
        SEGMENT_SIZE("segmentSize"),
        MAX_RECORD_LENGTH("maxRecordLength"),
        CHECKSUMS("checksums"),
        TIMESTAMPS("timestamps"),
        DURABILITY("durability"),
        PERIODIC_BYTES("forceEveryBytes"),
        PERIODIC_TIME("forceEveryTime"),
        RETENTION("retention"),
        TIMEOUT("timeout"),
        TICK_UNIT("tickUnit"),
        WRITER_ID("writerId"),
        CHANNEL_ID("channelId"),
        FORMAT_ID("formatId"),
        MEDIA_TYPE("mediaType"),
        USER_METADATA("userMetadata");

        private final String title;

        Option(final String title)
        {
            this.title = title;
        }
    }

    private final Object[] values;

    private ChannelSpec(final Object[] values)
    {
        this.values = values;
    }

    /** Nothing set. */
    public static ChannelSpec defaults()
    {
        return DEFAULTS;
    }

    static ChannelSpec of(final ChannelHeader header)
    {
        final TimeUnit tick = TICK_UNITS.get(header.tickUnit());
        final ChannelSpec periodic = header.durability() != HeaderLayout.PERIODIC ? DEFAULTS : DEFAULTS
            .with(Option.PERIODIC_BYTES, header.periodicBytes())
            .with(Option.PERIODIC_TIME, Duration.ofNanos(header.periodicTime()));
        return periodic
            .segmentSize(header.segmentSize())
            .maxRecordLength(header.maxRecordLength())
            .checksums(header.checksums())
            .timestamps(header.timestamps())
            .durability(Durability.values()[header.durability()])
            .retention(Retention.of(header.retention(), header.retentionValue()))
            .tickUnit(tick)
            .timeout(Duration.of(header.timeout(), tick.toChronoUnit()))
            .writerId(header.writerId())
            .channelId(header.channelId())
            .formatId(header.formatId())
            .mediaType(header.mediaType())
            .userMetadata(header.metadata());
    }

    ChannelHeader toHeader(final long instanceId, final long creationTime)
    {
        if (maxRecordLength() > SegmentLayout.maxRecordLength(segmentSize()))
        {
            throw new IllegalArgumentException("maxRecordLength=" + maxRecordLength() +
                " is more than a quarter of segmentSize=" + segmentSize() + ", or than 256 MiB - 16");
        }
        if (durability() != Durability.PERIODIC && (forceEveryBytes() > 0 || !forceEveryTime().isZero()))
        {
            throw new IllegalArgumentException("forceEvery is set with durability=" + durability() +
                ": it is for PERIODIC");
        }
        if (durability() != Durability.PROCESS && !checksums())
        {
            throw new IllegalArgumentException("checksums=false with durability=" + durability() +
                ": without them nothing tells after a power loss which records are whole");
        }
        if (retention().policy() == Retention.Policy.KEEP_FOR && !timestamps())
        {
            throw new IllegalArgumentException("timestamps=false with retention=" + retention() +
                ": without them nothing tells how old a record is");
        }
        retention().requireFor(segmentSize());
        return new ChannelHeader(instanceId, channelId(), writerId(), creationTime, segmentSize(), maxRecordLength(),
            checksums(), timestamps(), durability().ordinal(), forceEveryBytes(),
            TimeUnit.NANOSECONDS.convert(forceEveryTime()),
            retention().code(), retention().value(),
            TICK_UNITS.indexOf(tickUnit()), ticks(), formatId(), mediaType(), userMetadata());
    }

    /**
     * Size of a segment's record area in bytes: a power of two from 64 KiB to 1 GiB; default 64 MiB.
     */
    public ChannelSpec segmentSize(final int bytes)
    {
        if (!SegmentLayout.isValidSize(bytes))
        {
            throw new IllegalArgumentException("segmentSize=" + bytes + " is not a power of two from 64 KiB to 1 GiB");
        }
        return with(Option.SEGMENT_SIZE, bytes);
    }

    /** Size of a segment's record area in bytes. */
    public int segmentSize()
    {
        return get(Option.SEGMENT_SIZE, SegmentLayout.DEFAULT_SEGMENT_SIZE);
    }

    /**
     * Longest payload in bytes: at most a quarter of the segment size and 256 MiB - 16, which is the default.
     */
    public ChannelSpec maxRecordLength(final int bytes)
    {
        if (bytes < 0)
        {
            throw new IllegalArgumentException("maxRecordLength=" + bytes + " is negative");
        }
        return with(Option.MAX_RECORD_LENGTH, bytes);
    }

    /** Longest payload in bytes. */
    public int maxRecordLength()
    {
        return get(Option.MAX_RECORD_LENGTH, SegmentLayout.maxRecordLength(segmentSize()));
    }

    /**
     * Whether each record's payload is covered by a CRC32C; default no, but for {@link Durability#PERIODIC} and
     * {@link Durability#SYNC}, which need it.
     */
    public ChannelSpec checksums(final boolean on)
    {
        return with(Option.CHECKSUMS, on);
    }

    /** Whether each record's payload is covered by a CRC32C. */
    public boolean checksums()
    {
        return get(Option.CHECKSUMS, durability() != Durability.PROCESS);
    }

    /**
     * Whether each record carries the time at which it was written; default no, but for {@link Retention#keepFor},
     * which needs it.
     */
    public ChannelSpec timestamps(final boolean on)
    {
        return with(Option.TIMESTAMPS, on);
    }

    /** Whether each record carries the time at which it was written. */
    public boolean timestamps()
    {
        return get(Option.TIMESTAMPS, retention().policy() == Retention.Policy.KEEP_FOR);
    }

    /** What survives what; default {@link Durability#PROCESS}. */
    public ChannelSpec durability(final Durability durability)
    {
        return with(Option.DURABILITY, durability);
    }

    /** What survives what. */
    public Durability durability()
    {
        return get(Option.DURABILITY, Durability.PROCESS);
    }

    /**
     * On a channel that is {@link Durability#PERIODIC}: at latest when so many bytes were written since, the conductor
     * forces them.
     */
    public ChannelSpec forceEvery(final long bytes)
    {
        if (bytes <= 0)
        {
            throw new IllegalArgumentException("forceEvery bytes=" + bytes + " is not positive");
        }
        return with(Option.PERIODIC_BYTES, bytes);
    }

    /** On a channel that is {@link Durability#PERIODIC}: so often the conductor forces what was written. */
    public ChannelSpec forceEvery(final Duration interval)
    {
        if (interval.isNegative() || interval.isZero())
        {
            throw new IllegalArgumentException("forceEvery interval=" + interval + " is not positive");
        }
        return with(Option.PERIODIC_TIME, interval);
    }

    /** After how many bytes the conductor of a periodic channel forces; 0: not by bytes. */
    public long forceEveryBytes()
    {
        return get(Option.PERIODIC_BYTES, 0L);
    }

    /** How often the conductor of a periodic channel forces; zero: not by time. 1 s unless one of both is set. */
    public Duration forceEveryTime()
    {
        return get(Option.PERIODIC_TIME, durability() == Durability.PERIODIC && !isSet(Option.PERIODIC_BYTES) ?
            DEFAULT_FORCE_INTERVAL : Duration.ZERO);
    }

    /** Which segments are kept; default {@link Retention#KEEP_ALL}. */
    public ChannelSpec retention(final Retention retention)
    {
        return with(Option.RETENTION, retention);
    }

    /** Which segments are kept. */
    public Retention retention()
    {
        return get(Option.RETENTION, Retention.KEEP_ALL);
    }

    /** After how much silence readers call the channel timed out; rounded up to ticks. Zero, the default: never. */
    public ChannelSpec timeout(final Duration timeout)
    {
        if (timeout.isNegative())
        {
            throw new IllegalArgumentException("timeout=" + timeout + " is negative");
        }
        return with(Option.TIMEOUT, timeout);
    }

    /** After how much silence readers call the channel timed out; zero: never. */
    public Duration timeout()
    {
        return get(Option.TIMEOUT, Duration.ZERO);
    }

    /** Unit in which the header holds the timeout: nanoseconds (default), microseconds, milliseconds or seconds. */
    public ChannelSpec tickUnit(final TimeUnit unit)
    {
        if (!TICK_UNITS.contains(unit))
        {
            throw new IllegalArgumentException("tickUnit=" + unit + " is none of " + TICK_UNITS);
        }
        return with(Option.TICK_UNIT, unit);
    }

    /** Unit in which the header holds the timeout. */
    public TimeUnit tickUnit()
    {
        return get(Option.TICK_UNIT, TimeUnit.NANOSECONDS);
    }

    /** The user's number for the writer; default 0. */
    public ChannelSpec writerId(final long id)
    {
        return with(Option.WRITER_ID, id);
    }

    /** The user's number for the writer. */
    public long writerId()
    {
        return get(Option.WRITER_ID, 0L);
    }

    /** The user's number for the channel; default 0. */
    public ChannelSpec channelId(final long id)
    {
        return with(Option.CHANNEL_ID, id);
    }

    /** The user's number for the channel. */
    public long channelId()
    {
        return get(Option.CHANNEL_ID, 0L);
    }

    /** Identity of the format; set from the {@link DataFormat} of the opener. */
    public ChannelSpec formatId(final int id)
    {
        return with(Option.FORMAT_ID, id);
    }

    /** Identity of the format. */
    public int formatId()
    {
        return get(Option.FORMAT_ID, RawFormat.ID);
    }

    /** Media type of a payload, at most 128 characters of US-ASCII; set from the {@link DataFormat} of the opener. */
    public ChannelSpec mediaType(final String type)
    {
        if (type.length() > HeaderLayout.MAX_MEDIA_TYPE_LENGTH ||
            !StandardCharsets.US_ASCII.newEncoder().canEncode(type))
        {
            throw new IllegalArgumentException("mediaType=" + type + " is not at most 128 characters of US-ASCII");
        }
        return with(Option.MEDIA_TYPE, type);
    }

    /** Media type of a payload. */
    public String mediaType()
    {
        return get(Option.MEDIA_TYPE, RawFormat.MEDIA_TYPE);
    }

    /** Anything of the user's, at most 512 bytes. */
    public ChannelSpec userMetadata(final byte[] metadata)
    {
        if (metadata.length > HeaderLayout.MAX_METADATA_LENGTH)
        {
            throw new IllegalArgumentException("userMetadata length=" + metadata.length + " is more than 512");
        }
        return with(Option.USER_METADATA, metadata.clone());
    }

    /** A copy of what the user left. */
    public byte[] userMetadata()
    {
        return get(Option.USER_METADATA, new byte[0]).clone();
    }

    /** Names the first option set here that a channel differs in, and both values; null when none does. */
    String mismatch(final ChannelSpec channel)
    {
        for (final Option option : Option.values())
        {
            final Object wish = values[option.ordinal()];
            final Object actual = channel.values[option.ordinal()];
            if ((option == Option.FORMAT_ID || option == Option.MEDIA_TYPE) && wish != null && !wish.equals(actual))
            {
                return formatName() + " was asked for, the channel has " + channel.formatName();
            }
            if (option != Option.TIMEOUT && wish != null && !Arrays.deepEquals(array(wish), array(actual)))
            {
                return option.title + "=" + show(wish) + " was asked for, the channel has " + option.title + "=" +
                    show(actual);
            }
        }
        if (isSet(Option.TIMEOUT) && tickUnit(channel.tickUnit()).ticks() != channel.ticks())
        {
            return "timeout=" + timeout() + " was asked for, the channel has timeout=" + channel.timeout();
        }
        return null;
    }

    /** What of the format is set, with its name where that is known. */
    private String formatName()
    {
        final String type = isSet(Option.MEDIA_TYPE) ? "mediaType=" + mediaType() : "";
        return isSet(Option.FORMAT_ID) ? "format " + FormatDescriptor.nameOf(formatId()) + "(formatId=" + formatId() +
            (type.isEmpty() ? "" : ", ") + type + ")" : "format (" + type + ")";
    }

    ChannelSpec format(final DataFormat<?> format)
    {
        return formatId(format.id()).mediaType(format.mediaType());
    }

    /** All options, for people. */
    @Override
    public String toString()
    {
        final StringBuilder builder = new StringBuilder("ChannelSpec{");
        for (final Option option : Option.values())
        {
            final Object value = values[option.ordinal()];
            if (value != null)
            {
                builder.append(builder.charAt(builder.length() - 1) == '{' ? "" : ", ")
                    .append(option.title).append('=').append(show(value));
            }
        }
        return builder.append('}').toString();
    }

    private long ticks()
    {
        final TimeUnit unit = tickUnit();
        final long ticks = unit.convert(timeout());
        final boolean exact = Duration.of(ticks, unit.toChronoUnit()).compareTo(timeout()) >= 0;
        return exact || ticks == Long.MAX_VALUE ? ticks : ticks + 1;
    }

    private static Object[] array(final Object value)
    {
        return new Object[]{value};
    }

    private static String show(final Object value)
    {
        return value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : String.valueOf(value);
    }

    private boolean isSet(final Option option)
    {
        return values[option.ordinal()] != null;
    }

    private ChannelSpec with(final Option option, final Object value)
    {
        final Object[] copy = values.clone();
        copy[option.ordinal()] = value;
        return new ChannelSpec(copy);
    }

    @SuppressWarnings("unchecked")
    private <V> V get(final Option option, final V absent)
    {
        final Object value = values[option.ordinal()];
        return value == null ? absent : (V)value;
    }
}
