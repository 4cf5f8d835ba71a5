package org.shmjournal.cli.measure;

import java.util.Map;

/**
 * What a child process does in each round, over and over with the same code. The parent has the methods called in this
 * order, and those of several children in turns.
 */
public interface Role extends AutoCloseable
{
    /** Makes what this process writes. Not measured. */
    void prepare(Round round);

    /** Opens what this process reads, once its writer has prepared it. Not measured. */
    void connect(Round round);

    /**
     * When the first record of the next run at a rate is due, by {@link System#nanoTime}. Who is not told begins at
     * once.
     */
    default void dueFrom(final long nanos)
    {
    }

    /**
     * Does the work.
     *
     * @param started to be run right before it begins.
     * @return what was measured, by name: a {@code Long}, or a text without white space.
     */
    Map<String, ?> run(Runnable started);

    /** Lets go of everything. Not measured. */
    @Override
    void close();
}
