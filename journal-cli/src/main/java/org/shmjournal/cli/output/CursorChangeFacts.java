package org.shmjournal.cli.output;

import java.io.IOException;
import java.nio.file.Path;
import com.fasterxml.jackson.core.JsonGenerator;
import org.shmjournal.CursorInfo;

/**
 * What a change of a cursor did, or would do.
 */
public final class CursorChangeFacts
{
    private final Path channel;
    private final String name;
    private final CursorInfo before;
    private final CursorInfo after;
    private final boolean dryRun;

    private CursorChangeFacts(
        final Path channel, final String name, final CursorInfo before, final CursorInfo after, final boolean dryRun)
    {
        this.channel = channel;
        this.name = name;
        this.before = before;
        this.after = after;
        this.dryRun = dryRun;
    }

    /** Of one that was set; before that it may not have been there, which is null. */
    public static CursorChangeFacts ofSetting(
        final Path channel, final CursorInfo before, final CursorInfo after, final boolean dryRun)
    {
        return new CursorChangeFacts(channel, after.name(), before, after, dryRun);
    }

    /** Of one that was removed; null before that where it was damaged. */
    public static CursorChangeFacts ofRemoval(
        final Path channel, final String name, final CursorInfo before, final boolean dryRun)
    {
        return new CursorChangeFacts(channel, name, before, null, dryRun);
    }

    /** Prints them, for people, or as one JSON object. */
    public void print(final StandardOutput output, final boolean json, final Style style)
    {
        if (json)
        {
            Json.print(output, this::write);
        }
        else
        {
            output.print(describe(style));
            output.flush();
        }
    }

    private void write(final JsonGenerator json) throws IOException
    {
        json.writeStartObject();
        json.writeStringField("channel", channel.toString());
        json.writeStringField("cursor", name);
        writeOrNull(json, "before", before);
        writeOrNull(json, "after", after);
        json.writeBooleanField("dryRun", dryRun);
        json.writeEndObject();
    }

    private static void writeOrNull(final JsonGenerator json, final String field, final CursorInfo cursor)
        throws IOException
    {
        json.writeFieldName(field);
        if (cursor == null)
        {
            json.writeNull();
        }
        else
        {
            CursorJson.write(json, cursor);
        }
    }

    private String describe(final Style style)
    {
        final Facts facts = new Facts(style);
        final CursorFacts words = new CursorFacts(style);
        facts.add("channel", Printable.of(channel) + (dryRun ? ", a dry run: nothing was changed" : ""));
        facts.add("cursor", Printable.of(name));
        facts.add("before", before == null ? after == null ? "damaged" : "not there" : words.describe(before));
        facts.add(dryRun ? "would be" : "now", after == null ? "removed" : words.describe(after));
        return facts.toString();
    }
}
