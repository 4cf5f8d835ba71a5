package org.shmjournal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProgressTest
{
    private final ByteArrayOutputStream error = new ByteArrayOutputStream();
    private final PrintStream stream = new PrintStream(error, true, StandardCharsets.UTF_8);

    @Test
    void shouldTellShareRateAndTimeLeft()
    {
        final long now = System.nanoTime();
        final Progress progress = new Progress(stream, true, now);
        progress.total(400);
        progress.show(100, 1000, 3 * 1024 * 1024);
        assertEquals("25%, 1000 records, 3 MiB, 1 MiB/s, 9 s left", progress.line(now + TimeUnit.SECONDS.toNanos(3)));
        progress.show(400, -1, 1024);
        assertEquals("100%, 1 KiB, 512 bytes/s", progress.line(now + TimeUnit.SECONDS.toNanos(2)));
    }

    @Test
    void shouldTellNoShareOfWhatHasNoKnownEnd()
    {
        final long now = System.nanoTime();
        final Progress progress = new Progress(stream, false, now);
        progress.show(100, 7, 100);
        assertEquals("7 records, 100 bytes, 50 bytes/s", progress.line(now + TimeUnit.SECONDS.toNanos(2)));
    }

    @Test
    void shouldTellNoTimeLeftWhenTheWorkIsOver()
    {
        final Progress progress = new Progress(stream, false, System.nanoTime() - TimeUnit.DAYS.toNanos(1));
        progress.total(400);
        progress.show(100, 1, 3);
        progress.end();
        final List<String> lines = error.toString(StandardCharsets.UTF_8).lines().toList();
        assertTrue(lines.get(0).endsWith(" s left"), lines.toString());
        assertEquals("25%, 1 records, 3 bytes, 0 bytes/s", lines.get(1));
    }

    @Test
    void shouldSayNothingOfWhatIsQuicklyDone()
    {
        // Begins later than it ends: no time has gone by.
        final Progress progress = new Progress(stream, true, System.nanoTime() + TimeUnit.DAYS.toNanos(1));
        progress.show(1, 1, 1);
        progress.end();
        assertEquals("", error.toString(StandardCharsets.UTF_8));
    }

    @Test
    void shouldOverwriteItsLineOnATerminalOnly()
    {
        final long past = System.nanoTime() - TimeUnit.DAYS.toNanos(1);
        final Progress onTerminal = new Progress(stream, true, past);
        onTerminal.show(1, 2, 3);
        onTerminal.end();
        assertEquals("\r\u001b[K2 records, 3 bytes, 0 bytes/s\r\u001b[K2 records, 3 bytes, 0 bytes/s\n",
            error.toString(StandardCharsets.UTF_8));
        error.reset();
        final Progress inFile = new Progress(stream, false, past);
        inFile.show(1, 2, 3);
        inFile.end();
        assertEquals("2 records, 3 bytes, 0 bytes/s\n2 records, 3 bytes, 0 bytes/s\n",
            error.toString(StandardCharsets.UTF_8));
    }
}
