package org.shmjournal.bench.goal;

import java.util.Arrays;
import org.shmjournal.bench.compare.Measured;

/**
 * How a criterion came out.
 *
 * @param part      of the goal, or "".
 * @param criterion that was judged.
 * @param ours      median over the rounds.
 * @param peer      median over the rounds.
 * @param limit     median over the rounds; no number where none was measured.
 * @param limits    ratios of the limit to the peer, of each round; none where it was not measured.
 * @param ratios    of each round.
 */
record Verdict(
    String part, Criterion criterion, double ours, double peer, double limit, double[] limits, double... ratios)
{
    /** Whether something shows how far this machine goes. */
    boolean isLimitKnown()
    {
        return !Double.isNaN(limit);
    }

    /** Whether what does the least would have met it in the place of ours. */
    boolean isMetByLimit()
    {
        return criterion.over().of(limits) <= criterion.goal();
    }

    /** The ratio that the goal is for. */
    double judged()
    {
        return criterion.over().of(ratios);
    }

    double median()
    {
        return Measured.median(ratios);
    }

    double min()
    {
        return Arrays.stream(ratios).min().orElseThrow();
    }

    double max()
    {
        return Arrays.stream(ratios).max().orElseThrow();
    }

    boolean met()
    {
        return judged() <= criterion.goal();
    }

    /** How far from the goal: above 1 it is missed. */
    double strain()
    {
        return criterion.goal() == 0 ? met() ? 0 : Double.MAX_VALUE : judged() / criterion.goal();
    }
}
