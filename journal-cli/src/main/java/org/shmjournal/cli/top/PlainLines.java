package org.shmjournal.cli.top;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.shmjournal.ChannelInfo;
import org.shmjournal.CursorInfo;
import org.shmjournal.cli.output.Printable;
import org.shmjournal.cli.output.StandardOutput;

/** A line a channel and moment, of words of the form name=value, for whoever has no screen, or searches. */
public final class PlainLines implements Display
{
    private final StandardOutput output;

    /** On an output. */
    public PlainLines(final StandardOutput output)
    {
        this.output = output;
    }

    @Override
    public void show(final Instant time, final List<Sample> samples)
    {
        samples.forEach(sample -> output.println(line(time.truncatedTo(ChronoUnit.MILLIS), sample)));
        output.flush();
    }

    private static String line(final Instant time, final Sample sample)
    {
        final StringBuilder line = new StringBuilder(256).append(time).append(" channel=")
            .append(Printable.of(sample.channel()));
        if (sample.info() == null)
        {
            return line.append(" state=unreadable problem=").append(Printable.of(sample.problem())).toString();
        }
        final ChannelInfo info = sample.info();
        line.append(" state=").append(State.of(info).word()).append(" pid=").append(info.owner().pid());
        if (sample.hasRate())
        {
            line.append(String.format(Locale.ROOT, " records/s=%.0f bytes/s=%.0f", sample.recordsPerSecond(),
                sample.bytesPerSecond()));
        }
        line.append(" endPosition=").append(info.endPosition()).append(" endSequence=").append(info.endSequence())
            .append(" durableLag=").append(sample.durableLag()).append(" drops=").append(info.drops())
            .append(" rollWaits=").append(info.rollWaits());
        info.cursors().forEach(cursor -> line.append(' ').append(word(cursor)));
        return line.toString();
    }

    private static String word(final CursorInfo cursor)
    {
        return "cursor." + cursor.name() + "=" + cursor.gating().name().toLowerCase(Locale.ROOT) + ",lagBytes:" +
            cursor.lagBytes() + ",lagRecords:" + cursor.lagRecords() + (cursor.inUse() ? ",inUse" : "") +
            (cursor.revoked() ? ",revoked" : "");
    }

    @Override
    public void close()
    {
        output.flush();
    }
}
