package org.shmjournal;

import org.shmjournal.error.JournalException;
import org.shmjournal.store.ReadChannel;
import org.shmjournal.store.SegmentFile;

/**
 * How a reader comes to the next segment: it opens it; or, where its thread must not work on files, stops in front of
 * it until another thread has opened it ahead. What goes wrong there the reader finds again, and tells, when it then
 * opens the segment itself. One thread at a time.
 */
final class NextSegment implements AutoCloseable
{
    private static final long NONE = -1;

    private final ReadChannel channel;
    private boolean isLeft;
    /** The segment that somebody else is to open first. */
    private long due = NONE;
    /** The one that somebody else has opened, or tried to. */
    private long tried = NONE;
    private SegmentFile opened;
    /** What the reader has left behind; another thread's to unmap, too. */
    private SegmentFile behind;

    NextSegment(final ReadChannel channel)
    {
        this.channel = channel;
    }

    /** From now on it is opened by {@link #openAhead}. */
    void leave()
    {
        isLeft = true;
    }

    /** Whether it is to be opened ahead before the reader can go on. */
    boolean isDue()
    {
        return due != NONE;
    }

    /** Null where it is to be opened ahead. */
    SegmentFile open(final long number)
    {
        if (isLeft && tried != number && !channel.isAtHand(number))
        {
            due = number;
            return null;
        }
        final SegmentFile ready = tried == number ? opened : null;
        due = NONE;
        tried = NONE;
        if (ready == null)
        {
            return channel.open(number);
        }
        opened = null;
        return ready;
    }

    /** The reader has gone on in another one. */
    void leaveBehind(final SegmentFile full)
    {
        if (isLeft)
        {
            closeWhatWasLeft();
            behind = full;
        }
        else
        {
            full.close();
        }
    }

    /** What may block. */
    void openAhead()
    {
        if (isDue())
        {
            close();
            tried = due;
            due = NONE;
            try
            {
                opened = channel.open(tried);
            }
            catch (final JournalException ex)
            {
                // As the reader will find out.
            }
        }
    }

    private void closeWhatWasLeft()
    {
        if (behind != null)
        {
            behind.close();
            behind = null;
        }
    }

    @Override
    public void close()
    {
        closeWhatWasLeft();
        if (opened != null)
        {
            opened.close();
            opened = null;
        }
    }
}
