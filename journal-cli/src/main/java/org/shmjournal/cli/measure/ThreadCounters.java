package org.shmjournal.cli.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the kernel counted for the calling thread: tells a round that was disturbed, or that paid for its pages, from
 * one that was not. Zero where there is no such count.
 *
 * @param faults      pages that had to be found for it.
 * @param preemptions how often it lost its core although it had work to do.
 */
public record ThreadCounters(long faults, long preemptions)
{
    private static final Path STAT = Path.of("/proc/thread-self/stat");
    private static final Path STATUS = Path.of("/proc/thread-self/status");
    private static final String PREEMPTIONS = "nonvoluntary_ctxt_switches:";
    /** Indexes of the fields behind the name, which ends with a parenthesis. */
    private static final int MINOR_FAULTS = 7;
    private static final int MAJOR_FAULTS = 9;

    /** What was counted so far. */
    public static ThreadCounters now()
    {
        try
        {
            final String stat = Files.readString(STAT);
            final String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            final long preemptions = Files.readAllLines(STATUS).stream()
                .filter(line -> line.startsWith(PREEMPTIONS))
                .mapToLong(line -> Long.parseLong(line.substring(PREEMPTIONS.length()).trim()))
                .sum();
            return new ThreadCounters(Long.parseLong(fields[MINOR_FAULTS]) + Long.parseLong(fields[MAJOR_FAULTS]),
                preemptions);
        }
        catch (final IOException ex)
        {
            return new ThreadCounters(0, 0);
        }
    }

    /** What was counted since. */
    public ThreadCounters minus(final ThreadCounters before)
    {
        return new ThreadCounters(faults - before.faults, preemptions - before.preemptions);
    }
}
