package org.shmjournal;

import java.nio.ByteBuffer;
import org.shmjournal.layout.Memory;

/**
 * Uses the time of a reader that has nothing to read: loads a word of each page ahead of it, a few pages at a time, so
 * that the fault which maps them does not fall on the way of a record. One thread.
 */
final class TouchAhead
{
    /** What one fault maps by default: the kernel maps the pages around it that are in its cache. */
    private static final int STEP = 16 * Memory.PAGE_SIZE;

    private int touched;
    private long sum;

    /** In another segment nothing has been touched. */
    void reset()
    {
        touched = 0;
    }

    /** Touches a few pages more, in front of {@code index} or of those touched before. */
    void touch(final ByteBuffer memory, final int index)
    {
        final int from = Math.max(touched, index & -STEP);
        final int to = (int)Math.min((long)from + STEP, memory.capacity());
        for (int page = from; page < to; page += Memory.PAGE_SIZE)
        {
            sum += Memory.longAt(memory, page);
        }
        touched = to;
    }
}
