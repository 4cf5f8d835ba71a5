package org.shmjournal.cli.output;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.shmjournal.ChannelInfo;
import org.shmjournal.ChannelSpec;

/**
 * What is known of a channel, for people.
 */
public final class ChannelFacts
{
    private static final int MAX_SEGMENTS_SHOWN = 20;

    private final Style style;

    /** Facts in a style. */
    public ChannelFacts(final Style style)
    {
        this.style = style;
    }

    /** A fact a line. */
    public String describe(final ChannelInfo info)
    {
        final ChannelSpec header = info.header();
        final Facts facts = new Facts(style);
        facts.add("channel", Printable.of(info.path()));
        facts.add("state", state(info));
        facts.add("records", info.records() < 0 ? "unknown" :
            info.records() + ", sequence " + info.oldestSequence() + " to " + info.endSequence() + " (not included)");
        facts.add("position", info.endPosition() < 0 ? "unknown" :
            info.oldestPosition() + " to " + info.endPosition());
        facts.add("format", Printable.of(header.mediaType()) + " (id " + header.formatId() + ")");
        facts.add("records have", (header.timestamps() ? "timestamps" : "no timestamps") + ", " +
            (header.checksums() ? "checksums" : "no checksums") + ", at most " +
            ByteCount.of(header.maxRecordLength()));
        facts.add("segments", info.segments().size() + " of " + ByteCount.of(header.segmentSize()) +
            ", " + RetentionText.of(header.retention()));
        facts.add("on disk", ByteCount.of(info.bytesOnDisk()) + ", " + info.fileSystem() +
            CopyOnWrite.note(info.fileSystem()));
        addDurability(facts, info);
        facts.add("timeout", header.timeout().isZero() ? "none" : duration(header.timeout()));
        facts.add("ids", "channel " + header.channelId() + ", writer " + header.writerId() + ", instance " +
            String.format("%016x", info.instanceId()));
        if (header.userMetadata().length > 0)
        {
            facts.add("metadata", Printable.of(new String(header.userMetadata(), StandardCharsets.UTF_8)));
        }
        facts.add("created", EpochNanos.toInstant(info.createdEpochNanos()).toString() + ", opened to write " +
            info.epoch() + " times");
        addSegments(facts, info);
        final CursorFacts cursors = new CursorFacts(style);
        info.cursors().forEach(cursor -> facts.add("cursor", cursor.name() + "  " + cursors.describe(cursor)));
        info.problems().forEach(problem -> facts.add("problem", style.bad(Printable.of(problem))));

        return facts.toString();
    }

    /** Who writes, or how the last writer left. */
    public String state(final ChannelInfo info)
    {
        final ChannelInfo.Owner owner = info.owner();
        if (!info.problems().isEmpty())
        {
            return style.bad("damaged");
        }
        if (!"ACTIVE".equals(info.state()))
        {
            return style.notable(info.state().toLowerCase(Locale.ROOT));
        }
        if (info.closed())
        {
            return style.good("closed cleanly");
        }
        if (owner.pid() == 0)
        {
            // Recovery, and a copy, leave no owner.
            return info.endPosition() == 0 ? "never written" : "nobody writes; the next writer goes on";
        }
        return owner.alive() ? style.good("owner alive") + " (pid " + owner.pid() + ")" :
            style.notable("owner gone without closing") + " (pid " + owner.pid() + "); the next writer goes on";
    }

    private void addDurability(final Facts facts, final ChannelInfo info)
    {
        final ChannelSpec header = info.header();
        facts.add("durability", header.durability().name() +
            (header.forceEveryBytes() > 0 ? ", forced every " + ByteCount.of(header.forceEveryBytes()) : "") +
            (header.forceEveryTime().isZero() ? "" : ", forced every " + duration(header.forceEveryTime())));
        if (!"SEGMENT".equals(info.state()))
        {
            if (info.openClaims() > 0)
            {
                facts.add("open claims", style.notable(info.openClaims() + (info.openClaims() == 1 ? ", which hides" :
                    ", which hide") + " what is behind the end"));
            }
            final long lag = info.endPosition() - info.durablePosition();
            facts.add("durable", "to position " + info.durablePosition() +
                (lag > 0 ? ", " + style.notable(ByteCount.of(lag) + " behind the end") : ""));
        }
        if (info.drops() != 0 || info.rollWaits() != 0)
        {
            facts.add("backpressure", info.rollWaits() + " rolls waited for a segment, " +
                (info.drops() == 0 ? "no records dropped" : style.notable(info.drops() + " records dropped")));
        }
        final QuarantineFiles quarantine = QuarantineFiles.of(info.path());
        if (quarantine.count() != 0)
        {
            facts.add("quarantine", style.notable(quarantine.count() < 0 ? "not readable" : quarantine.count() +
                (quarantine.count() == 1 ? " file, " : " files, ") + ByteCount.of(quarantine.bytes())));
        }
    }

    private static String duration(final Duration duration)
    {
        return duration.toString().substring(2).toLowerCase(Locale.ROOT);
    }

    private static void addSegments(final Facts facts, final ChannelInfo info)
    {
        final int from = Math.max(0, info.segments().size() - MAX_SEGMENTS_SHOWN);
        if (from > 0)
        {
            facts.add("", "... " + from + " older segments");
        }
        for (final ChannelInfo.Segment segment : info.segments().subList(from, info.segments().size()))
        {
            facts.add("segment " + segment.number(), String.format("%-8s", segment.state()) + " " +
                ByteCount.of(segment.usedBytes()) + " used" +
                (segment.records() < 0 ? "" : ", " + segment.records() + " records") +
                (segment.baseSequence() < 0 ? "" : " from sequence " + segment.baseSequence()));
        }
    }
}
