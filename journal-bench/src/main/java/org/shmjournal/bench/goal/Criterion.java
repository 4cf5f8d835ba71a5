package org.shmjournal.bench.goal;

import org.shmjournal.bench.compare.Measured;

/**
 * One number that must not be exceeded: ours, divided by a peer's of the same round. Beside it, where something of the
 * same run shows it, how far this machine goes: the number of what does the least that could do in ours' place.
 *
 * @param what  is compared, in words, with its unit.
 * @param ours  the journal's number.
 * @param peer  what it is divided by; a constant 1 leaves ours as it is.
 * @param limit the least number in the place of ours; null where none is measured.
 * @param goal  the highest ratio that meets it.
 * @param over  which rounds must meet it.
 */
record Criterion(String what, Figure ours, Figure peer, Figure limit, double goal, Over over)
{
    private static final Figure NONE = Figure.constant("", 1);

    /** Holds a number against a peer's. */
    static Criterion ratio(
        final String what, final Figure ours, final Figure peer, final double goal, final Over over)
    {
        return new Criterion(what, ours, peer, null, goal, over);
    }

    /** Holds a number against the goal itself. */
    static Criterion absolute(final String what, final Figure ours, final double goal, final Over over)
    {
        return new Criterion(what, ours, NONE, null, goal, over);
    }

    /** The same with what shows how far this machine goes. */
    Criterion limitedBy(final Figure least)
    {
        return new Criterion(what, ours, peer, least, goal, over);
    }

    boolean isAbsolute()
    {
        return peer == NONE;
    }

    /** Whether, and by how much, what was measured meets it. */
    Verdict judge(final String part, final Measured measured)
    {
        return new Verdict(part, this, measured.median(ours.of()), measured.median(peer.of()),
            limit == null ? Double.NaN : measured.median(limit.of()),
            limit == null ? new double[0] : ratios(measured, limit), ratios(measured, ours));
    }

    private double[] ratios(final Measured measured, final Figure figure)
    {
        return measured.each(round -> figure.of().applyAsDouble(round) / peer.of().applyAsDouble(round));
    }
}
