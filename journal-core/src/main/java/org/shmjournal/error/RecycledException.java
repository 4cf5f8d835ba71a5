package org.shmjournal.error;

import java.nio.file.Path;

/**
 * What somebody looked at made room for newer segments before the look was over, each time that it was begun anew: the
 * writer goes round its ring faster than that. Nothing is damaged, and the next look may succeed.
 */
public final class RecycledException extends JournalException
{
    private static final long serialVersionUID = 1L;

    /** Says which segment has gone. */
    public RecycledException(final Path segment, final long position)
    {
        super(segment, position, "was recycled while it was looked at; look again", null);
    }

    /** Says that it was so again and again. */
    public RecycledException(final Path channel, final int looks)
    {
        super(channel, "goes on faster than anybody can look at it: what was there was recycled or deleted before " +
            looks + " looks were over; look when its writer is slower, or make a channel with larger segments");
    }
}
