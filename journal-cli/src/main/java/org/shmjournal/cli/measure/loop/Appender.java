package org.shmjournal.cli.measure.loop;

/** Writes records one by one. One thread. */
public interface Appender extends AutoCloseable
{
    /**
     * How many records the measuring loops append at once: few enough that the method is soon called often enough to
     * be compiled as a whole.
     */
    int BATCH = 1024;

    /** Appends {@code count} records, each published by itself, the first with this sequence. */
    void append(long sequence, int count);

    /** Appends the records with the sequences from 0 to {@code records - 1}. */
    default void appendAll(final long records)
    {
        for (long sequence = 0; sequence < records; sequence += BATCH)
        {
            append(sequence, (int)Math.min(BATCH, records - sequence));
        }
    }

    /** Makes what was appended durable. */
    default void flush()
    {
        throw new UnsupportedOperationException("nothing here survives more than a process");
    }

    @Override
    void close();
}
