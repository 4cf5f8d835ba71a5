package org.shmjournal.bench.compare;

/**
 * A column of a {@link Table}.
 *
 * @param title    of the column, and name of its figure.
 * @param decimals with which the figure is printed.
 * @param compared whether the ratio says something: a time's does, a mere count's does not.
 */
public record Column(String title, int decimals, boolean compared)
{
    /** Nanoseconds a record, a mean. */
    public static Column mean(final String title)
    {
        return new Column(title, 2, true);
    }

    /** Nanoseconds, a percentile. */
    public static Column percentile(final String title)
    {
        return new Column(title, 0, true);
    }

    /** Something that was counted, to judge the times by. */
    public static Column count(final String title)
    {
        return new Column(title, 0, false);
    }
}
