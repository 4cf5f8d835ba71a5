package org.shmjournal;

import java.nio.ByteBuffer;
import org.shmjournal.layout.Memory;

/**
 * Uses the time of a reader that has nothing to read: loads a word of each page ahead of it, so that the fault which
 * maps them does not fall on the way of a record. So much at a time that few polls are slow, and each of them by some
 * tens of microseconds at most. One thread.
 */
final class TouchAhead
{
    private static final int STEP = 256 * Memory.PAGE_SIZE;

    private int touched;
    private long sum;

    /** In another segment nothing has been touched. */
    void reset()
    {
        touched = 0;
    }

    /** There is nothing to touch: all of it was, before. */
    void skip()
    {
        touched = Integer.MAX_VALUE;
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
        touched = Math.max(touched, to);
    }
}
