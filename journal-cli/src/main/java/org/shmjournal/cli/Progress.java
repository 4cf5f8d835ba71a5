package org.shmjournal.cli;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.shmjournal.cli.output.ByteCount;

/**
 * Says on standard error how far a long work got, and how long it will take: on a terminal a line that changes a few
 * times a second, elsewhere a line every other second. For one thread.
 */
class Progress
{
    /** For where nobody looks. */
    static final Progress NONE = new Progress()
    {
        @Override
        void show(final long done, final long records, final long bytes)
        {
        }
    };

    private static final long TERMINAL_INTERVAL = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long LINE_INTERVAL = TimeUnit.SECONDS.toNanos(2);
    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final String TO_START_AND_CLEAR = "\r\u001b[K";

    private final PrintStream error;
    private final boolean terminal;
    private final long started;
    private long shown;
    private long total;
    private long done;
    private long records;
    private long bytes;

    private Progress()
    {
        this(null, false, 0);
    }

    /**
     * Begins now.
     *
     * @param terminal whether what was printed can be overwritten.
     * @param now      of the monotonic clock.
     */
    Progress(final PrintStream error, final boolean terminal, final long now)
    {
        this.error = error;
        this.terminal = terminal;
        this.started = now;
        this.shown = now;
    }

    /** How much there is to do, in any unit; 0: not known. */
    final void total(final long all)
    {
        total = all;
    }

    /**
     * So far it got.
     *
     * @param done    of the total.
     * @param records that went through; negative: nobody counts them.
     * @param bytes   that went through.
     */
    void show(final long done, final long records, final long bytes)
    {
        this.done = done;
        this.records = records;
        this.bytes = bytes;
        final long now = System.nanoTime();
        if (now - shown >= (terminal ? TERMINAL_INTERVAL : LINE_INTERVAL))
        {
            shown = now;
            error.print(terminal ? TO_START_AND_CLEAR + line(now) : line(now) + System.lineSeparator());
            error.flush();
        }
    }

    /** Does the work, and is over with it. */
    final <T> T around(final Supplier<T> work)
    {
        try
        {
            return work.get();
        }
        finally
        {
            end();
        }
    }

    /** The work is over, done or not: leaves a last line, where there was one. */
    final void end()
    {
        if (shown != started)
        {
            error.println((terminal ? TO_START_AND_CLEAR : "") + soFar(System.nanoTime()));
            shown = started;
        }
    }

    /** What is known at a time of the monotonic clock. */
    final String line(final long now)
    {
        if (done <= 0 || done >= total)
        {
            return soFar(now);
        }
        return soFar(now) + ", " + (long)Math.ceil(seconds(now) * (total - done) / done) + " s left";
    }

    private String soFar(final long now)
    {
        final StringBuilder line = new StringBuilder(80);
        if (total > 0)
        {
            line.append(Math.min(100, 100 * done / total)).append("%, ");
        }
        if (records >= 0)
        {
            line.append(records).append(" records, ");
        }
        line.append(ByteCount.of(bytes)).append(", ").append(ByteCount.of((long)(bytes / seconds(now)))).append("/s");
        return line.toString();
    }

    private double seconds(final long now)
    {
        return Math.max(1, now - started) / NANOS_PER_SECOND;
    }
}
