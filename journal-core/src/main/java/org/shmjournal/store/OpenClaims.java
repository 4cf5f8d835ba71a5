package org.shmjournal.store;

import java.util.Arrays;

/**
 * All that is known of the open claims of an owner with several threads. Nobody counts them, since all who claim would
 * contend for the number: each claim says itself where it is open, and whoever wants to know looks at all of them.
 * <p>
 * Any thread. A claim is open here before its word is in the stream, and until another word is in its place.
 */
public final class OpenClaims
{
    private volatile OpenClaim[] claims = {};

    synchronized void add(final OpenClaim claim)
    {
        final OpenClaim[] longer = Arrays.copyOf(claims, claims.length + 1);
        longer[claims.length] = claim;
        claims = longer;
    }

    /** Whether any is open. */
    public boolean areOpen()
    {
        return firstOpen() != OpenClaim.NOT_OPEN;
    }

    /** The position of the first one; larger than any when none is open. */
    public long firstOpen()
    {
        long first = OpenClaim.NOT_OPEN;
        for (final OpenClaim claim : claims)
        {
            first = Math.min(first, claim.position());
        }
        return first;
    }

    /** A position that no resolved claim is behind, and no record that a thread knows of. */
    public long endOfResolved()
    {
        long end = 0;
        for (final OpenClaim claim : claims)
        {
            end = Math.max(end, claim.resolvedBefore());
        }
        return end;
    }

    /** Whether any is open in a segment. */
    boolean areOpenIn(final SegmentFile segment)
    {
        return areOpenFrom(segment.position(0), segment.size());
    }

    /** Whether any is open in so many bytes from a position on. */
    boolean areOpenFrom(final long position, final int length)
    {
        for (final OpenClaim claim : claims)
        {
            final long distance = claim.position() - position;
            if (distance >= 0 && distance < length)
            {
                return true;
            }
        }
        return false;
    }
}
