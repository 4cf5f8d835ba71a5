package org.shmjournal;

/** What {@link ShmWriter#tryWrite} returns instead of a length when nothing was written: a negative number. */
public final class WriteStatus
{
    /** The next segment is needed and not ready; try again. */
    public static final int BACK_PRESSURED = -1;
    /** A single-segment channel has no room; it never will. */
    public static final int FULL = -2;

    private WriteStatus()
    {
    }
}
