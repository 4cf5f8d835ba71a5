package org.shmjournal.cli.output;

import java.util.Locale;
import org.shmjournal.ChannelInfo;
import org.shmjournal.CursorInfo;

/**
 * Where readers stand, for people.
 */
public final class CursorFacts
{
    private final Style style;

    /** Facts in a style. */
    public CursorFacts(final Style style)
    {
        this.style = style;
    }

    /** A cursor a line, and what stood in the way of seeing it. */
    public String describeAll(final ChannelInfo info)
    {
        final StringBuilder text = new StringBuilder();
        final int width = info.cursors().stream().mapToInt(cursor -> cursor.name().length()).max().orElse(0);
        for (final CursorInfo cursor : info.cursors())
        {
            text.append(style.label(cursor.name())).append(" ".repeat(width - cursor.name().length())).append("  ")
                .append(describe(cursor)).append('\n');
        }
        info.problems().forEach(
            problem -> text.append("problem: ").append(style.bad(Printable.of(problem))).append('\n'));
        return text.toString();
    }

    /** All but its name, in a line. */
    public String describe(final CursorInfo cursor)
    {
        return String.format("%-9s", gating(cursor)) + "  " +
            (cursor.position() < 0 ? "has not been anywhere" :
                "position " + cursor.position() + ", sequence " + cursor.sequence()) +
            (cursor.lagBytes() < 0 ? "" :
                "  lags " + ByteCount.of(cursor.lagBytes()) + ", " + cursor.lagRecords() + " records") +
            (cursor.maxLag() == 0 ? "" : " of at most " + ByteCount.of(cursor.maxLag())) +
            (cursor.revoked() ? "  " + style.bad("revoked") : "") + "  " + use(cursor);
    }

    static String gating(final CursorInfo cursor)
    {
        return cursor.gating().name().toLowerCase(Locale.ROOT);
    }

    private String use(final CursorInfo cursor)
    {
        return cursor.inUse() ? style.good("in use") + " (pid " + cursor.readerPid() + ")" :
            cursor.readerPid() == 0 ? "not in use" :
            style.notable("not in use, its reader went without closing") + " (pid " + cursor.readerPid() + ")";
    }
}
