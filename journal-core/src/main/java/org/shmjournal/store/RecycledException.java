package org.shmjournal.store;

import java.nio.file.Path;
import org.shmjournal.error.JournalException;

/** Of a ring: a segment that somebody was looking at has made room for another, so that nothing seen of it counts. */
final class RecycledException extends JournalException
{
    private static final long serialVersionUID = 1L;

    RecycledException(final Path slot, final long position)
    {
        super(slot, position, "was recycled while it was looked at; look again", null);
    }
}
