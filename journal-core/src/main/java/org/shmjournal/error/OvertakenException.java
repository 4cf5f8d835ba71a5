package org.shmjournal.error;

import java.nio.file.Path;

/**
 * What a reader was to read next was deleted before it came to it. The reader stands at the oldest record there is now:
 * who polls again goes on from there, without what is said here to be lost.
 */
public final class OvertakenException extends JournalException
{
    private static final long serialVersionUID = 1L;

    private final long resumePosition;
    private final long lostBytes;
    private final long lostRecords;

    /**
     * Says what was lost.
     *
     * @param path           of the channel.
     * @param position       at which the reader stood.
     * @param resumePosition at which it stands now.
     * @param lostRecords    between them.
     */
    public OvertakenException(
        final Path path, final long position, final long resumePosition, final long lostRecords)
    {
        super(path, position, "was overtaken: " + lostRecords + " records in " + (resumePosition - position) +
            " bytes were deleted before they were read; polling again goes on at position " + resumePosition +
            "; read faster, or keep more", null);
        this.resumePosition = resumePosition;
        this.lostBytes = resumePosition - position;
        this.lostRecords = lostRecords;
    }

    /** At which the reader stands now. */
    public long resumePosition()
    {
        return resumePosition;
    }

    /** Bytes of the stream that the reader did not get. */
    public long lostBytes()
    {
        return lostBytes;
    }

    /** Records that the reader did not get. */
    public long lostRecords()
    {
        return lostRecords;
    }
}
