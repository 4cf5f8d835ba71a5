package org.shmjournal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.shmjournal.cli.SharedProcess.run;
import static org.shmjournal.cli.SharedProcess.runWith;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TailIT
{
    @TempDir
    Path directory;

    @Test
    void shouldFollowAcrossWritersThatCloseDieAndComeBack() throws Exception
    {
        final Path channel = directory.resolve("channel");
        try (JournalProcess tail = JournalProcess.start("tail", "--from", "start", "--wait", "60s", channel))
        {
            write(channel, "from the first\n");
            assertEquals("from the first", tail.line());
            try (JournalProcess killed = JournalProcess.start("write", "--ack", channel))
            {
                killed.feed("from the second\n");
                assertEquals("from the second", tail.line());
                killed.kill();
            }
            write(channel, "from the third\n");
            assertEquals("from the third", tail.line());
            tail.terminate();
            tail.finish().expect(130);
        }
    }

    @Test
    void shouldBeginWhereItIsTold() throws IOException
    {
        final Path channel = directory.resolve("channel");
        final StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 20; i++)
        {
            lines.append(i).append('\n');
        }
        write(channel, lines.toString());
        assertEquals("17\n18\n19\n", run("tail", "--no-follow", "-n", "3", channel).expect(0).text());
        assertEquals(10, run("tail", "--no-follow", channel).expect(0).text().lines().count());
        assertEquals("", run("tail", "--no-follow", "-n", "0", channel).expect(0).text());
        assertEquals(lines.toString(), run("tail", "--no-follow", "-n", "1000", channel).expect(0).text());
        assertEquals(lines.toString(), run("tail", "--no-follow", "--from", "start", channel).expect(0).text());
        assertEquals("", run("tail", "--no-follow", "--from", "end", channel).expect(0).text());
        assertEquals("18\n19\n", run("tail", "--no-follow", "--from", "288", channel).expect(0).text());
        run("tail", "--no-follow", "--from", "4", channel).expect(2, "position=4");
        run("tail", "--no-follow", "--from", "8000", channel).expect(2, "position=8000");
    }

    @Test
    void shouldBeginAtASequenceOrATime() throws IOException
    {
        final Path channel = directory.resolve("channel");
        runWith("a\nb\nc\n".getBytes(StandardCharsets.UTF_8), "write", "--timestamps", channel).expect(0);
        assertEquals("b\nc\n", run("tail", "--no-follow", "--from", "sequence:1", channel).expect(0).text());
        assertEquals("a\nb\nc\n", run("tail", "--no-follow", "--from", "1h", channel).expect(0).text());
        assertEquals("", run("tail", "--no-follow", "--from", "2100-01-01T00:00:00Z", channel).expect(0).text());
        run("tail", "--no-follow", "--from", "sequence:4", channel).expect(2, "sequence 4 is beyond it");
        run("tail", "--no-follow", "--from", "sequence:x", channel).expect(2, "sequence:x");
        run("tail", "--no-follow", "--from", "yesterday", channel).expect(2, "'yesterday'");
        final Path timeless = directory.resolve("timeless");
        write(timeless, "a\n");
        run("tail", "--no-follow", "--from", "1h", timeless).expect(2, "without timestamps");
    }

    private static void write(final Path channel, final String text)
    {
        runWith(text.getBytes(StandardCharsets.UTF_8), "write", "--segment-size", "64K", channel).expect(0);
    }
}
