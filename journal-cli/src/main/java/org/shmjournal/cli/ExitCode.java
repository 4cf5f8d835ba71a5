package org.shmjournal.cli;

/**
 * What the process's exit code tells a script.
 */
public final class ExitCode
{
    /** All went well. */
    public static final int OK = 0;
    /** Problems were found, or something failed that has no code of its own. */
    public static final int PROBLEM = 1;
    /** The command line asks for something that cannot be. */
    public static final int USAGE = 2;
    /** There is no such channel or file. */
    public static final int NOT_FOUND = 3;
    /** Damage was found. */
    public static final int CORRUPT = 4;
    /** A live owner holds the channel. */
    public static final int LOCKED = 5;
    /** No room: the file system, or a channel of a single segment, is full. */
    public static final int STORAGE_FULL = 6;
    /** Stopped by a signal. */
    public static final int INTERRUPTED = 130;

    private ExitCode()
    {
    }
}
