package org.shmjournal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.shmjournal.cli.SharedProcess.run;
import static org.shmjournal.cli.SharedProcess.runWith;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.shmjournal.ChannelSpec;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmWriter;

@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
class ReplayIT
{
    private static final long START = 1_700_000_000_000_000_000L;
    private static final long GAP = Duration.ofMillis(100).toNanos();
    private static final int RECORDS = 6;

    @TempDir
    Path directory;

    private Path source;
    private Path target;

    /** Six records, a tenth of a second apart. */
    @BeforeEach
    void writeSource()
    {
        source = directory.resolve("source");
        target = directory.resolve("target");
        final long[] now = {START};
        try (ShmWriter<ByteBuffer> writer = ShmChannel.at(source).epochClock(() -> now[0])
            .spec(ChannelSpec.defaults().segmentSize(64 * 1024).timestamps(true).checksums(true)).openWriter())
        {
            for (int i = 0; i < RECORDS; i++)
            {
                now[0] = START + i * GAP;
                writer.writeBytes(ByteBuffer.wrap(("record " + i).getBytes(StandardCharsets.UTF_8)));
            }
        }
    }

    @Test
    void shouldPrintNoRecordBeforeItIsDue()
    {
        final JournalProcess.Outcome outcome = run("replay", "--report", "-o", "text", source);
        assertEquals(run("cat", "-o", "text", source).text(), outcome.text());
        assertEquals(0, outcome.exitCode());
        assertTrue(
            outcome.errors().contains("replayed 6 records, 48 bytes") && outcome.errors().contains("gaps off by"),
            outcome.errors());
    }

    @Test
    void shouldTakeAsLongAsTheRecordsTook() throws IOException
    {
        final Map<String, String> original = JsonIT.parse(run("replay", "--json", source, target).expect(0).text());
        assertEquals("6", original.get("records"));
        assertEquals("48", original.get("bytes"));
        assertEquals("5", original.get("gapDeviationNanos.count"));
        assertTrue(Double.parseDouble(original.get("seconds")) >= 0.5, original.toString());
        final Map<String, String> slow = JsonIT.parse(
            run("replay", "--json", "--speed", "0.5x", "--sequence", "1..3", source, target).expect(0).text());
        assertEquals("3", slow.get("records"));
        assertTrue(Double.parseDouble(slow.get("seconds")) >= 0.4, slow.toString());
    }

    @Test
    void shouldGiveRecordsTheTimeOfTheirReplay()
    {
        run("replay", "--speed", "max", source, target).expect(0);
        assertEquals(run("cat", source).text(), run("cat", target).text());
        assertEquals("", run("cat", "--until", "2024-01-01T00:00:00Z", target).expect(0).text());
        final String info = run("info", "--json", target).text();
        assertTrue(info.contains("\"checksums\":true") && info.contains("\"segmentSize\":65536"), info);
        run("verify", target).expect(0);
    }

    @Test
    void shouldKeepTimestampsWhenAsked()
    {
        run("replay", "--speed", "max", "--keep-timestamps", source, target).expect(0);
        assertEquals(run("cat", "--json", source).text(), run("cat", "--json", target).text());
        run("verify", target).expect(0);
    }

    @Test
    void shouldRefuseWhatCannotBeReplayed()
    {
        run("replay", source, source).expect(2, "the same channel");
        run("replay", source, source.resolve("../source")).expect(2, "the same channel");
        run("replay", directory.resolve("missing"), target).expect(3, "missing");
        run("replay", "--speed", "fast", source).expect(2, "'fast'");
        run("replay", "--speed", "0x", source).expect(2, "'0x'");
        run("replay", "--keep-timestamps", source).expect(2, "TARGET");
        run("replay", "-o", "hex", source, target).expect(2, "--output");
        run("create", "--segment-size", "64K", target).expect(0);
        run("replay", "--speed", "max", source, target).expect(2, "formatId");
        runWith("one\n".getBytes(StandardCharsets.UTF_8), "write", target).expect(0);
        run("replay", target).expect(2, "--speed");
        assertEquals("one\n", run("replay", "--speed", "max", target).expect(0).text());
        try (ShmWriter<?> owner = ShmChannel.at(source).openWriter())
        {
            owner.heartbeat();
            final Path copy = directory.resolve("copy");
            run("replay", "--speed", "max", source, copy).expect(0);
            run("replay", "--speed", "max", copy, source).expect(5, source.toString());
        }
    }

    @Test
    void shouldFollowALiveSource() throws IOException
    {
        try (ShmWriter<?> writer = ShmChannel.at(source).openWriter();
            JournalProcess replay =
                JournalProcess.start("replay", "--follow", "--speed", "max", "-o", "text", source))
        {
            for (int i = 0; i < RECORDS; i++)
            {
                assertEquals("record " + i, replay.line());
            }
            writer.writeBytes(ByteBuffer.wrap("late".getBytes(StandardCharsets.UTF_8)));
            assertEquals("late", replay.line());
            writer.drain();
            replay.finish().expect(0);
        }
    }

    @Test
    void shouldCloseTheTargetWhenItIsInterrupted() throws IOException
    {
        // The second record is due in a day.
        final long[] now = {START + Duration.ofDays(1).toNanos()};
        try (ShmWriter<ByteBuffer> writer = ShmChannel.at(source).epochClock(() -> now[0]).openWriter())
        {
            writer.writeBytes(ByteBuffer.allocate(1));
        }
        try (JournalProcess replay = JournalProcess.start("replay", "--sequence", "5..", "-o", "text", source))
        {
            assertEquals("record 5", replay.line());
            replay.terminate();
            replay.finish().expect(130, "interrupted; 1 records were replayed");
        }
        try (JournalProcess replay = JournalProcess.start("replay", "--sequence", "5..", source, target);
            JournalProcess tail =
                JournalProcess.start("tail", "--wait", "30s", "--from", "start", "-o", "text", target))
        {
            assertEquals("record 5", tail.line());
            replay.terminate();
            replay.finish().expect(130, "interrupted; 1 records were replayed");
        }
        assertTrue(run("info", target).text().contains("closed cleanly"));
        assertEquals("record 5", run("cat", target).text());
    }
}
