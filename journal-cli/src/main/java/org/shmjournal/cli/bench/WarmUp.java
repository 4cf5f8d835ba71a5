package org.shmjournal.cli.bench;

/**
 * What is done at a rate before it counts: enough for the code to be compiled, which at a low rate would take too long,
 * so that the rate is higher; but where each record waits for the disk it is as it is asked for.
 */
final class WarmUp
{
    private static final long RATE = 200_000;
    private static final long SECONDS = 2;

    private WarmUp()
    {
    }

    static long rate(final ChannelOptions options, final long rate)
    {
        return options.flushEvery() > 0 ? rate : Math.max(rate, RATE);
    }

    static long records(final ChannelOptions options, final long rate, final long measured)
    {
        final long usual = Math.min(measured, SECONDS * rate);
        // A single segment has room for what is measured, not for more.
        return options.flushEvery() > 0 || options.isSingleSegment() ? usual : Math.max(SECONDS * RATE, usual);
    }
}
