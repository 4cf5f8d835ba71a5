package org.shmjournal.cli.bench;

/**
 * What latencies are to be taken.
 *
 * @param rate      records, or exchanges, a second.
 * @param seconds   of each measurement.
 * @param oneWay    whether from a writer to a reader.
 * @param roundTrip whether of requests and replies.
 */
record LatencyPlan(long rate, long seconds, boolean oneWay, boolean roundTrip)
{
    long records()
    {
        return rate * seconds;
    }
}
