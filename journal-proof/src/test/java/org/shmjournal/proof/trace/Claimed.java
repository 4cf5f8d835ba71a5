package org.shmjournal.proof.trace;

/** A record of several threads: between which steps it was claimed and resolved, and what as. One thread. */
public final class Claimed
{
    private static final long UNKNOWN = -1;

    private final int begunAt;
    private int claimedAt = Written.NEVER;
    private int resolvingAt = Written.NEVER;
    private int resolvedAt = Written.NEVER;
    private byte[] payload;
    private long position = UNKNOWN;

    Claimed(final int begunAt)
    {
        this.begunAt = begunAt;
    }

    /** Found by a reader: there, or a claim that died. */
    static Claimed found(final byte[] payload, final int steps)
    {
        final Claimed found = new Claimed(-1);
        found.claimedAt = steps;
        found.resolvingAt = -1;
        found.resolvedAt = payload == null ? Written.NEVER : steps;
        found.payload = payload;
        return found;
    }

    void claimed(final int steps)
    {
        claimedAt = steps;
    }

    void resolving(final int steps, final byte[] with)
    {
        resolvingAt = steps;
        payload = with;
    }

    void resolved(final int steps, final long at)
    {
        resolvedAt = Math.min(resolvedAt, steps);
        position = at;
    }

    /** What it holds; null when it was, or is being, aborted. */
    public byte[] payload()
    {
        return payload;
    }

    /** Where it is; -1 when not known. */
    public long position()
    {
        return position;
    }

    /** Whether its claim may be in the stream. */
    public boolean mayBeThere(final int count)
    {
        return begunAt < count;
    }

    /** Whether its claim is in the stream. */
    public boolean isThere(final int count)
    {
        return claimedAt <= count;
    }

    /** Whether it may be a record, or VOID. */
    public boolean mayBeResolved(final int count)
    {
        return resolvingAt < count;
    }

    /** Whether it is. */
    public boolean isResolved(final int count)
    {
        return resolvedAt <= count;
    }
}
