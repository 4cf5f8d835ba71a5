package org.shmjournal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.shmjournal.cli.SharedProcess.run;
import static org.shmjournal.cli.SharedProcess.runWith;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class TopIT
{
    private static final int SIGINT = 2;
    private static final Path SCRIPT = Path.of("/usr/bin/script");
    private static final String BEGIN = "\u001b[?1049h\u001b[?25l\u001b[?7l";
    private static final String END = "\u001b[?7h\u001b[?25h\u001b[?1049l";

    @TempDir
    Path directory;

    private Path one;
    private Path two;

    @BeforeEach
    void writeChannels()
    {
        one = directory.resolve("one");
        two = directory.resolve("two");
        for (final Path channel : List.of(one, two))
        {
            runWith("a\nb\n".getBytes(StandardCharsets.UTF_8), "write", "--segment-size", "64K", channel).expect(0);
        }
        run("cursors", "set", "--to", "sequence:1", "--gating", "retention", one, "billing").expect(0);
    }

    @Test
    void shouldPrintALineAChannelAndLook() throws IOException
    {
        final List<String> lines =
            run("top", "--interval", "1ms", "--count", "3", directory).expect(0).text().lines().toList();
        assertEquals(6, lines.size());
        assertTrue(lines.get(0).endsWith("channel=" + one + " state=closed pid=0 endPosition=40 endSequence=2" +
            " durableLag=0 drops=0 rollWaits=0 cursor.billing=retention,lagBytes:24,lagRecords:1"), lines.get(0));
        assertTrue(lines.get(3).contains("channel=" + two) && lines.get(3).contains(" records/s=0 bytes/s=0 "),
            lines.get(3));
    }

    @Test
    void shouldPrintAJsonObjectAChannelAndLook() throws IOException
    {
        final List<String> lines =
            run("top", "--json", "--interval", "1ms", "--count", "2", one, two).expect(0).text().lines().toList();
        assertEquals(4, lines.size());
        final Map<String, String> last = JsonIT.parse(lines.get(2));
        assertEquals(one.toString(), last.get("channel"));
        assertEquals("closed", last.get("state"));
        assertEquals("0.0", last.get("recordsPerSecond"));
        assertEquals("1", last.get("cursors.0.lagRecords"));
        assertEquals("0", last.get("drops"));
    }

    @Test
    void shouldTellTheRateAndStateOfALiveChannel() throws Exception
    {
        try (JournalProcess writer = JournalProcess.start("write", "--ack", one);
            JournalProcess top = JournalProcess.start("top", "--json", "--interval", "20ms", one))
        {
            writer.feed("c\n");
            writer.line();
            Map<String, String> seen = JsonIT.parse(top.line());
            while (!"live".equals(seen.get("state")))
            {
                seen = JsonIT.parse(top.line());
            }
            writer.feed("d\n");
            while (!"4".equals(seen.get("endSequence")))
            {
                seen = JsonIT.parse(top.line());
            }
            assertTrue(Double.parseDouble(seen.get("recordsPerSecond")) > 0, seen.toString());
            assertTrue(Double.parseDouble(seen.get("bytesPerSecond")) > 0, seen.toString());
            assertEquals("3", seen.get("cursors.0.lagRecords"));
            top.terminate();
            top.finish().expect(130);
        }
    }

    @Test
    void shouldGoOnWhenAChannelComesOrGoes() throws Exception
    {
        final Path three = directory.resolve("three");
        try (JournalProcess top = JournalProcess.start("top", "--interval", "20ms", directory, two))
        {
            assertTrue(top.line().contains("channel=" + one));
            run("create", three).expect(0);
            awaitLine(top, "channel=" + three + " state=unwritten");
            try (Stream<Path> files = Files.walk(two))
            {
                for (final Path file : files.sorted(java.util.Comparator.reverseOrder()).toList())
                {
                    Files.delete(file);
                }
            }
            awaitLine(top, "channel=" + two + " state=unreadable problem=");
            top.terminate();
            top.finish().expect(130);
        }
    }

    private static void awaitLine(final JournalProcess top, final String part) throws IOException
    {
        String line = top.line();
        while (!line.contains(part))
        {
            line = top.line();
        }
    }

    @Test
    void shouldRefuseWhatCannotBe()
    {
        run("top", directory.resolve("nowhere")).expect(3);
        run("top", "--count", "0", one).expect(2, "--count");
        run("top", "--interval", "soon", one).expect(2, "'soon'");
    }

    @Test
    void shouldDrawOnATerminalAndLeaveItAsItWas() throws Exception
    {
        final Process top = onTerminal("--count", "2", "--interval", "1ms");
        final String screen = new String(top.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, exitCode(top), screen);
        assertTrue(screen.startsWith(BEGIN), screen);
        assertTrue(screen.contains("billing") && screen.contains("closed") && screen.contains("roll waits"), screen);
        assertTrue(screen.stripTrailing().endsWith(END), screen);
    }

    @Test
    void shouldLeaveTheTerminalAsItWasOnCtrlC() throws Exception
    {
        assumeFalse(isInterruptIgnored(), "whoever started the build ignores Ctrl-C, and so does what it starts");
        final Process top = onTerminal("--interval", "10ms");
        final StringBuilder screen = new StringBuilder();
        final InputStream output = top.getInputStream();
        while (screen.indexOf("billing") < 0)
        {
            screen.append((char)output.read());
        }
        top.getOutputStream().write(3);
        top.getOutputStream().flush();
        screen.append(new String(output.readAllBytes(), StandardCharsets.UTF_8));
        assertEquals(130, exitCode(top), screen.toString());
        assertTrue(screen.toString().stripTrailing().endsWith(END), screen.toString());
    }

    /** As of what a script starts in the background. */
    private static boolean isInterruptIgnored() throws IOException
    {
        final Path status = Path.of("/proc/self/status");
        return Files.exists(status) && Files.readAllLines(status).stream().filter(line -> line.startsWith("SigIgn:"))
            .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 1 << SIGINT - 1) != 0);
    }

    private static int exitCode(final Process process) throws InterruptedException
    {
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        return process.exitValue();
    }

    /** Its standard streams are those of a terminal. */
    private Process onTerminal(final String... options) throws IOException
    {
        assumeTrue(Files.isExecutable(SCRIPT), "no " + SCRIPT + " here");
        final String command =
            "stty rows 30 cols 200; exec " + Path.of(System.getProperty("java.home"), "bin", "java") +
                " -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -jar " + System.getProperty("journal.jar") + " top " +
                String.join(" ", options) + " " + one + " " + two;
        final ProcessBuilder builder = new ProcessBuilder(SCRIPT.toString(), "-qec", command, "/dev/null");
        builder.environment().put("TERM", "xterm");
        builder.environment().put("SHELL", "/bin/sh");
        return builder.redirectErrorStream(true).start();
    }
}
