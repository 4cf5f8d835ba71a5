package org.shmjournal.store;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.shmjournal.error.JournalException;
import org.shmjournal.error.StorageException;
import org.shmjournal.io.Mapping;
import org.shmjournal.layout.ChannelHeader;
import org.shmjournal.layout.CursorLayout;

/**
 * The cold work of an owner that makes and takes away segments: prepares the next one or recycles a slot, deletes what
 * is not kept; and with it looks after the lock and the cursors, on which that depends.
 * <p>
 * One run at a time, by {@link #lock}, with which closing and draining keep it out, too; but for a listener that closes
 * the writer on this thread, so that behind each event the owner may have left, and nothing be mapped any more.
 */
final class Upkeep implements ColdTask.Work
{
    private static final long RETRY_INTERVAL = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long DELETION_INTERVAL = TimeUnit.MILLISECONDS.toNanos(100);

    private final OwnedChannel owned;
    private final ChannelDirectory directory;
    private final ControlFile control;
    private final ChannelHeader header;
    private final long epoch;
    private final LongSupplier epochClock;
    private final Preparation preparation;
    private final Pruning pruning;
    private final Cursors cursors;
    /** Null where segments are not recycled. */
    private final Ring ring;
    private final Roll roll;
    private final GroupCommit commit;
    private final ReentrantLock lock = new ReentrantLock();
    private long nextSegment;
    private boolean started;
    private long nextLockCheck;
    private long nextTry;
    private long nextDeletion;
    private SegmentFile untouched;
    /** All segments before this one were told to be sealed: they may be deleted. */
    private volatile long firstUntold;
    private long lastPruned;
    private boolean deletionFailed;

    Upkeep(
        final OwnedChannel owned,
        final Ownership ownership,
        final Preparation preparation,
        final Cursors cursors,
        final Ring ring,
        final Roll roll,
        final GroupCommit commit)
    {
        this.owned = owned;
        this.directory = ownership.directory();
        this.control = ownership.control();
        this.header = ownership.header();
        this.epoch = ownership.epoch();
        this.epochClock = ownership.opening().epochClock();
        this.preparation = preparation;
        this.pruning = new Pruning(directory, header, Pruning.Policy.of(header));
        this.cursors = cursors;
        this.ring = ring;
        this.roll = roll;
        this.commit = commit;
    }

    /** Held by whoever changes what segments there are, and by who lets the channel go. */
    ReentrantLock lock()
    {
        return lock;
    }

    /** Before any run: the segment that is to be prepared next. */
    void startAt(final long segment)
    {
        nextSegment = segment;
    }

    /** Before any run: a segment that was prepared before, to be touched by the first one. */
    void touchAtFirst(final SegmentFile segment)
    {
        untouched = segment;
    }

    /** All segments before this one were told to be sealed. */
    void toldBefore(final long segment)
    {
        firstUntold = segment;
    }

    /**
     * Takes no lock and looks into no map, but of a ring: where a file was truncated under its map the JVM tells of it
     * late, which might be between taking a lock and minding to give it back.
     */
    @Override
    public boolean isDue(final long now)
    {
        return !owned.isOver() && (!started || now - nextLockCheck >= 0 || cursors.isLookDue(now) ||
            firstUntold != lastPruned || now - nextDeletion >= 0 || wantsSegment(now) && !isHeldAtHand());
    }

    /** Whether the next segment is a matter of memory alone; and while somebody else has the lock, who finds out. */
    private boolean isHeldAtHand()
    {
        if (ring == null)
        {
            return false;
        }
        if (!lock.tryLock())
        {
            return true;
        }
        try
        {
            return owned.isOver() || isAtHand();
        }
        finally
        {
            lock.unlock();
        }
    }

    @Override
    public int run(final long now)
    {
        lock.lock();
        try
        {
            return owned.isOver() ? 0 : work(now);
        }
        finally
        {
            lock.unlock();
        }
    }

    /**
     * The conductor's, while this does not run: recycles a slot where that is a matter of memory alone, which is what a
     * ring does all the time. Does not block.
     */
    int recycleAtHand(final long now)
    {
        if (ring == null || !roll.isWanted() || !lock.tryLock())
        {
            return 0;
        }
        try
        {
            if (owned.isOver() || !wantsSegment(now) || !isAtHand())
            {
                return 0;
            }
            return prepare(now, true);
        }
        finally
        {
            lock.unlock();
        }
    }

    private boolean isAtHand()
    {
        return ring != null && started && cursors.isKnown() && ring.isAtHand(nextSegment);
    }

    /** Who is asked to end the stream needs no more room for it. */
    private boolean wantsSegment(final long now)
    {
        return roll.isWanted() && !owned.mustLook() && (roll.failure() == null || now - nextTry >= 0);
    }

    private int work(final long now)
    {
        if (!started)
        {
            started = true;
            nextLockCheck = now;
            nextTry = now;
            nextDeletion = now;
        }

        int work = 0;
        if (now - nextLockCheck >= 0)
        {
            nextLockCheck = now + Ownership.LOCK_CHECK_INTERVAL;
            owned.checkLock();
            roll.active().checkLength();
        }
        if (!owned.isOver() && untouched != null)
        {
            touch(untouched);
            untouched = null;
            work++;
        }
        if (owned.isOver())
        {
            return 1;
        }
        work += cursors.work(now, roll.active().position(0));
        if (!owned.hasLeft() && wantsSegment(now) && hasRoom(now))
        {
            work += prepare(now, false);
        }
        if (!owned.hasLeft() && (firstUntold != lastPruned || now - nextDeletion >= 0))
        {
            work += prune(now, nextSegment);
        }
        return work;
    }

