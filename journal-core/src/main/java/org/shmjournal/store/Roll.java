package org.shmjournal.store;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.shmjournal.error.StorageException;

/**
 * What the writer's thread and the conductor hand to each other so that a roll needs no system call: the writer asks
 * for a segment ahead of need, takes it when it is there, and leaves the full one behind to be forced.
 */
public final class Roll
{
    private final Queue<SegmentFile> sealed = new ConcurrentLinkedQueue<>();
    private volatile SegmentFile active;
    private volatile boolean wanted;
    private volatile SegmentFile prepared;
    private volatile StorageException failure;

    Roll(final SegmentFile active)
    {
        this.active = active;
    }

    /** The segment in which the writer is, or the one before it during a roll; all before it are sealed or forced. */
    SegmentFile active()
    {
        return active;
    }

    /** The writer's: the next segment will be needed. */
    public void want()
    {
        wanted = true;
    }

    /** The writer's: the next segment, or null as long as it is not ready, whatever the reason. */
    public SegmentFile prepared()
    {
        return prepared;
    }

    /** Whoever waits for the next segment: it is not there, and has not failed to be. */
    public boolean isAwaited()
    {
        return prepared == null && failure == null;
    }

    /** The writer's: why the last attempt to prepare failed, or null. */
    public StorageException failure()
    {
        return failure;
    }

    /** The writer's, after it has gone on in the prepared segment. */
    public void rolled(final SegmentFile full)
    {
        wanted = false;
        // First of all: who finds the next one active must know of the full one, or what is durable would pass it.
        sealed.add(full);
        active = prepared;
        prepared = null;
    }

    /** A segment that another owner filled, and did not come to force. */
    void leftUnforced(final SegmentFile full)
    {
        sealed.add(full);
    }

    boolean isWanted()
    {
        return wanted && prepared == null;
    }

    void offer(final SegmentFile segment)
    {
        failure = null;
        prepared = segment;
    }

    void failed(final StorageException reason)
    {
        failure = reason;
    }

    /** The oldest segment of which something may still have to be forced. */
    SegmentFile oldest()
    {
        // In this order: a roll adds the full one before the next is active.
        final SegmentFile current = active;
        final SegmentFile full = sealed.peek();
        return full == null ? current : full;
    }

    /** The oldest segment that is full, once the writer has gone on in another: it may be forced and closed. */
    SegmentFile oldestSealed()
    {
        final SegmentFile oldest = sealed.peek();
        return oldest == active ? null : oldest;
    }

    void forced()
    {
        sealed.remove();
    }
}
