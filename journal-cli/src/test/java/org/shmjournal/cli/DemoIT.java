package org.shmjournal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.shmjournal.cli.JournalProcess.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoIT
{
    @TempDir
    Path directory;

    @Test
    void shouldLoseNothingBetweenTwoProcesses() throws IOException
    {
        final Map<String, String> result = JsonIT.parse(demo("--json").expect(0).text());
        assertEquals("true", result.get("ok"));
        assertEquals("100000", result.get("records"));
        assertEquals("0", result.get("lost"));
        assertEquals(result.get("digest.writer"), result.get("digest.reader"));
        assertNotEquals(result.get("writerPid"), result.get("readerPid"));
        assertTrue(Double.parseDouble(result.get("nanosPerRecord")) > 0);
        assertTrue(Long.parseLong(result.get("roundTripNanos.p50")) > 0);
        assertTrue(Long.parseLong(result.get("roundTripNanos.p999")) >=
            Long.parseLong(result.get("roundTripNanos.p99")));
        run("verify", result.get("channel")).expect(0);

        // A second run takes the place of the first, and --no-keep leaves nothing.
        final String again = demo("--no-keep").expect(0).text();
        assertTrue(again.contains("All well."), again);
        assertTrue(Files.notExists(Path.of(result.get("channel")).getParent()));
    }

    @Test
    void shouldNoticeSabotage() throws IOException
    {
        final Map<String, String> result = JsonIT.parse(demo("--json", "--sabotage").expect(1).text());
        assertEquals("false", result.get("ok"));
        assertTrue(result.containsKey("findings.0"), result.toString());
        assertTrue(Files.exists(Path.of(result.get("sabotage.file"))));
    }

    @Test
    void shouldLeaveAloneWhatNoDemoMade() throws IOException
    {
        final Path taken = directory.resolve("journal-demo-" + System.getProperty("user.name"));
        final Path mine = Files.writeString(Files.createDirectories(taken).resolve("mine"), "mine");
        demo("--json").expect(1, "was not made by a demo of yours");
        assertTrue(Files.exists(mine));
    }

    private JournalProcess.Outcome demo(final String... options)
    {
        final Object[] arguments = new Object[options.length + 7];
        System.arraycopy(new Object[]{"demo", "--records", 100_000, "--round-trips", 1_000, "--dir", directory}, 0,
            arguments, 0, 7);
        System.arraycopy(options, 0, arguments, 7, options.length);
        return run(arguments);
    }
}
