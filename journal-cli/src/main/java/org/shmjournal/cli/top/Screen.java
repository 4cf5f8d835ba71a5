package org.shmjournal.cli.top;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.shmjournal.ChannelInfo;
import org.shmjournal.CursorInfo;
import org.shmjournal.cli.output.ByteCount;
import org.shmjournal.cli.output.Printable;
import org.shmjournal.cli.output.StandardOutput;
import org.shmjournal.cli.output.Style;

/**
 * A table that is drawn over itself, on the terminal's other screen, so that the first one is as it was when this is
 * closed. A channel a line, and below it a line for each cursor.
 */
public final class Screen implements Display
{
    private static final String ESCAPE = "\u001b[";
    /** The other screen, no cursor of the terminal, long lines cut. */
    private static final String BEGIN = ESCAPE + "?1049h" + ESCAPE + "?25l" + ESCAPE + "?7l";
    private static final String END = ESCAPE + "?7h" + ESCAPE + "?25h" + ESCAPE + "?1049l";
    private static final String HOME = ESCAPE + "H";
    private static final String CLEAR_LINE = ESCAPE + "K";
    private static final String CLEAR_REST = ESCAPE + "J";
    private static final String ROW = "%-30s %s %12s %12s %20s %12s %8s %10s";

    private final StandardOutput output;
    private final Style style;
    private final int rows;

    /** On a terminal with so many rows. */
    public Screen(final StandardOutput output, final Style style, final int rows)
    {
        this.output = output;
        this.style = style;
        this.rows = rows;
        output.print(BEGIN);
        output.flush();
    }

    @Override
    public void show(final Instant time, final List<Sample> samples)
    {
        final List<String> lines = new ArrayList<>();
        lines.add("journal top  " + time.truncatedTo(ChronoUnit.SECONDS) + "  " + samples.size() + " channels");
        lines.add(style.label(String.format(ROW, "channel", String.format("%-10s", "state"), "records/s", "bytes/s",
            "end", "durable lag", "drops", "roll waits")));
        samples.forEach(sample -> addTo(lines, sample));
        draw(lines);
    }

    private void draw(final List<String> lines)
    {
        final boolean fits = lines.size() <= rows;
        final StringBuilder screen = new StringBuilder(4096).append(HOME);
        for (int i = 0; i < (fits ? lines.size() : rows - 1); i++)
        {
            screen.append(i == 0 ? "" : "\r\n").append(lines.get(i)).append(CLEAR_LINE);
        }
        if (!fits)
        {
            screen.append("\r\n... ").append(lines.size() - rows + 1).append(" more lines").append(CLEAR_LINE);
        }
        output.print(screen.append(CLEAR_REST).toString());
        output.flush();
    }

    private void addTo(final List<String> lines, final Sample sample)
    {
        final String name = Printable.of(sample.channel());
        if (sample.info() == null)
        {
            lines.add(String.format("%-30s ", name) + style.bad("unreadable") + " " +
                Printable.of(sample.problem()));
            return;
        }
        final ChannelInfo info = sample.info();
        final State state = State.of(info);
        lines.add(String.format(ROW, name, state.in(style, String.format("%-10s", state.word())),
            rate(sample.recordsPerSecond()), sample.hasRate() ? ByteCount.of((long)sample.bytesPerSecond()) : "",
            info.endPosition() < 0 ? "unknown" : info.endPosition(), ByteCount.of(sample.durableLag()),
            info.drops(), info.rollWaits()));
        info.cursors().forEach(cursor -> lines.add(line(cursor)));
    }

    private static String rate(final double perSecond)
    {
        return perSecond < 0 ? "" : String.format(Locale.ROOT, "%.0f", perSecond);
    }

    private String line(final CursorInfo cursor)
    {
        return String.format("  %-28s %-10s %12s %12s", cursor.name(), cursor.gating().name().toLowerCase(Locale.ROOT),
            cursor.lagRecords() < 0 ? "" : cursor.lagRecords(),
            cursor.lagBytes() < 0 ? "" : ByteCount.of(cursor.lagBytes())) + " behind" +
            (cursor.inUse() ? ", pid " + cursor.readerPid() : ", not in use") +
            (cursor.revoked() ? ", " + style.bad("revoked") : "");
    }

    @Override
    public void close()
    {
        output.print(END);
        output.flush();
    }
}
