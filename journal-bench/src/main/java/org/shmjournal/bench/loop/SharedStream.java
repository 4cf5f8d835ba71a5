package org.shmjournal.bench.loop;

/** A stream that several threads append to. Any thread. */
public interface SharedStream extends AutoCloseable
{
    /** For one of the threads. */
    Appender appender();

    @Override
    void close();
}
