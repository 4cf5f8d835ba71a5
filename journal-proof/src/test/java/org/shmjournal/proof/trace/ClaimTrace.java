package org.shmjournal.proof.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * All steps that led from an empty disk to where the last of some owners with several threads was left or stopped, and
 * what happened to its claims, in the order of the stream. One thread.
 */
public final class ClaimTrace
{
    private final int firstNew;
    private final List<Traced> steps;
    private final List<Claimed> claims;
    private final NavigableMap<Integer, Long> flushes = new TreeMap<>();
    private int createdAt;
    private int drainBegunAt = Written.NEVER;
    private int drainedAt = Written.NEVER;

    private ClaimTrace(final List<Traced> steps, final List<Claimed> claims, final int createdAt)
    {
        this.firstNew = steps.size();
        this.steps = steps;
        this.claims = claims;
        this.createdAt = createdAt;
    }

    /** Before the first owner. */
    public static ClaimTrace empty()
    {
        return new ClaimTrace(new ArrayList<>(), new ArrayList<>(), Written.NEVER);
    }

    /**
     * The beginning of another one, in which the owner was stopped behind so many steps.
     *
     * @param found the payloads that the next owner finds, null for what is not, or will not be, one.
     */
    public ClaimTrace stoppedBehind(final int count, final List<byte[]> found)
    {
        final List<Claimed> left = new ArrayList<>();
        found.forEach(payload -> left.add(Claimed.found(payload, count)));
        return new ClaimTrace(new ArrayList<>(steps.subList(0, count)), left, Math.min(createdAt, count));
    }

    /** The steps. */
    public List<Traced> steps()
    {
        return steps;
    }

    /** How many of them were in the trace of which this is a continuation. */
    public int firstNew()
    {
        return firstNew;
    }

    /** What was claimed, in order. */
    public List<Claimed> claims()
    {
        return claims;
    }

    /** The owner has come: there is a channel, and claims that died are VOID. */
    public void opened(final int records)
    {
        createdAt = Math.min(createdAt, steps.size());
        claims.forEach(claim -> claim.resolved(steps.size(), claim.position()));
        if (records != claims.size())
        {
            throw new AssertionError("an owner goes on behind " + records + " records of " + claims.size());
        }
    }

    /** Whether there must be a channel. */
    public boolean isCreated(final int count)
    {
        return createdAt <= count;
    }

    /** The writer is called, to claim. */
    public Claimed begin()
    {
        final Claimed claim = new Claimed(steps.size());
        claims.add(claim);
        return claim;
    }

    /** The claim is open. */
    public void claimed(final Claimed claim)
    {
        claim.claimed(steps.size());
    }

    /** Nothing was claimed. */
    public void withdraw(final Claimed claim)
    {
        claims.remove(claim);
    }

    /** The claim is about to be resolved; {@code payload} is null when it is aborted. */
    public void resolving(final Claimed claim, final byte[] payload)
    {
        claim.resolving(steps.size(), payload);
    }

    /** It is. */
    public void resolved(final Claimed claim, final long position)
    {
        claim.resolved(steps.size(), position);
    }

    /** Somebody was told that everything before a position is on the disk. */
    public void flushed(final long position)
    {
        flushes.put(steps.size(), position);
    }

    /** What somebody was told to be on the disk, behind so many steps. */
    public long flushed(final int count)
    {
        final Map.Entry<Integer, Long> last = flushes.floorEntry(count);
        return last == null ? 0 : last.getValue();
    }

    /** The stream is to end. */
    public void drainBegun()
    {
        drainBegunAt = steps.size();
    }

    /** It has. */
    public void drained()
    {
        drainedAt = steps.size();
    }

    /** Whether it may have ended. */
    public boolean mayBeDrained(final int count)
    {
        return count > drainBegunAt;
    }

    /** Whether it must have. */
    public boolean isDrained(final int count)
    {
        return count >= drainedAt;
    }
}
