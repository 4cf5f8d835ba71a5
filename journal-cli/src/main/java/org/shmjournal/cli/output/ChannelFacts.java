package org.shmjournal.cli.output;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.shmjournal.ChannelInfo;
import org.shmjournal.ChannelSpec;
import org.shmjournal.Retention;

/**
 * What is known of a channel, for people.
 */
public final class ChannelFacts
{
    private static final int MAX_SEGMENTS_SHOWN = 20;
    private static final int LABEL_WIDTH = 15;

    private final Style style;
    private final StringBuilder text = new StringBuilder(1024);

    /** Facts in a style. */
    public ChannelFacts(final Style style)
    {
        this.style = style;
    }

    /** A fact a line. */
    public String describe(final ChannelInfo info)
    {
        final ChannelSpec header = info.header();
        text.setLength(0);
        fact("channel", Printable.of(info.path()));
        fact("state", state(info));
        fact("records", info.records() < 0 ? "unknown" :
            info.records() + ", sequence " + info.oldestSequence() + " to " + info.endSequence() + " (not included)");
        fact("position", info.endPosition() < 0 ? "unknown" :
            info.oldestPosition() + " to " + info.endPosition() + ", durable to " + info.durablePosition());
        fact("format", Printable.of(header.mediaType()) + " (id " + header.formatId() + ")");
        fact("records have", (header.timestamps() ? "timestamps" : "no timestamps") + ", " +
            (header.checksums() ? "checksums" : "no checksums") + ", at most " +
            ByteCount.of(header.maxRecordLength()));
        fact("segments", info.segments().size() + " of " + ByteCount.of(header.segmentSize()) +
            (header.retention() == Retention.SINGLE_SEGMENT ? ", single segment" : ", all are kept"));
        fact("on disk", ByteCount.of(info.bytesOnDisk()) + ", " + info.fileSystem());
        fact("durability", header.durability().name());
        fact("timeout",
            header.timeout().isZero() ? "none" : header.timeout().toString().substring(2).toLowerCase(Locale.ROOT));
        fact("ids", "channel " + header.channelId() + ", writer " + header.writerId() + ", instance " +
            String.format("%016x", info.instanceId()));
        if (header.userMetadata().length > 0)
        {
            fact("metadata", Printable.of(new String(header.userMetadata(), StandardCharsets.UTF_8)));
        }
        fact("created", EpochNanos.toInstant(info.createdEpochNanos()).toString() + ", opened to write " +
            info.epoch() + " times");
        segments(info);
        info.problems().forEach(problem -> fact("problem", style.bad(Printable.of(problem))));

        return text.toString();
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
            return "never written";
        }
        return owner.alive() ? style.good("owner alive") + " (pid " + owner.pid() + ")" :
            style.notable("owner gone without closing") + " (pid " + owner.pid() + "); the next writer goes on";
    }

    private void segments(final ChannelInfo info)
    {
        final int from = Math.max(0, info.segments().size() - MAX_SEGMENTS_SHOWN);
        if (from > 0)
        {
            fact("", "... " + from + " older segments");
        }
        for (final ChannelInfo.Segment segment : info.segments().subList(from, info.segments().size()))
        {
            fact("segment " + segment.number(), String.format("%-8s", segment.state()) + " " +
                ByteCount.of(segment.usedBytes()) + " used" +
                (segment.records() < 0 ? "" : ", " + segment.records() + " records") +
                (segment.baseSequence() < 0 ? "" : " from sequence " + segment.baseSequence()));
        }
    }

    private void fact(final String label, final String value)
    {
        text.append(style.label(label))
            .append(" ".repeat(Math.max(1, LABEL_WIDTH - label.length())))
            .append(value)
            .append('\n');
    }
}
