package org.shmjournal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
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
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class CursorsIT
{
    private static final int SEGMENT_SIZE = 64 * 1024;

    @TempDir
    Path directory;

    private Path channel;

    @BeforeEach
    void nameChannel()
    {
        channel = directory.resolve("channel");
    }

    private static byte[] lines(final int from, final int to)
    {
        final StringBuilder lines = new StringBuilder();
        for (int i = from; i < to; i++)
        {
            lines.append(String.format("%0991d%n", i));
        }
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void write(final int from, final int to) throws IOException
    {
        runWith(lines(from, to), "write", channel).expect(0);
    }

    private void create(final Object... options)
    {
        final Object[] all = new Object[options.length + 4];
        all[0] = "create";
        all[1] = "--segment-size";
        all[2] = "64K";
        System.arraycopy(options, 0, all, 3, options.length);
        all[all.length - 1] = channel;
        run(all).expect(0);
    }

    private Map<String, String> cursors() throws IOException
    {
        return JsonIT.parse(run("cursors", "--json", channel).expect(0).text());
    }

    /** What a tail that does not follow prints, as numbers. */
    private int[] tail(final Object... options)
    {
        final Object[] all = new Object[options.length + 3];
        all[0] = "tail";
        all[1] = "--no-follow";
        System.arraycopy(options, 0, all, 2, options.length);
        all[all.length - 1] = channel;
        return run(all).expect(0).text().lines().mapToInt(Integer::parseInt).toArray();
    }

    @Test
    void shouldSetListAndRemoveCursors() throws IOException
    {
        create();
        write(0, 100);
        run("cursors", channel).expect(0);
        final Map<String, String> set = JsonIT.parse(run("cursors", "set", "--to", "sequence:40", "--gating",
            "retention", "--max-lag", "1M", "--json", channel, "billing").expect(0).text());
        assertEquals("40", set.get("after.sequence"));
        assertEquals("billing", set.get("cursor"));
        final Map<String, String> listed = cursors();
        assertEquals("billing", listed.get("cursors.0.name"));
        assertEquals("true", listed.get("cursors.0.named"));
        assertEquals("retention", listed.get("cursors.0.gating"));
        assertEquals(40 * 1000 + "", listed.get("cursors.0.position"));
        assertEquals("60", listed.get("cursors.0.lagRecords"));
        assertEquals(1024 * 1024 + "", listed.get("cursors.0.maxLag"));
        assertEquals("false", listed.get("cursors.0.inUse"));
        assertEquals("false", listed.get("cursors.0.revoked"));

        run("cursors", "set", "--gating", "none", "--max-lag", "0", channel, "billing").expect(0);
        final String text = run("cursors", channel).expect(0).text();
        assertTrue(text.startsWith("billing  none       position 40000, sequence 40  lags "), text);
        assertTrue(text.endsWith("60 records  not in use\n"), text);
        assertTrue(run("info", channel).expect(0).text().contains("cursor         billing  none"));
        assertEquals("40", JsonIT.parse(run("info", "--json", channel).expect(0).text()).get("cursors.0.sequence"));

        run("cursors", "remove", channel, "billing").expect(0);
        assertEquals("", run("cursors", channel).expect(0).text());
        run("cursors", "remove", channel, "billing").expect(3, "billing.cursor");
    }

    @Test
    void shouldTellWhoeverWritesThatACursorIsNotHeeded() throws IOException
    {
        create("--ring", "3");
        run("cursors", "set", "--to", "start", "--gating", "writer", channel, "billing").expect(0);
        Files.write(channel.resolve("cursors").resolve("billing.cursor"), new byte[100]);
        final JournalProcess.Outcome written = runWith(lines(0, 10), "write", channel);
        assertEquals(0, written.exitCode());
        assertTrue(written.errors().startsWith("journal: note: " + channel + ": a cursor is not heeded: " +
            channel.resolve("cursors").resolve("billing.cursor") + ": corrupt cursor"), written.errors());
    }

    @Test
    void shouldBeginWhereTheCursorWasSetAndGoOnWhereItWas() throws IOException
    {
        create("--timestamps");
        write(0, 50);
        for (final String place : new String[]{"sequence:40", "position:40320", "40320"})
        {
            run("cursors", "set", "--to", place, channel, "one").expect(0);
            final int[] read = tail("--cursor", "one");
            assertEquals(40, read[0], place);
            assertEquals(10, read.length, place);
            assertEquals(0, tail("--cursor", "one").length);
        }
        write(50, 53);
        assertEquals(3, tail("--cursor", "one").length);
        run("cursors", "set", "--to", "1h", channel, "one").expect(0);
        assertEquals(53, tail("--cursor", "one").length);
        run("cursors", "set", "--to", "start", channel, "one").expect(0);
        run("cursors", "set", "--to", "end", channel, "one").expect(0);
        assertEquals(0, tail("--cursor", "one").length);
        assertEquals(2, tail("--cursor", "one", "-n", "2").length);
        assertEquals(3, tail("--cursor", "one", "--from", "sequence:50").length);
        // A new one begins at the oldest record.
        assertEquals(53, tail("--strong", "two").length);
        assertEquals("writer", cursors().get("cursors.1.gating"));
    }

    @Test
    void shouldChangeNothingInADryRun() throws IOException
    {
        create();
        write(0, 10);
        final String before = ChannelFiles.contents(channel);
        final Map<String, String> set = JsonIT.parse(run("cursors", "set", "--dry-run", "--to", "sequence:4",
            "--gating", "writer", "--json", channel, "one").expect(0).text());
        assertEquals("4", set.get("after.sequence"));
        assertEquals("true", set.get("dryRun"));
        assertEquals(before, ChannelFiles.contents(channel));

        run("cursors", "set", "--to", "sequence:4", channel, "one").expect(0);
        final String there = ChannelFiles.contents(channel);
        run("cursors", "set", "--dry-run", "--to", "end", channel, "one").expect(0);
        assertTrue(run("cursors", "remove", "--dry-run", channel, "one").expect(0).text().contains("would be"));
        run("cursors", "remove", "--dry-run", channel, "two").expect(3, "two.cursor");
        assertEquals(there, ChannelFiles.contents(channel));
    }

    @Test
    void shouldRefuseWhatCannotBeAndLeaveNoCursor() throws IOException
    {
        create();
        write(0, 10);
        run("cursors").expect(2, "CHANNEL");
        run("cursors", directory.resolve("nowhere")).expect(3);
        run("cursors", "set", channel, "one").expect(2, "--to");
        run("cursors", "set", "--gating", "writer", channel, "one").expect(2, "say with --to where it begins");
        run("cursors", "set", "--gating", "much", channel, "one").expect(2, "'much' is none of none, retention");
        run("cursors", "set", "--to", "sequence:11", channel, "one").expect(2, "sequence 11 is beyond it");
        run("cursors", "set", "--to", "position:4", channel, "one").expect(2, "position=4");
        run("cursors", "set", "--to", "1h", channel, "one").expect(2, "without timestamps");
        run("cursors", "set", "--to", "end", channel, "../one").expect(2, "../one");
        run("cursors", "remove", channel, "../channel").expect(3);
        run("tail", "--strong", "one", "--gating", "none", channel).expect(2, "--strong");
        assertEquals("", run("cursors", channel).expect(0).text());
    }

    @Test
    void shouldNotTouchTheCursorOfALiveReaderUnlessTold() throws Exception
    {
        create();
        write(0, 1);
        try (JournalProcess tail = JournalProcess.start("tail", "--strong", "one", channel))
        {
            assertEquals(0, Integer.parseInt(tail.line()));
            final Map<String, String> listed = cursors();
            assertEquals("true", listed.get("cursors.0.inUse"));
            assertEquals("writer", listed.get("cursors.0.gating"));
            final String pid = listed.get("cursors.0.readerPid");
            for (final String[] refused : new String[][]{{"set", "--to", "start"},
                {"set", "--to", "start", "--dry-run"},
                {"remove", "--json"}, {"remove", "--dry-run"}})
            {
                final Object[] all = new Object[refused.length + 3];
                all[0] = "cursors";
                System.arraycopy(refused, 0, all, 1, refused.length);
                all[all.length - 2] = channel;
                all[all.length - 1] = "one";
                final JournalProcess.Outcome outcome = run(all);
                assertEquals(5, outcome.exitCode());
                assertTrue((outcome.text() + outcome.errors()).contains("in use by pid " + pid), outcome.errors());
            }
            run("tail", "--no-follow", "--cursor", "one", channel).expect(5, "in use by pid " + pid);
            run("cursors", "remove", "--even-in-use", channel, "one").expect(0);
            assertEquals("", run("cursors", channel).expect(0).text());
            write(1, 2);
            assertEquals(1, Integer.parseInt(tail.line()));
            tail.terminate();
            tail.finish().expect(130);
        }
        assertFalse(Files.exists(channel.resolve("cursors/one.cursor")));
    }

    @Test
    void shouldKeepARingsWriterWaitingForAStrongTail() throws Exception
    {
        create("--ring", "3");
        write(0, 1);
        try (JournalProcess tail = JournalProcess.start("tail", "--strong", "one", channel))
        {
            assertEquals(0, Integer.parseInt(tail.line()));
            tail.stop();
            try (JournalProcess writer = JournalProcess.start("write", channel))
            {
                final Thread feeder = new Thread(() -> feed(writer, lines(1, 1000)));
                feeder.start();
                // Until it has filled all slots that it may.
                while (Long.parseLong(cursors().get("cursors.0.lagBytes")) < 2 * SEGMENT_SIZE)
                {
                    Thread.onSpinWait();
                }
                tail.go();
                for (int i = 1; i < 1000; i++)
                {
                    assertEquals(i, Integer.parseInt(tail.line()));
                }
                feeder.join();
                writer.finish().expect(0);
            }
            tail.terminate();
            tail.finish().expect(130);
        }
        assertEquals("0", cursors().get("cursors.0.lagRecords"));
        assertEquals("0", cursors().get("cursors.0.readerPid"));
    }

    @Test
    void shouldSkipNothingThatAKilledTailDidNotPrint() throws Exception
    {
        create();
        write(0, 2000);
        int next = 0;
        try (JournalProcess tail = JournalProcess.start("tail", "--strong", "one", channel))
        {
            for (; next < 100; next++)
            {
                assertEquals(next, Integer.parseInt(tail.line()));
            }
            tail.kill();
            for (String line = tail.line(); line != null && line.length() == 991; line = tail.line())
            {
                assertEquals(next++, Integer.parseInt(line));
            }
        }
        assertTrue(run("cursors", channel).expect(0).text().contains("its reader went without closing"));
        final int[] rest = tail("--strong", "one");
        assertTrue(rest.length > 0 && rest[0] <= next, rest.length + " records from what follows " + next);
        assertEquals(1999, rest[rest.length - 1]);
        assertEquals(2000, rest[0] + rest.length);
    }

    private static void feed(final JournalProcess process, final byte[] input)
    {
        try (var target = process.input())
        {
            target.write(input);
        }
        catch (final IOException ended)
        {
            // The test tells why.
        }
    }
}
