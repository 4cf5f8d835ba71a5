package org.shmjournal.cli.measure.loop;

/** Writes nothing: what the loop around it takes by itself. */
public final class NoAppender implements Appender
{
    @Override
    public void append(final long sequence, final int count)
    {
        // Nothing, which is what is measured.
    }

    @Override
    public void close()
    {
        // There is nothing open.
    }
}
