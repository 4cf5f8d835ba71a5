package org.shmjournal.proof.trace;

/** A record that a script wrote: what it holds, where, and between which steps. One thread. */
public final class Written
{
    /** Of what never happened. */
    public static final int NEVER = Integer.MAX_VALUE;
    /** Where a record is whose writer did not come to say. */
    public static final long UNKNOWN = -1;

    private final byte[] payload;
    private final int begunAt;
    private int acknowledgedAt = NEVER;
    private long position = UNKNOWN;

    Written(final byte[] payload, final int begunAt)
    {
        this.payload = payload;
        this.begunAt = begunAt;
    }

    /** One that nobody will find any more, whatever it was, or that never was: only its number is taken. */
    static Written lost()
    {
        final Written lost = new Written(null, 0);
        lost.acknowledge(0, UNKNOWN);
        return lost;
    }

    /** What it holds; null when it is a claim that died, which takes a sequence number and reaches no handler. */
    public byte[] payload()
    {
        return payload;
    }

    /** Whether it is a claim that died. */
    public boolean isVoid()
    {
        return payload == null;
    }

    /** How many steps there were before the writer was called. */
    int begunAt()
    {
        return begunAt;
    }

    /** How many steps there were when the writer had returned. */
    int acknowledgedAt()
    {
        return acknowledgedAt;
    }

    /** Where it is, or {@link #UNKNOWN}. */
    long position()
    {
        return position;
    }

    /** The same, found by somebody behind so many steps: from then on it must be there. */
    Written by(final int steps)
    {
        final Written copy = new Written(payload, begunAt);
        copy.acknowledgedAt = Math.min(acknowledgedAt, steps);
        copy.position = position;
        return copy;
    }

    void acknowledge(final int steps, final long where)
    {
        acknowledgedAt = steps;
        position = where;
    }
}
