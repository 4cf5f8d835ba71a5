package org.shmjournal.kill;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/** How many kills landed in which phase. One that landed in two, on two threads, counts in both. */
final class KillCounts
{
    private final Map<Phase, Integer> counts = new EnumMap<>(Phase.class);
    private int kills;

    void add(final Set<Phase> phases)
    {
        kills++;
        for (final Phase phase : phases.isEmpty() ? Set.of(Phase.ELSEWHERE) : phases)
        {
            counts.merge(phase, 1, Integer::sum);
        }
    }

    int kills()
    {
        return kills;
    }

    int in(final Phase phase)
    {
        return counts.getOrDefault(phase, 0);
    }

    @Override
    public String toString()
    {
        return kills + " kills: encode " + in(Phase.ENCODE) + ", open claim " + in(Phase.CLAIM) + ", roll " +
            in(Phase.ROLL) + ", preparation " + in(Phase.PREPARATION) + ", opening " + in(Phase.OPENING) +
            ", recovery " + in(Phase.RECOVERY) + ", flush " + in(Phase.FLUSH) + ", closing " + in(Phase.CLOSING) +
            ", elsewhere " + in(Phase.ELSEWHERE);
    }
}
