package org.shmjournal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.shmjournal.cli.SharedProcess.run;
import static org.shmjournal.cli.SharedProcess.runWith;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndsIT
{
    @TempDir
    Path directory;

    private Path channel;

    @BeforeEach
    void nameChannel()
    {
        channel = directory.resolve("channel");
    }

    private void write(final String lines)
    {
        runWith(lines.getBytes(StandardCharsets.UTF_8), "write", channel).expect(0);
    }

    private String state() throws IOException
    {
        return JsonIT.parse(run("info", "--json", channel).expect(0).text()).get("state");
    }

    @Test
    void shouldSayHowItWouldDrainAndDrain() throws IOException
    {
        write("one\ntwo\n");
        final Map<String, String> wouldBe =
            JsonIT.parse(run("drain", "--dry-run", "--json", channel).expect(0).text());
        assertEquals("true", wouldBe.get("dryRun"));
        assertEquals("true", wouldBe.get("change"));
        assertEquals("drained", wouldBe.get("state"));
        assertEquals("active", state());
        final String drained = run("drain", channel).expect(0).text();
        assertTrue(drained.contains("for ever at position " + wouldBe.get("endPosition")), drained);
        assertEquals("drained", state());
        assertTrue(run("drain", channel).expect(0).text().contains("was drained already"));
        // Who follows comes to the end.
        assertEquals("one\ntwo\n", run("tail", "--from", "start", channel).expect(0).text());
        runWith("three\n".getBytes(StandardCharsets.UTF_8), "write", channel).expect(1, "ended for ever");
        run("verify", channel).expect(0);
    }

    @Test
    void shouldDrainAfterAKill() throws Exception
    {
        try (JournalProcess owner = JournalProcess.start("write", "--ack", channel))
        {
            owner.feed("one\n");
            owner.line();
            owner.kill();
        }
        run("drain", channel).expect(0);
        assertEquals("one\n", run("cat", channel).expect(0).text());
        assertEquals("drained", state());
    }

    @Test
    void shouldAskALiveOwnerAndSayThatItHasNotComeToItYet() throws Exception
    {
        try (JournalProcess owner = JournalProcess.start("write", "--ack", channel);
            JournalProcess tail = JournalProcess.start("tail", "--from", "start", "--wait", "1m", channel))
        {
            owner.feed("one\n");
            owner.line();
            assertEquals("one", tail.line());
            assertTrue(run("drain", "--dry-run", channel).expect(0).text().contains("would be told"));
            run("drain", "--timeout", "10ms", channel).expect(1, "writer's next call");
            final Map<String, String> error = JsonIT.parse(
                run("drain", "--timeout", "10ms", "--json", channel).text());
            assertTrue(error.get("error.message").contains("writer's next call"), error.toString());
            // It ends in order, with the end of its input.
            owner.endInput();
            owner.finish().expect(0);
            assertNull(tail.line());
            tail.finish().expect(0);
        }
        assertEquals("drained", state());
        assertEquals("one\n", run("cat", channel).expect(0).text());
    }

    @Test
    void shouldTerminateWhoeverReadsAndWrites() throws Exception
    {
        try (JournalProcess owner = JournalProcess.start("write", "--ack", channel);
            JournalProcess tail = JournalProcess.start("tail", "--from", "start", "--wait", "1m", channel))
        {
            owner.feed("one\n");
            owner.line();
            assertEquals("one", tail.line());
            assertTrue(run("terminate", "--dry-run", channel).expect(0).text().contains("would be terminated"));
            assertEquals("active", state());
            assertTrue(run("terminate", channel).expect(0).text().contains("was told"));
            assertNull(tail.line());
            tail.finish().expect(0);
            assertEquals("false",
                JsonIT.parse(run("terminate", "--json", channel).expect(0).text()).get("change"));
            owner.feed("two\n");
            owner.endInput();
            owner.finish().expect(1, "was terminated");
        }
        assertEquals("one\n", run("cat", channel).expect(0).text());
        write("two\n");
        assertEquals("one\ntwo\n", run("cat", channel).expect(0).text());
        run("terminate", directory.resolve("nowhere")).expect(3);
        run("drain", directory.resolve("nowhere")).expect(3);
    }
}
