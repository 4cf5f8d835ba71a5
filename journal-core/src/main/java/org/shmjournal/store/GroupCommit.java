package org.shmjournal.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.shmjournal.error.InterruptedWaitException;
import org.shmjournal.layout.ChannelHeader;
import org.shmjournal.layout.HeaderLayout;

/**
 * Forces what was written to the disk, then says so in the durable position, which is always a record's boundary. Who
 * asks while a force runs waits for the next one, which then is for all who wait.
 * <p>
 * A full segment in which a claim is open is forced up to that, like the active one, and holds back all behind it.
 * <p>
 * Data first, with its headers, then the durable position; where nothing in the data itself tells old from new, the
 * control file is forced too. A force that fails is final: a second attempt might succeed without the bytes.
 * <p>
 * Any thread; one at a time works.
 */
final class GroupCommit implements ColdTask.Work
{
    /** How often who waits for another one's force looks whether the owner was stopped meanwhile. */
    private static final long LOOK_INTERVAL = TimeUnit.MILLISECONDS.toNanos(1);

    private static final int NOT_DURABLE = -1;

    private final ControlFile control;
    private final ChannelHeader header;
    private final Roll roll;
    private final Consumer<SegmentFile> onSealed;
    private final Failure onFailure;
    private final LongFunction<SegmentFile> segments;
    private final boolean forcesSealed;
    private final boolean forcesControl;
    private final OpenClaims claims;
    private final StreamTail tail;
    private final ReentrantLock forcing = new ReentrantLock();
    private final AtomicLong asked = new AtomicLong();
    private long answered;
    private boolean timed;
    private long nextForce;
    /** Nothing is forced any more: a force has failed, or the owner let go. */
    private volatile boolean over;
    /** Whether the map of a full segment may end, unless a buffer of it was lent. */
    private volatile boolean keptByNobody;

    /** Whom to tell that nothing more may be written. */
    interface Failure
    {
        void onForceFailed(Path file, IOException cause);
    }

    GroupCommit(
        final ControlFile control,
        final Roll roll,
        final LongFunction<SegmentFile> segments,
        final OpenClaims claims,
        final Consumer<SegmentFile> onSealed,
        final Failure onFailure)
    {
        this.control = control;
        this.header = control.header();
        this.roll = roll;
        this.segments = segments;
        this.claims = claims;
        this.tail = new StreamTail(claims);
        this.onSealed = onSealed;
        this.onFailure = onFailure;
        this.forcesSealed = Ring.forcesSealed(header);
        // Where nothing in the data tells old from new; and a ring has to know which of its slots count.
        this.forcesControl = !header.checksums() || header.retention() == HeaderLayout.RING;
    }

    /**
     * Forces all that was written before the call, unless a force that began after it has. Then either that is done, or
     * {@link Failure} was told, or the owner was stopped, for which nobody waits until another one's force is done.
     *
     * @param mayForce what to ask first, as long as nothing has ended; who may not leaves the channel as it is.
     * @param isStopped whether the owner may write no more, or there is another reason not to wait.
     * @return false when it did not wait.
     * @throws InterruptedWaitException when the thread was interrupted while another one's force ran.
     */
    boolean flush(final BooleanSupplier mayForce, final BooleanSupplier isStopped)
    {
        final long ticket = asked.incrementAndGet();
        if (!lock(isStopped))
        {
            return false;
        }
        try
        {
            if (answered < ticket && !over && mayForce.getAsBoolean())
            {
                final long covered = asked.get();
                forceAll();
                answered = covered;
            }
            return true;
        }
        finally
        {
            forcing.unlock();
        }
    }

    /**
     * Forces everything up to an offset of the segment in which the writer ends.
     *
     * @param durable the offset that is said to be durable: less than {@code offset} by an END.
     */
    void flushTo(final SegmentFile segment, final int offset, final int durable)
    {
        forcing.lock();
        try
        {
            forceSealed();
            forceLeft(segment.number());
            force(segment, offset, durable, false);
        }
        finally
        {
            forcing.unlock();
        }
    }

    /** Waits for a force that runs; none begins after this. */
    void end()
    {
        forcing.lock();
        over = true;
        forcing.unlock();
    }

    /**
     * The conductor's: whether there are sealed segments, or something is due by bytes or time. Only to count bytes it
     * takes the lock and looks into a map: where a file was truncated under its map the JVM tells of it late, which
     * might be between taking a lock and minding to give it back.
     */
    @Override
    public boolean isDue(final long now)
    {
        return !over && (oldestResolved() != null ||
            header.durability() == HeaderLayout.PERIODIC && (isTimeOver(now) || areBytesDue(now)));
    }

    private boolean areBytesDue(final long now)
    {
        if (header.periodicBytes() <= 0 || !forcing.tryLock())
        {
            return false;
        }
        try
        {
            return isForceDue(now);
        }
        finally
        {
            forcing.unlock();
        }
    }

