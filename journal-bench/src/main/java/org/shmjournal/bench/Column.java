package org.shmjournal.bench;

/**
 * A column of a {@link Table}.
 *
 * @param title    of the column, and name of its figure.
 * @param decimals with which the figure is printed.
 * @param compared whether the ratio says something: a time's does, a mere count's does not.
 */
record Column(String title, int decimals, boolean compared)
{
    /** Nanoseconds a record, a mean. */
    static Column mean(final String title)
    {
        return new Column(title, 2, true);
    }

    /** Nanoseconds, a percentile. */
    static Column percentile(final String title)
    {
        return new Column(title, 0, true);
    }

    /** Something that was counted, to judge the times by. */
    static Column count(final String title)
    {
        return new Column(title, 0, false);
    }
}
