package org.shmjournal.cli.measure.loop;

/** Reads records one by one, and sums up their payloads. One thread. */
public interface Poller extends AutoCloseable
{
    /** Takes the records that are there, at most {@code limit}; returns how many there were. */
    int poll(int limit);

    /** Sum of all words of the payloads since the last rewind. */
    long sum();

    /** Goes back to the first record. */
    void rewind();

    @Override
    void close();
}
