package org.shmjournal;

/**
 * What is returned instead of a length when nothing was written: a negative number. What each call may return, it says
 * itself; what a call cannot return, it throws.
 */
public final class WriteStatus
{
    /** The next segment is needed and not ready; try again. */
    public static final int BACK_PRESSURED = -1;
    /** A single-segment channel has no room; it never will. */
    public static final int FULL = -2;
    /** The next segment was needed and not ready, and the record is gone, as {@link Backpressure#DROP} says. */
    public static final int DROPPED = -3;
    /** The stream has ended for ever. */
    public static final int DRAINED = -4;
    /** The channel was terminated; a later owner may go on. */
    public static final int TERMINATED = -5;
    /** This writer was closed. */
    public static final int CLOSED = -6;
    /** Somebody asks for the end of the stream, and that is {@linkplain ShmWriter#leaveDrain left} to another call. */
    public static final int DRAIN_REQUESTED = -7;

    private WriteStatus()
    {
    }
}