    /** Beside the writer, who may be in it already, or even behind it, where what is full is forced and unmapped. */
    private void touch(final SegmentFile segment)
    {
        try (Mapping kept = shareUnlessEnded(segment))
        {
            if (kept != null)
            {
                segment.checkLength();
                segment.touch();
            }
        }
        catch (final JournalException ex)
        {
            owned.stop(ex);
        }
    }

    private static Mapping shareUnlessEnded(final SegmentFile segment)
    {
        try
        {
            return segment.share();
        }
        catch (final IllegalStateException ex)
        {
            return null;
        }
    }

    /** Deletes what a segment more would be too much for. False as long as that is not on the disk. */
    private boolean hasRoom(final long now)
    {
        prune(now, nextSegment + 1);
        return (deletionFailed || !pruning.isOver(nextSegment + 1) || isOldestHeld()) && !owned.hasLeft();
    }

    /** Whoever holds back the deletion of segments does not hold back the writer. */
    private boolean isOldestHeld()
    {
        return cursors.firstHeld(CursorLayout.RETENTION) <= pruning.oldest();
    }

    /**
     * Deletes what is not kept.
     *
     * @param next behind the last segment there is, or is to be.
     * @return how many segments.
     */
    int prune(final long now, final long next)
    {
        lastPruned = firstUntold;
        nextDeletion = now + DELETION_INTERVAL;
        final long firstNeeded = Math.min(firstUntold, control.durablePosition() / header.segmentSize());
        cursors.revokeLagging(roll.active().position(0));
        final long active = roll.active().number();
        int deleted = 0;
        while (owned.stopped() == null && !owned.hasLeft() && pruning.isDue(firstNeeded, active, next, epochClock) &&
            deleteOldest())
        {
            deleted++;
        }
        return deleted;
    }

    private boolean deleteOldest()
    {
        owned.checkLock();
        if (owned.stopped() != null || isOldestHeld())
        {
            return false;
        }
        try
        {
            pruning.retain(control);
        }
        catch (final IOException ex)
        {
            owned.forceFailed(control.file(), ex);
            return false;
        }
        if (cursors.firstHeldOnceMore(CursorLayout.RETENTION) <= pruning.oldest())
        {
            return false;
        }
        try
        {
            pruning.deleteOldest();
            deletionFailed = false;
            return true;
        }
        catch (final IOException ex)
        {
            if (!deletionFailed)
            {
                deletionFailed = true;
                owned.events()
                    .onDeletionFailed(StorageErrors.of(directory.files(), directory.segmentFile(pruning.oldest()),
                        "delete it, which is not kept any more; it is tried again", ex));
            }
            return false;
        }
    }

    /**
     * Returns how many there are now that were not before: none as long as something is in the way.
     *
     * @param atHand by memory alone, of a slot that is mapped.
     */
    private int prepare(final long now, final boolean atHand)
    {
        try
        {
            final SegmentFile segment = ring != null && ring.hasSlot(nextSegment) ? recycle(atHand) : make();
            if (segment != null)
            {
                nextSegment++;
                roll.offer(segment);
                return 1;
            }
        }
        catch (final IOException ex)
        {
            preparationFailed(now, StorageErrors.of(directory.files(), directory.segmentFile(nextSegment),
                "prepare the next segment", ex));
        }
        catch (final StorageException ex)
        {
            preparationFailed(now, ex);
        }
        catch (final JournalException ex)
        {
            owned.stop(ex);
        }
        return 0;
    }

    /** Null when nothing may be made any more. */
    private SegmentFile make() throws IOException
    {
        owned.checkLock();
        if (owned.stopped() != null)
        {
            return null;
        }
        roll.active().checkLength();
        if (!directory.hasSegment(nextSegment))
        {
            preparation.segment(header, nextSegment, epoch);
        }
        final SegmentFile segment = owned.openSegment(nextSegment);
        segment.touch();
        return segment;
    }

    /** Null as long as the slot is needed for what stands in it; at hand also when that is not known any more. */
    private SegmentFile recycle(final boolean atHand)
    {
        cursors.revokeLagging(roll.active().position(0));
        if (owned.hasLeft())
        {
            return null;
        }
        try
        {
            return commit.unlessForcing(() -> atHand ?
                ring.recycleAtHand(nextSegment, epoch, owned::hasOpenClaims) :
                ring.recycle(nextSegment, epoch, owned::hasOpenClaims));
        }
        catch (final IOException ex)
        {
            // What is not on the disk now may never be: a slot that is not known to be over must not be used again.
            owned.forceFailed(control.file(), ex);
            return null;
        }
    }

    private void preparationFailed(final long now, final StorageException reason)
    {
        nextTry = now + RETRY_INTERVAL;
        final boolean first = roll.failure() == null;
        roll.failed(reason);
        if (first)
        {
            owned.events().onPreparationFailed(reason);
        }
    }
}
