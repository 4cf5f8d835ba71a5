package org.shmjournal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.shmjournal.cli.ChannelFiles.contents;
import static org.shmjournal.cli.ChannelFiles.lines;
import static org.shmjournal.cli.SharedProcess.run;
import static org.shmjournal.cli.SharedProcess.runWith;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
class BackupIT
{
    @TempDir
    Path directory;

    private Path channel;
    private Path copy;

    @BeforeEach
    void nameChannels()
    {
        channel = directory.resolve("channel");
        copy = directory.resolve("copy");
    }

    @Test
    void shouldBackUpALiveChannel() throws IOException
    {
        try (JournalProcess writer = JournalProcess.start("write", "--ack", "--segment-size", "64K", channel))
        {
            writer.feed(lines(0, 10));
            assertEquals("records=10 bytes=80 position=160", writer.line());
            final Map<String, String> facts =
                JsonIT.parse(run("backup", "--json", channel, copy).expect(0).text());
            assertEquals(channel.toString(), facts.get("channel"));
            assertEquals(copy.toString(), facts.get("target"));
            assertEquals("160", facts.get("endPosition"));
            run("backup", channel, copy).expect(2, copy.toString());
            writer.feed(lines(10, 11));
            assertEquals("records=11 bytes=88 position=176", writer.line());
            writer.endInput();
            writer.finish().expect(0);
        }
        assertEquals(lines(0, 10), run("cat", copy).expect(0).text());
        run("verify", copy).expect(0);
        assertTrue(run("info", copy).expect(0).text().contains("nobody writes"));
        runWith(lines(10, 12).getBytes(StandardCharsets.UTF_8), "write", copy).expect(0);
        assertEquals(lines(0, 12), run("cat", copy).expect(0).text());
        final Path another = directory.resolve("another");
        assertEquals(another + ": backup of " + copy + ", whose stream ended at position 200\n",
            run("backup", copy, another).expect(0).text());
        run("backup", directory.resolve("missing"), directory.resolve("nowhere")).expect(3, "missing");
    }

    @Test
    void shouldRestoreWhatAnotherToolHasCopiedFromALiveChannel() throws IOException
    {
        try (JournalProcess writer =
            JournalProcess.start("write", "--ack", "--checksums", "--segment-size", "64K", channel))
        {
            writer.feed(lines(0, 10));
            assertEquals("records=10 bytes=80 position=160", writer.line());
            ChannelFiles.copy(channel, copy);
        }
        ChannelFiles.lose(copy, 8);
        final String before = contents(copy);
        final Path restored = directory.resolve("restored");
        final Map<String, String> facts = JsonIT.parse(run("restore", "--json", copy, restored).expect(0).text());
        assertEquals(restored.toString(), facts.get("channel"));
        assertEquals("8", facts.get("endSequence"));
        assertEquals("32", facts.get("bytesBehindEnd"));
        assertTrue(facts.get("quarantine.0").startsWith(restored + "/quarantine/"), facts.toString());
        assertEquals(before, contents(copy));
        assertEquals(lines(0, 8), run("cat", restored).expect(0).text());
        run("verify", restored).expect(0);
        run("restore", copy, restored).expect(2, restored.toString());
        run("restore", directory.resolve("missing"), directory.resolve("nowhere")).expect(3, "missing");
        run("restore", copy.resolve("channel.ctl"), directory.resolve("nowhere"))
            .expect(2, "channel.ctl is a file: give the directory of a copy");
        run("restore", copy, copy.resolve("restored")).expect(2, "choose another path");
        run("backup", copy, copy.resolve("a/b")).expect(2, "choose another path");
        assertEquals(before, contents(copy));
        assertTrue(Files.notExists(directory.resolve("nowhere")));
    }
}
