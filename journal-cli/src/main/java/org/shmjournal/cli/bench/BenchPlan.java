package org.shmjournal.cli.bench;

import org.shmjournal.Durability;

/**
 * What is to be done in a bench.
 *
 * @param records      a round.
 * @param rate         records a second; 0: as many as can be.
 * @param readers      processes that read along.
 * @param warmUpRounds that do not count.
 * @param rounds       that count.
 */
record BenchPlan(long records, long rate, int readers, int warmUpRounds, int rounds)
{
    private static final long MAX_WARM_UP_RECORDS = 5_000_000;

    /** How long a round takes by its rate, at least. */
    long roundSeconds()
    {
        return rate == 0 ? 0 : records / rate;
    }

    /** Records of a round of warming up. */
    long warmUpRecords(final ChannelOptions options)
    {
        // A ring has gone round, and every page of it was touched, after as many as are measured.
        return options.isRing() ? records : rate == 0 ? Math.min(records, MAX_WARM_UP_RECORDS) :
            WarmUp.records(options, rate, records);
    }

    /** Rate of a round of warming up. */
    long warmUpRate(final ChannelOptions options)
    {
        return rate == 0 ? 0 : WarmUp.rate(options, rate);
    }

    /** How many records a round has unless the user says it. */
    static long defaultRecords(final ChannelOptions options, final long rate)
    {
        return rate != 0 ? rate * 5 : options.flushEvery() > 0 || options.durability() == Durability.SYNC ? 5_000 :
            5_000_000;
    }
}
