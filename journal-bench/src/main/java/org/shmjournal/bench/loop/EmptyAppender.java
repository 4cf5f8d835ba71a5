package org.shmjournal.bench.loop;

import org.shmjournal.cli.measure.loop.Appender;

/** Does nothing: what is measured around it is what measuring costs. */
public final class EmptyAppender implements Appender
{
    private long last;

    @Override
    public void append(final long sequence, final int count)
    {
        last = sequence;
    }

    /** What it was given last. */
    public long last()
    {
        return last;
    }

    @Override
    public void close()
    {
        // There is nothing open.
    }
}
