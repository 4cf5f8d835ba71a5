package org.shmjournal.store;

import java.time.Instant;

/**
 * What a file says of the process that uses it: its id, and when it started, since ids are given again. Evidence for
 * whoever looks, nothing more: locks decide.
 */
final class ProcessEvidence
{
    /** The id of this process. */
    static final long PID = ProcessHandle.current().pid();
    /** When it started, in epoch milliseconds. Asked once: the system goes through several files to tell. */
    static final long START = startMillis(ProcessHandle.current());

    private ProcessEvidence()
    {
    }

    /** Whether a process with this id and start time runs on this machine. */
    static boolean isAlive(final long pid, final long start)
    {
        return pid == PID ? start == START :
            pid > 0 && ProcessHandle.of(pid).map(process -> startMillis(process) == start).orElse(false);
    }

    private static long startMillis(final ProcessHandle process)
    {
        return process.info().startInstant().orElse(Instant.EPOCH).toEpochMilli();
    }
}
