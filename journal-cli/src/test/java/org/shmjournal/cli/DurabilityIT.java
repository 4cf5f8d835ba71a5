package org.shmjournal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.shmjournal.cli.ChannelFiles.lines;
import static org.shmjournal.cli.SharedProcess.run;
import static org.shmjournal.cli.SharedProcess.runWith;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
class DurabilityIT
{
    @TempDir
    Path directory;

    private Path channel;

    @BeforeEach
    void nameChannel()
    {
        channel = directory.resolve("channel");
    }

    @Test
    void shouldCreateInEachMode() throws IOException
    {
        assertEquals("PROCESS", created("process").get("header.durability"));
        final Map<String, String> sync = created("sync");
        assertEquals("SYNC", sync.get("header.durability"));
        assertEquals("true", sync.get("header.checksums"));
        final Map<String, String> periodic = created("periodic");
        assertEquals("1000000000", periodic.get("header.forceEveryNanos"));
        assertEquals("0", periodic.get("header.forceEveryBytes"));
        final Map<String, String> both =
            created("periodic", "--force-every-bytes", "1M", "--force-every-time", "500ms");
        assertEquals("500000000", both.get("header.forceEveryNanos"));
        assertEquals("1048576", both.get("header.forceEveryBytes"));
        assertTrue(run("info", both.get("channel")).expect(0).text()
            .contains("PERIODIC, forced every 1 MiB, forced every 0.5s"));
    }

    private Map<String, String> created(final String mode, final Object... more) throws IOException
    {
        final Object[] arguments = new Object[more.length + 7];
        System.arraycopy(new Object[]{"create", "--json", "--segment-size", "64K", "--durability", mode}, 0, arguments,
            0, 6);
        System.arraycopy(more, 0, arguments, 6, more.length);
        arguments[arguments.length - 1] = directory.resolve(mode + more.length);
        return JsonIT.parse(run(arguments).expect(0).text());
    }

    @Test
    void shouldRefuseModesThatCannotBe()
    {
        run("create", "--durability", "sometimes", channel).expect(2, "'sometimes' is none of process, periodic, sync");
        run("create", "--durability", "sync", "--force-every-time", "1s", channel).expect(2, "forceEvery");
        run("create", "--force-every-bytes", "1M", channel).expect(2, "forceEvery");
        run("create", "--durability", "periodic", "--force-every-time", "0s", channel)
            .expect(2, "option '--force-every-time'");
    }

    @Test
    void shouldAcknowledgeOnASyncChannelWhatIsOnTheDisk() throws IOException
    {
        try (JournalProcess writer =
            JournalProcess.start("write", "--ack", "--durability", "sync", "--segment-size", "64K", channel))
        {
            for (int i = 0; i < 3; i++)
            {
                writer.feed(lines(i, i + 1));
                assertTrue(writer.line().endsWith(" position=" + (i + 1) * 16));
                final Map<String, String> info = JsonIT.parse(run("info", "--json", channel).expect(0).text());
                assertEquals((i + 1) * 16 + "", info.get("durablePosition"));
                assertEquals("0", info.get("durableLag"));
                assertEquals(lines(0, i + 1), run("cat", "--durable", channel).expect(0).text());
            }
        }
    }

    @Test
    void shouldNotBelieveADurablePositionBehindTheEnd() throws IOException
    {
        runWith(lines(0, 3).getBytes(StandardCharsets.UTF_8), "write", "--segment-size", "64K", channel).expect(0);
        for (final long durable : new long[]{-8, 64, 1 << 20, Long.MAX_VALUE})
        {
            ChannelFiles.putWord(channel, ChannelFiles.DURABLE_POSITION, durable);
            final String told = "corrupt durable position at file offset 1664: expected 0 to 56, found " + durable;
            run("cat", "--durable", channel).expect(4, told);
            final JournalProcess.Outcome info = run("info", "--json", channel).expect(4);
            assertTrue(JsonIT.parse(info.text()).get("problems.0").contains(told), info.text());
        }
    }

    @Test
    void shouldShowOnlyWhatIsOnTheDiskWhenTold() throws Exception
    {
        runWith(lines(0, 5).getBytes(StandardCharsets.UTF_8), "write", "--segment-size", "64K", channel).expect(0);
        final String durable = lines(0, 5);
        // Behind a CLOSE: the durable position is there.
        ChannelFiles.writeAndKill(channel, 3);
        final Map<String, String> info = JsonIT.parse(run("info", "--json", channel).expect(0).text());
        assertEquals("88", info.get("durablePosition"));
        assertEquals("48", info.get("durableLag"));
        assertTrue(run("info", channel).expect(0).text().contains("to position 88, 48 bytes behind the end"));
        assertEquals(durable + lines(0, 3), run("cat", channel).expect(0).text());
        assertEquals(durable, run("cat", "--durable", channel).expect(0).text());
        assertEquals("line 03\nline 04\n",
            run("tail", "--durable", "--no-follow", "-n", "2", channel).expect(0).text());
        assertEquals("", run("tail", "--durable", "--no-follow", "--from", "end", channel).expect(0).text());
        try (JournalProcess tail = JournalProcess.start("tail", "--durable", "--from", "88", channel))
        {
            runWith(lines(8, 9).getBytes(StandardCharsets.UTF_8), "write", channel).expect(0);
            final StringBuilder seen = new StringBuilder();
            for (int i = 0; i < 4; i++)
            {
                seen.append(tail.line()).append('\n');
            }
            assertEquals(lines(0, 3) + lines(8, 9), seen.toString());
        }
    }
}
