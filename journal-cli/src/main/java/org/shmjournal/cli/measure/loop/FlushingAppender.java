package org.shmjournal.cli.measure.loop;

/** Flushes after every so many records: what a channel that must not lose them costs. */
public final class FlushingAppender implements Appender
{
    private final Appender appender;
    private final int every;
    private int pending;

    /** Flushes what another one writes. */
    public FlushingAppender(final Appender appender, final int every)
    {
        this.appender = appender;
        this.every = every;
    }

    @Override
    public void append(final long sequence, final int count)
    {
        for (int done = 0; done < count;)
        {
            final int chunk = Math.min(every - pending, count - done);
            appender.append(sequence + done, chunk);
            done += chunk;
            pending += chunk;
            if (pending == every)
            {
                flush();
            }
        }
    }

    @Override
    public void flush()
    {
        appender.flush();
        pending = 0;
    }

    @Override
    public void close()
    {
        appender.close();
    }
}
