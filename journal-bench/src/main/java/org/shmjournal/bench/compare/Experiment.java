package org.shmjournal.bench.compare;

import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What is measured in rounds, side by side: in each round every side once, in an order that changes from round to
 * round, so that none is always the first on a machine that another has warmed, or worn. {@link Rounds} runs it.
 */
public interface Experiment extends AutoCloseable
{
    /** One line: what is measured, in which unit. */
    String title();

    /** What the figures depend on, by name; asked for once all has begun. */
    Map<String, String> conditions();

    /** What is compared: the journal, and the measures that it is held against. */
    List<String> sides();

    /** Which figures there are of each side. */
    List<Column> columns();

    /** Starts processes, looks at the room on the disk, makes what has to be there. Not measured. */
    void begin();

    /**
     * Measures one side, once.
     *
     * @param warmUp whether the round is one that does not count.
     * @return a figure for each of the columns, by title.
     */
    Map<String, Double> measure(String side, boolean warmUp);

    /** Rounds that come first and do not count. */
    int warmUpRounds();

    /** Rounds that count. */
    int rounds();

    /** The times of single records in all rounds that count, by side; none where none are taken. */
    default Map<String, Histogram> histograms()
    {
        return Map.of();
    }

    /** Ends processes and deletes files. */
    @Override
    void close();
}
