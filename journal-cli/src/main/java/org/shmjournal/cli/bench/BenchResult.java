package org.shmjournal.cli.bench;

import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * What a bench showed.
 *
 * @param plan       of it.
 * @param conditions of it.
 * @param rounds     that count.
 * @param writes     how long a write took, from when it was due, in nanoseconds; empty unless there was a rate.
 */
record BenchResult(BenchPlan plan, Conditions conditions, List<BenchRound> rounds, Histogram writes)
{
}
