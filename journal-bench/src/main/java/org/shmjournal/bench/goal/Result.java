package org.shmjournal.bench.goal;

import java.util.Comparator;
import java.util.List;

/**
 * How a goal came out.
 *
 * @param goal     that was measured.
 * @param outcomes one for each part.
 */
record Result(Goal goal, List<Outcome> outcomes)
{
    List<Verdict> verdicts()
    {
        return outcomes.stream().flatMap(outcome -> outcome.verdicts().stream()).toList();
    }

    /** The one that is farthest from its goal, or nearest to missing it. */
    Verdict hardest()
    {
        return verdicts().stream().max(Comparator.comparingDouble(Verdict::strain)).orElseThrow();
    }

    boolean met()
    {
        return verdicts().stream().allMatch(Verdict::met);
    }
}