    private boolean isTimeOver(final long now)
    {
        return header.periodicTime() > 0 && (!timed || now - nextForce >= 0);
    }

    /** Forces sealed segments, and what is due by bytes or time. Returns how much there was to do. */
    @Override
    public int run(final long now)
    {
        if (!forcing.tryLock())
        {
            return 0;
        }
        try
        {
            final int sealed = forceSealed();
            if (!isForceDue(now))
            {
                return sealed;
            }
            timed = true;
            nextForce = now + header.periodicTime();
            return sealed + forceAll();
        }
        finally
        {
            forcing.unlock();
        }
    }

    /** False when there was a reason not to wait before the lock was to be had. */
    private boolean lock(final BooleanSupplier isStopped)
    {
        // Who need not wait is not asked whether he was interrupted.
        boolean locked = forcing.tryLock();
        while (!locked && !isStopped.getAsBoolean())
        {
            try
            {
                locked = forcing.tryLock(LOOK_INTERVAL, TimeUnit.NANOSECONDS);
            }
            catch (final InterruptedException ex)
            {
                Thread.currentThread().interrupt();
                throw new InterruptedWaitException(control.file(),
                    "interrupted while waiting for another thread's flush; what was written stays written");
            }
        }
        return locked;
    }

    private boolean isForceDue(final long now)
    {
        if (over || header.durability() != HeaderLayout.PERIODIC)
        {
            return false;
        }
        if (isTimeOver(now))
        {
            return true;
        }
        final SegmentFile oldest = roll.oldest();
        return header.periodicBytes() > 0 &&
            oldest.position(tail.in(oldest)) - control.durablePosition() >= header.periodicBytes();
    }

    private int forceAll()
    {
        int forced = 0;
        SegmentFile oldest;
        int end;
        do
        {
            forced += forceSealed();
            if (over)
            {
                // Whoever was told of that may have closed the writer, so that nothing is mapped any more.
                return forced;
            }
            oldest = roll.oldest();
            end = tail.in(oldest);
        }
        // The writer went on meanwhile: what it left comes first, or the durable position would pass it.
        while (oldestResolved() != null);
        forced += forceLeft(oldest.number());
        if (over || oldest.position(end) <= control.durablePosition() && (forcesSealed || forced == 0))
        {
            return forced;
        }
        return forced + force(oldest, end);
    }

    private int forceSealed()
    {
        int forced = 0;
        for (SegmentFile full = oldestResolved(); full != null && !over; full = oldestResolved())
        {
            forced += forcesSealed ? force(full, full.size(), full.size(), true) : 1;
            if (!over)
            {
                roll.forced();
                onSealed.accept(full);
                full.close();
            }
        }
        return forced;
    }

    /** Of a ring, what was not forced when it was full; as far as it is there. */
    private int forceLeft(final long end)
    {
        int forced = 0;
        final long size = header.segmentSize();
        long number = forcesSealed ? end : Math.max(control.durablePosition(), control.retainedFrom()) / size;
        for (; number < end && !over; number++)
        {
            // Not durable by itself: the header of the next one may not be on the disk.
            final SegmentFile left = segments.apply(number);
            forced += force(left, left.size(), NOT_DURABLE, false);
        }
        return forced;
    }

    /** A recycling, while nothing is forced: what is forced must be what was written. */
    interface Recycling
    {
        SegmentFile run() throws IOException;
    }

    /** Null while a force runs. */
    SegmentFile unlessForcing(final Recycling recycling) throws IOException
    {
        if (!forcing.tryLock())
        {
            return null;
        }
        try
        {
            return recycling.run();
        }
        finally
        {
            forcing.unlock();
        }
    }

    /** From now on the owner's writer keeps no buffer of a segment, and nobody else to whom none was lent. */
    void keepNothing()
    {
        keptByNobody = true;
    }

    /** The oldest segment that will not change any more, or null. */
    private SegmentFile oldestResolved()
    {
        final SegmentFile full = roll.oldestSealed();
        return full == null || claims.areOpenIn(full) ? null : full;
    }

    private int force(final SegmentFile segment, final int to)
    {
        return force(segment, to, to, false);
    }

    private int force(final SegmentFile segment, final int to, final int durableTo, final boolean isFull)
    {
        if (over)
        {
            return 0;
        }
        final long durable = control.durablePosition();
        try
        {
            if (isFull)
            {
                segment.dropPages(keptByNobody);
            }
            segment.force((int)Math.min(Math.max(0, durable - segment.position(0)), to), to);
            if (durableTo == NOT_DURABLE)
            {
                return 1;
            }
            control.putDurablePosition(segment.position(durableTo));
            if (forcesControl)
            {
                control.force();
            }
            return 1;
        }
        catch (final IOException ex)
        {
            over = true;
            control.putDurablePosition(durable);
            control.putBootId(BootId.UNKNOWN);
            onFailure.onForceFailed(segment.file(), ex);
            return 0;
        }
    }
}
