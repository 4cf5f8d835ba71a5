package org.shmjournal.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Holds the tables of the format's document against the constants: nobody can read a format that is told wrong. */
class FormatDocumentTest
{
    private static final Path DOCUMENT = Path.of("..", "docs", "format.md");
    private static final Pattern OFFSET_ROW = Pattern.compile("\\| (\\d+) \\|(?: \\d+ \\|)? ([^|]+) \\|.*");
    private static final Pattern KIND_ROW = Pattern.compile("\\| (\\d) \\| ([A-Z]+) \\|.*");

    @BeforeEach
    void requireDocument()
    {
        assumeTrue(Files.exists(DOCUMENT), "no docs/format.md beside this module");
    }

    @Test
    void shouldTellEveryOffsetOfTheHeaderBlock() throws IOException
    {
        assertEquals(new TreeMap<>(Map.ofEntries(
            Map.entry("magic", HeaderLayout.MAGIC),
            Map.entry("major version", HeaderLayout.MAJOR),
            Map.entry("minor version", HeaderLayout.MINOR),
            Map.entry("required features", HeaderLayout.FEATURES),
            Map.entry("instance id", HeaderLayout.INSTANCE_ID),
            Map.entry("channel id", HeaderLayout.CHANNEL_ID),
            Map.entry("writer id", HeaderLayout.WRITER_ID),
            Map.entry("creation time", HeaderLayout.CREATION_TIME),
            Map.entry("segment size", HeaderLayout.SEGMENT_SIZE),
            Map.entry("max record length", HeaderLayout.MAX_RECORD_LENGTH),
            Map.entry("flags", HeaderLayout.FLAGS),
            Map.entry("durability", HeaderLayout.DURABILITY),
            Map.entry("retention", HeaderLayout.RETENTION),
            Map.entry("retention value", HeaderLayout.RETENTION_VALUE),
            Map.entry("periodic bytes", HeaderLayout.PERIODIC_BYTES),
            Map.entry("periodic time", HeaderLayout.PERIODIC_TIME),
            Map.entry("tick unit", HeaderLayout.TICK_UNIT),
            Map.entry("format id", HeaderLayout.FORMAT_ID),
            Map.entry("timeout", HeaderLayout.TIMEOUT),
            Map.entry("media type length", HeaderLayout.MEDIA_TYPE_LENGTH),
            Map.entry("metadata length", HeaderLayout.METADATA_LENGTH),
            Map.entry("media type", HeaderLayout.MEDIA_TYPE),
            Map.entry("user metadata", HeaderLayout.METADATA),
            Map.entry("CRC32C", HeaderLayout.CRC))), table("## The header block", OFFSET_ROW));
    }

    @Test
    void shouldTellEveryOffsetOfTheControlFile() throws IOException
    {
        assertEquals(new TreeMap<>(Map.ofEntries(
            Map.entry("state", ControlLayout.STATE),
            Map.entry("owner epoch", ControlLayout.EPOCH),
            Map.entry("boot id", ControlLayout.BOOT_ID),
            Map.entry("owner heartbeat counter", ControlLayout.OWNER_HEARTBEAT),
            Map.entry("active segment number", ControlLayout.ACTIVE_SEGMENT),
            Map.entry("durable position", ControlLayout.DURABLE_POSITION),
            Map.entry("retained-from position", ControlLayout.RETAINED_FROM),
            Map.entry("owner's pid", ControlLayout.OWNER_PID),
            Map.entry("owner's start time", ControlLayout.OWNER_START),
            Map.entry("drops", ControlLayout.DROPS),
            Map.entry("roll waits", ControlLayout.ROLL_WAITS),
            Map.entry("drain request", ControlLayout.DRAIN_REQUEST),
            Map.entry("recycled", ControlLayout.RECYCLED),
            Map.entry("open claims", ControlLayout.OPEN_CLAIMS))), table("## The control file", OFFSET_ROW));
    }

    @Test
    void shouldTellEveryOffsetOfASegment() throws IOException
    {
        assertEquals(new TreeMap<>(Map.of(
            "number", SegmentLayout.NUMBER,
            "epoch", SegmentLayout.EPOCH,
            "number check", SegmentLayout.NUMBER_CRC,
            "base timestamp", SegmentLayout.BASE_TIMESTAMP,
            "base sequence", SegmentLayout.BASE_SEQUENCE)), table("## A segment", OFFSET_ROW));
    }

    @Test
    void shouldTellEveryOffsetOfACursor() throws IOException
    {
        assertEquals(new TreeMap<>(Map.ofEntries(
            Map.entry("magic", CursorLayout.MAGIC),
            Map.entry("major version", CursorLayout.MAJOR),
            Map.entry("minor version", CursorLayout.MINOR),
            Map.entry("instance id", CursorLayout.INSTANCE_ID),
            Map.entry("flags", CursorLayout.FLAGS),
            Map.entry("name length", CursorLayout.NAME_LENGTH),
            Map.entry("name", CursorLayout.NAME),
            Map.entry("CRC32C", CursorLayout.CRC),
            Map.entry("gating", CursorLayout.GATING),
            Map.entry("revoked", CursorLayout.REVOKED),
            Map.entry("max lag", CursorLayout.MAX_LAG),
            Map.entry("position", CursorLayout.POSITION),
            Map.entry("sequence", CursorLayout.SEQUENCE),
            Map.entry("reader's pid", CursorLayout.READER_PID),
            Map.entry("reader's start time", CursorLayout.READER_START))),
            table("### A cursor's file", OFFSET_ROW));
    }

    @Test
    void shouldTellEveryKindOfRecord() throws IOException
    {
        final Map<String, Integer> kinds = new TreeMap<>();
        for (int kind = RecordWord.DATA; kind <= RecordWord.END; kind++)
        {
            kinds.put(RecordWord.kindName(kind), kind);
        }

        assertEquals(kinds, table("## A record", KIND_ROW));
    }

    /** The rows under a heading, up to the next heading of its rank. */
    private static Map<String, Integer> table(final String heading, final Pattern row) throws IOException
    {
        final List<String> lines = Files.readAllLines(DOCUMENT);
        final Map<String, Integer> rows = new TreeMap<>();
        for (int i = lines.indexOf(heading) + 1; i < lines.size() && !lines.get(i).startsWith("## "); i++)
        {
            final Matcher matcher = row.matcher(lines.get(i));
            if (matcher.matches())
            {
                rows.put(matcher.group(2).trim(), Integer.parseInt(matcher.group(1)));
            }
        }
        return rows;
    }
}
