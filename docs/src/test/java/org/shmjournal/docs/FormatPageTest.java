package org.shmjournal.docs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shmjournal.ChannelSpec;
import org.shmjournal.Gating;
import org.shmjournal.Retention;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.ShmWriter;
import org.shmjournal.VerifyReport;
import org.shmjournal.codecs.TextFormat;
import org.shmjournal.layout.ChannelHeader;
import org.shmjournal.layout.ControlLayout;
import org.shmjournal.layout.CursorLayout;
import org.shmjournal.layout.HeaderLayout;
import org.shmjournal.layout.RecordWord;
import org.shmjournal.layout.SegmentLayout;

/** Holds {@code docs/format.md} against the code: its offsets, its kinds, its example. */
class FormatPageTest
{
    @TempDir
    private Path directory;

    private FormatPage page;

    @BeforeEach
    void readPage() throws IOException
    {
        page = new FormatPage();
    }

    @Test
    void shouldPlaceTheFieldsOfTheHeaderBlock()
    {
        final byte[] metadata = {1, 2, 3};
        final ChannelHeader header = new ChannelHeader(11, 12, 13, 14, 1 << 20, 1000, true, false,
            HeaderLayout.PROCESS, 0, 0, HeaderLayout.KEEP_BYTES, 16, 2, 15, 77, "a/b", metadata);
        final ByteBuffer block = ByteBuffer.allocateDirect(HeaderLayout.LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        header.encode(block, HeaderLayout.CONTROL_MAGIC);

        final Map<String, Long> expected = Map.ofEntries(
            Map.entry("magic", HeaderLayout.CONTROL_MAGIC),
            Map.entry("major version", (long)HeaderLayout.MAJOR_VERSION),
            Map.entry("minor version", (long)HeaderLayout.MINOR_VERSION),
            Map.entry("required features", 0L),
            Map.entry("instance id", 11L),
            Map.entry("channel id", 12L),
            Map.entry("writer id", 13L),
            Map.entry("creation time", 14L),
            Map.entry("segment size", 1L << 20),
            Map.entry("max record length", 1000L),
            Map.entry("flags", 1L),
            Map.entry("durability", 0L),
            Map.entry("retention", 2L),
            Map.entry("retention value", 16L),
            Map.entry("periodic bytes", 0L),
            Map.entry("periodic time", 0L),
            Map.entry("tick unit", 2L),
            Map.entry("format id", 77L),
            Map.entry("timeout", 15L),
            Map.entry("media type length", 3L),
            Map.entry("metadata length", 3L),
            Map.entry("media type", 'a' | '/' << 8 | (long)'b' << 16),
            Map.entry("user metadata", 0x030201L),
            Map.entry("CRC32C", ChannelHeader.crc(block, HeaderLayout.LENGTH - 4) & 0xFFFF_FFFFL));
        final Map<String, List<String>> rows = page.table("## The header block", 2);
        assertEquals(expected.keySet(), rows.keySet());
        rows.forEach((field, cells) -> assertEquals(expected.get(field), number(block, cells), field));
    }

    @Test
    void shouldPlaceTheWordsOfTheControlFile()
    {
        final Map<String, List<String>> rows = page.table("## The control file", 1);
        final Map<String, Integer> expected = Map.ofEntries(
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
            Map.entry("open claims", ControlLayout.OPEN_CLAIMS));
        assertEquals(expected.keySet(), rows.keySet());
        rows.forEach((field, cells) -> assertEquals(expected.get(field), Integer.parseInt(cells.get(0)), field));
    }

    @Test
    void shouldPlaceTheFieldsOfASegment()
    {
        final Map<String, List<String>> rows = page.table("## A segment", 2);
        final Map<String, Integer> expected = Map.of(
            "number", SegmentLayout.NUMBER,
            "epoch", SegmentLayout.EPOCH,
            "number check", SegmentLayout.NUMBER_CRC,
            "base timestamp", SegmentLayout.BASE_TIMESTAMP,
            "base sequence", SegmentLayout.BASE_SEQUENCE);
        assertEquals(expected.keySet(), rows.keySet());
        rows.forEach((field, cells) -> assertEquals(expected.get(field), Integer.parseInt(cells.get(0)), field));
    }

    @Test
    void shouldPlaceTheFieldsOfACursor() throws IOException
    {
        final Path path = directory.resolve("channel");
        final ShmChannel<String> channel = ShmChannel.at(path).format(TextFormat.utf8());
        final ByteBuffer file;
        final long position;
        try (ShmWriter<String> writer = channel.openWriter();
            ShmReader<String> reader =
                channel.cursor("billing").gating(Gating.WRITER).maxLag(1 << 20).openReader())
        {
            writer.write("one");
            writer.write("two");
            assertEquals(1, reader.poll(record -> {
            }, 1));
            position = reader.position();
            file = cursorFile(path, "billing.cursor");
        }
        final Map<String, Long> expected = Map.ofEntries(
            Map.entry("magic", CursorLayout.FILE_MAGIC),
            Map.entry("major version", (long)HeaderLayout.MAJOR_VERSION),
            Map.entry("minor version", (long)HeaderLayout.MINOR_VERSION),
            Map.entry("instance id", instanceId(path)),
            Map.entry("flags", (long)CursorLayout.NAMED),
            Map.entry("name length", (long)"billing".length()),
            Map.entry("name", ByteBuffer.wrap("billing\0".getBytes(StandardCharsets.US_ASCII))
                .order(ByteOrder.LITTLE_ENDIAN).getLong()),
            Map.entry("CRC32C", ChannelHeader.crc(file, CursorLayout.CRC) & 0xFFFF_FFFFL),
            Map.entry("gating", 2L),
            Map.entry("revoked", 0L),
            Map.entry("max lag", 1L << 20),
            Map.entry("position", position),
            Map.entry("sequence", 1L),
            Map.entry("reader's pid", ProcessHandle.current().pid()),
            Map.entry("reader's start time",
                ProcessHandle.current().info().startInstant().orElse(Instant.EPOCH).toEpochMilli()));
        final Map<String, List<String>> rows = page.table("### A cursor's file", 2);
        assertEquals(expected.keySet(), rows.keySet());
        rows.forEach((field, cells) -> assertEquals(expected.get(field), number(file, cells), field));
    }

    @Test
    void shouldPlaceTheCountOfChanges() throws IOException
    {
        final Path path = directory.resolve("channel");
        final ShmChannel<String> channel = ShmChannel.at(path).format(TextFormat.utf8())
            .spec(ChannelSpec.defaults().segmentSize(64 * 1024).retention(Retention.ring(3)));
        final int word = (int)page.number("## Cursors", "In `changes`, the word at offset");
        // Its own conductor, so that the owner has looked once, and made the file, when it was round.
        try (ShmWriter<String> writer = channel.openWriter())
        {
            final String record = "x".repeat(10_000);
            while (writer.position() < 4 * 64 * 1024)
            {
                writer.write(record);
            }
            final long before = cursorFile(path, "changes").getLong(word);
            channel.cursor("billing").openReader().close();
            final ByteBuffer changes = cursorFile(path, "changes");
            assertTrue(changes.getLong(word) > before);
            assertArrayEquals(new byte[CursorLayout.LENGTH], changes.putLong(word, 0).array());
        }
    }

    @Test
    void shouldNameTheGatings()
    {
        final Map<String, List<String>> rows = page.table("## Cursors", 1);
        assertEquals(Set.of("NONE", "RETENTION", "WRITER"), rows.keySet());
        rows.forEach((name, cells) -> assertEquals(Gating.valueOf(name).ordinal(), Integer.parseInt(cells.get(0))));
        assertEquals(CursorLayout.WRITER, Gating.WRITER.ordinal());
    }

    @Test
    void shouldTellHowManySlotsARingHas()
    {
        final String value = page.table("## The header block", 2).get("retention value").get(3);
        assertTrue(value.contains("slots of a ring, " + HeaderLayout.MIN_SLOTS + " to " + HeaderLayout.MAX_SLOTS),
            value);
        final String policies = page.table("## The header block", 2).get("retention").get(3);
        assertTrue(policies.contains(HeaderLayout.RING + " ring"), policies);
    }

    @Test
    void shouldNameTheKindsOfWords()
    {
        final Map<String, List<String>> rows = page.table("## A record", 1);
        assertEquals(RecordWord.END, rows.size());
        rows.forEach((name, cells) -> assertEquals(name, RecordWord.kindName(Integer.parseInt(cells.get(0)))));
    }

    @Test
    void shouldShowAChannelThatTheCoreReads() throws IOException
    {
        final Path path = directory.resolve("example");
        page.makeExample(path);

        final ShmChannel<String> channel = ShmChannel.at(path).format(TextFormat.utf8());
        final List<String> records = new ArrayList<>();
        try (ShmReader<String> reader = channel.openReader())
        {
            reader.poll(records::add, Integer.MAX_VALUE);
        }
        final VerifyReport report = channel.verify();

        assertEquals(List.of("buy 100 ACME", ""), records);
        assertTrue(report.isGood(), report.toString());
        assertTrue(channel.info().closed());
    }

    @Test
    void shouldComputeTheChecksOfTheExample()
    {
        final long salt = RecordWord.salt(page.exampleHeader().instanceId(), 0, 0);
        final ByteBuffer segment = page.exampleSegment();

        assertEquals(salt, page.exampleNumber("fmix64(0x0123456789ABCDEF) ="));
        for (final List<String> cells : page.table("## Example", 0).values())
        {
            final int at = Integer.decode(cells.get(0));
            final long word = segment.getLong(at);
            final int low = RecordWord.low(word);
            final long unmixed =
                RecordWord.of(salt, at - SegmentLayout.dataOffset(SegmentLayout.MIN_SEGMENT_SIZE), low);
            assertEquals("0x%016X".formatted(word), cells.get(1));
            assertEquals(RecordWord.kindName(RecordWord.kind(word)) + ", " + RecordWord.length(word), cells.get(2));
            assertTrue(cells.get(3).startsWith("0x%08X".formatted(unmixed >>> 32)), cells.toString());
            if (RecordWord.kind(word) == RecordWord.DATA)
            {
                final int crc = ChannelHeader.crc(segment, at + 8, 8 + RecordWord.length(word));
                assertTrue(cells.get(3).contains("CRC32C 0x%08X".formatted(crc)), cells.toString());
                assertEquals(word, RecordWord.withChecksum(unmixed, crc));
            }
            else
            {
                assertEquals(word, unmixed);
            }
        }
    }

    private static ByteBuffer cursorFile(final Path channel, final String name) throws IOException
    {
        return ByteBuffer.wrap(Files.readAllBytes(channel.resolve("cursors").resolve(name)))
            .order(ByteOrder.LITTLE_ENDIAN);
    }

    private static long instanceId(final Path channel) throws IOException
    {
        final Path control = channel.resolve("channel.ctl");
        final byte[] bytes = Files.readAllBytes(control);
        final ByteBuffer block = ByteBuffer.allocateDirect(bytes.length).order(ByteOrder.LITTLE_ENDIAN).put(0, bytes);
        return ChannelHeader.decode(block, HeaderLayout.CONTROL_MAGIC, control).instanceId();
    }

    /** The field of a row, or its first 8 bytes. */
    private static long number(final ByteBuffer block, final List<String> cells)
    {
        final int offset = Integer.parseInt(cells.get(0));
        final boolean isInt = "4".equals(cells.get(1));
        return isInt ? block.getInt(offset) & 0xFFFF_FFFFL : block.getLong(offset);
    }
}
