package org.shmjournal.cli.output;

import java.nio.ByteBuffer;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.shmjournal.RecordContext;

/**
 * Each payload and a line feed, with what was searched for in colour: for eyes, not for copies.
 */
public final class HighlightPrinter implements RecordPrinter
{
    private final StandardOutput output;
    private final Pattern pattern;
    private final Style style;
    private final Payload payload = new Payload();

    /** Marks what matches. */
    public HighlightPrinter(final StandardOutput output, final Pattern pattern, final Style style)
    {
        this.output = output;
        this.pattern = pattern;
        this.style = style;
    }

    @Override
    public void onRecord(final ByteBuffer buffer, final int offset, final int length, final RecordContext context)
    {
        payload.set(buffer, offset, length);
        output.println(pattern.matcher(payload.anyText()).replaceAll(this::marked));
    }

    @Override
    public void flush()
    {
        output.flush();
    }

    private String marked(final MatchResult match)
    {
        return match.end() == match.start() ? "" : Matcher.quoteReplacement(style.bad(match.group()));
    }
}
