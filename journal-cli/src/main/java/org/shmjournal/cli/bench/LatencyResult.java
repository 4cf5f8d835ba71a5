package org.shmjournal.cli.bench;

import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What latencies there were.
 *
 * @param plan       of it.
 * @param conditions of it.
 * @param latencies  in nanoseconds, by what was measured, in the order in which it is told.
 * @param rates      records or exchanges a second that came through.
 */
record LatencyResult(
    LatencyPlan plan, Conditions conditions, Map<Measured, Histogram> latencies, Map<Measured, Double> rates)
{
    private static final double KEPT_UP = 0.98;

    /** Whether fewer came through than were asked for. */
    boolean fellBehind(final Measured what)
    {
        return rates.getOrDefault(what, Double.MAX_VALUE) < KEPT_UP * plan.rate();
    }
}
