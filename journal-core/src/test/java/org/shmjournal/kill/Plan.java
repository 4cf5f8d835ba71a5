package org.shmjournal.kill;

/**
 * What a writer process is to do.
 *
 * @param stop    where it stops for ever.
 * @param skip    how often it passes that place before.
 * @param records how many it writes at least before it closes the channel.
 */
record Plan(Stop stop, int skip, int records)
{
    private static final int ENDLESS = Integer.MAX_VALUE;
    /** Enough to come to any place; who has not stopped by then closes the channel, and so is found out. */
    private static final int MANY = 20_000;

    /** Writes until it is killed. */
    static Plan endless()
    {
        return new Plan(Stop.NOWHERE, 0, ENDLESS);
    }

    /** Writes until it comes to a place that it has passed {@code skip} times before. */
    static Plan stopInWriting(final Stop stop, final int skip)
    {
        return new Plan(stop, skip, MANY);
    }

    /** Opens the channel, but stops in that. */
    static Plan stopInOpening(final Stop stop, final int skip)
    {
        return new Plan(stop, skip, 0);
    }

    /** Writes, then closes the channel, but stops in that. */
    static Plan stopInClose(final Stop stop, final int records)
    {
        return new Plan(stop, 0, records);
    }

    /** Writes, closes the channel and ends. */
    static Plan close(final int records)
    {
        return new Plan(Stop.NOWHERE, 0, records);
    }

    static Plan parse(final String text)
    {
        final String[] parts = text.split(",");
        return new Plan(Stop.valueOf(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
    }

    @Override
    public String toString()
    {
        return stop + "," + skip + "," + records;
    }
}
