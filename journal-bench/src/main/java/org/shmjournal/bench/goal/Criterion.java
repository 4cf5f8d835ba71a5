package org.shmjournal.bench.goal;

import org.shmjournal.bench.compare.Measured;

/**
 * One number that must not be exceeded: ours, divided by a peer's of the same round.
 *
 * @param what  is compared, in words, with its unit.
 * @param ours  the journal's number.
 * @param peer  what it is divided by; a constant 1 leaves ours as it is.
 * @param goal  the highest ratio that meets it.
 * @param over  which rounds must meet it.
 */
record Criterion(String what, Figure ours, Figure peer, double goal, Over over)
{
    private static final Figure NONE = Figure.constant("", 1);

    /** Holds a number against a peer's. */
    static Criterion ratio(
        final String what, final Figure ours, final Figure peer, final double goal, final Over over)
    {
        return new Criterion(what, ours, peer, goal, over);
    }

    /** Holds a number against the goal itself. */
    static Criterion absolute(final String what, final Figure ours, final double goal, final Over over)
    {
        return new Criterion(what, ours, NONE, goal, over);
    }

    boolean isAbsolute()
    {
        return peer == NONE;
    }

    /** Whether, and by how much, what was measured meets it. */
    Verdict judge(final String part, final Measured measured)
    {
        final double[] ratios =
            measured.each(round -> ours.of().applyAsDouble(round) / peer.of().applyAsDouble(round));
        return new Verdict(part, this, measured.median(ours.of()), measured.median(peer.of()), ratios);
    }
}
