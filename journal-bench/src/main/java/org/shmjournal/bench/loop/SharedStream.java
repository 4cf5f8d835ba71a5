package org.shmjournal.bench.loop;

import org.shmjournal.cli.measure.loop.Appender;

/** A stream that several threads append to. Any thread. */
public interface SharedStream extends AutoCloseable
{
    /** For one of the threads. */
    Appender appender();

    @Override
    void close();
}
