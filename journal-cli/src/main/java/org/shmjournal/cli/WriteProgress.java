package org.shmjournal.cli;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import org.shmjournal.cli.output.ByteCount;
import org.shmjournal.cli.output.Terminal;

/**
 * One line on a terminal's standard error that says how far writing got, a few times a second.
 */
final class WriteProgress
{
    private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(200);
    private static final String TO_START_AND_CLEAR = "\r\u001b[K";

    private final PrintStream error = System.err;
    private final long started = System.nanoTime();
    private long shown = started;

    private WriteProgress()
    {
    }

    /** Progress, or null where nobody looks. */
    static WriteProgress create()
    {
        return Terminal.isStandardError() ? new WriteProgress() : null;
    }

    void show(final long records, final long bytes)
    {
        final long now = System.nanoTime();
        if (now - shown >= INTERVAL)
        {
            shown = now;
            error.print(TO_START_AND_CLEAR + line(records, bytes, now));
            error.flush();
        }
    }

    void end(final long records, final long bytes)
    {
        if (shown != started)
        {
            error.println(TO_START_AND_CLEAR + line(records, bytes, System.nanoTime()));
        }
    }

    private String line(final long records, final long bytes, final long now)
    {
        final double seconds = (now - started) / (double)TimeUnit.SECONDS.toNanos(1);
        return records + " records, " + ByteCount.of(bytes) + ", " + ByteCount.of((long)(bytes / seconds)) + "/s";
    }
}
