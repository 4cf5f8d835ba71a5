package org.shmjournal.store;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.shmjournal.error.ChannelClosedException;
import org.shmjournal.error.JournalException;
import org.shmjournal.error.OwnerFencedException;
import org.shmjournal.error.StorageException;
import org.shmjournal.layout.ChannelHeader;
import org.shmjournal.layout.ControlLayout;
import org.shmjournal.layout.HeaderLayout;
import org.shmjournal.layout.RecordWord;
import org.shmjournal.layout.SegmentLayout;

/**
 * What an owner has of its channel, and the cold work beside its writer: preparing the next segment, beating, looking
 * after the lock, and having forced what is due. The conductor calls {@link #conduct}, which leaves to a driver what
 * may block; the writer's thread {@link #close}. {@link #flush} is for any thread, and waits for neither. What the
 * writer needs for a record it has to itself.
 */
public final class OwnedChannel
{
    /** What the owner wants to be told, on the thread that found out. */
    public interface Events extends CursorEvents
    {
        /** A segment is full and forced: it will not change any more. */
        void onSealed(SegmentFile segment);

        /** The owner may write no more. */
        void onStopped(JournalException reason);

        /** The next segment could not be prepared; it is tried again. */
        void onPreparationFailed(StorageException reason);

        /** A segment that is not kept could not be deleted; it is tried again. */
        void onDeletionFailed(StorageException reason);

        /** Somebody asks for the end of the stream; the writer is to look at it. */
        void onDrainRequested();
    }

    /** Everything that opening needs to know. */
    public record Opening(
        ChannelDirectory directory,
        Set<PosixFilePermission> permissions,
        long bootId,
        LongSupplier epochClock,
        Set<PosixFilePermission> cursorPermissions)
    {
    }

    /**
     * Why the owner writes no more.
     *
     * @param state that the channel has come to; ACTIVE when only this owner has failed.
     */
    private record Stop(JournalException reason, long state)
    {
        /** Who terminates has the last word on a stream that was drained; otherwise the first reason counts. */
        private boolean overrides(final Stop before)
        {
            return before == null ||
                before.state == ControlLayout.DRAINED && state == ControlLayout.TERMINATED;
        }
    }

    /** Until the owner says whom to tell, nobody is. */
    private static final Events NOBODY = new Events()
    {
        @Override
        public void onSealed(final SegmentFile segment)
        {
        }

        @Override
        public void onStopped(final JournalException reason)
        {
        }

        @Override
        public void onPreparationFailed(final StorageException reason)
        {
        }

        @Override
        public void onDeletionFailed(final StorageException reason)
        {
        }

        @Override
        public void onCursorRevoked(final String name, final long position)
        {
        }

        @Override
        public void onCursorClamped(final String name, final long from, final long to)
        {
        }

        @Override
        public void onCursorRefused(final JournalException reason)
        {
        }

        @Override
        public void onDrainRequested()
        {
        }
    };

    /** What a writer in full flow writes in a nanosecond, and its segment is half full when it asks for the next. */
    private static final int BYTES_A_NANO = 8;
    private static final long BEAT_INTERVAL = TimeUnit.MILLISECONDS.toNanos(10);

    private final Ownership ownership;
    private final ChannelDirectory directory;
    private final ControlFile control;
    private final ChannelHeader header;
    private final RecoveryOutcome recovered;
    private final SegmentFile active;
    private final Roll roll;
    private final OpenClaims claims = new OpenClaims();
    private final GroupCommit commit;
    private final Cursors cursors;
    private final Upkeep upkeep;
    /** Null where segments are not recycled. */
    private final Ring ring;
    private Events events = NOBODY;
    /** Where the stream of several threads ends; null for one thread. */
    private LongSupplier sharedEnd;
    private final AtomicReference<Stop> stopped = new AtomicReference<>();
    /** Whether the writer has something to look at here before each record. */
    private volatile boolean mustLook;
    private final AtomicBoolean drainRequested = new AtomicBoolean();
    /** Whether the owner's caller knows that it is stopped: by an exception, or since it wished so itself. */
    private volatile boolean told;
    private long heartbeats;
    private long nextBeat;
    /** Number of the segment behind which the next one was needed and not ready. */
    private long missedBehind = -1;
    private boolean started;
    private volatile boolean closed;
    private final ColdTask supplying;
    private final ColdTask forcing;
    /** What keeps the control file mapped while it is stored to by whoever terminates, beside all other work. */
    private final Object leaving = new Object();
    private boolean left;

    /** Of a channel that was taken over; a failure leaves the ownership to the caller to give back. */
    private OwnedChannel(final Ownership ownership) throws IOException
    {
        this.ownership = ownership;
        this.directory = ownership.directory();
        this.control = ownership.control();
        this.header = ownership.header();
        this.recovered = Takeover.run(ownership, Takeover.Wish.GO_ON);
        this.cursors = new Cursors(directory, control);
        this.ring = directory.isRing() ? new Ring(directory, control, cursors) : null;
        this.active = openSegment(end().segment());
        this.roll = new Roll(active);
        this.commit = new GroupCommit(control, roll, this::openSegment, claims, this::sealed, this::forceFailed);
        this.upkeep = new Upkeep(this, ownership, new Preparation(directory, ownership.permissions()), cursors, ring,
            roll, commit);
        this.supplying = new ColdTask(upkeep, this::failed);
        this.forcing = new ColdTask(commit, this::failed);
        boolean ready = false;
        try
        {
            goOn();
            ready = true;
        }
        finally
        {
            if (!ready)
            {
                unmap(active);
            }
        }
    }

    SegmentFile openSegment(final long number)
    {
        return ring == null ? ownership.openSegment(number) : ring.open(number);
    }

    /**
     * Takes a channel, making it first if it is not there.
     *
     * @param creation what to make it with.
     * @param check    throws if the channel that is there is not what the caller wants.
     */
    public static OwnedChannel open(
        final Opening opening, final Supplier<ChannelHeader> creation, final Consumer<ChannelHeader> check)
    {
        final Ownership ownership = Ownership.take(opening, creation, check);
        OwnedChannel owned = null;
        try
        {
            owned = new OwnedChannel(ownership);
            return owned;
        }
        catch (final IOException ex)
        {
            throw StorageErrors.of(opening.directory().files(), opening.directory().path(), "open it to write", ex);
        }
        finally
        {
            if (owned == null)
            {
                ownership.release(false);
            }
        }
    }

    /** Makes a channel that is not there. False when it is. */
    public static boolean create(final Opening opening, final ChannelHeader header)
    {
        return Ownership.create(opening, header);
    }

    private void goOn() throws IOException
    {
        final Recovery.End end = end();
        if (active.baseSequence() == SegmentLayout.UNKNOWN)
        {
            active.putBase(end.timestamp(), end.sequence());
        }
        long nextSegment = end.segment() + 1;
        if (Ring.forcesSealed(header))
        {
            queueUnforced();
        }
        if (ring != null || ownership.opening().cursorPermissions() != null)
        {
            cursors.createDirectory(ownership.opening().cursorPermissions());
        }
        if (ring == null && directory.hasSegment(nextSegment))
        {
            // Prepared by an owner that died before it rolled into it.
            final SegmentFile left = ownership.openSegment(nextSegment);
            roll.offer(left);
            upkeep.touchAtFirst(left);
            nextSegment++;
        }
        upkeep.startAt(nextSegment);
        active.touch();
        heartbeats = control.ownerHeartbeat();
        control.putBootId(ownership.opening().bootId());
    }

    /** What the last owner sealed and did not force comes first, or the durable position would pass it. */
    private void queueUnforced()
    {
        final long oldest = directory.segmentNumbers()[0];
        final long firstUnforced = Math.max(oldest, control.durablePosition() / header.segmentSize());
        upkeep.toldBefore(Math.min(firstUnforced, end().segment()));
        for (long number = firstUnforced; number < end().segment(); number++)
        {
            roll.leftUnforced(openSegment(number));
        }
    }

    /** What the channel was created with. */
    public ChannelHeader header()
    {
        return header;
    }

    /** The channel's directory. */
    public ChannelDirectory directory()
    {
        return directory;
    }

    /** The control file, for the writer's words in it. */
    public ControlFile control()
    {
        return control;
    }

    /** What was found and done when the channel was opened. */
    public RecoveryOutcome recovered()
    {
        return recovered;
    }

    /** Where the stream ended when the channel was opened. */
    public Recovery.End end()
    {
        return recovered.end();
    }

    /** The segment in which the writer begins. */
    public SegmentFile active()
    {
        return active;
    }

    /** What is handed to and fro with the writer. */
    public Roll roll()
    {
        return roll;
    }

    /** The claims that are open; none ever is with one thread. */
    public OpenClaims claims()
    {
        return claims;
    }

    /** Whether a claim is open in a segment, which then must stay as it is: mapped, not recycled, not deleted. */
    public boolean hasOpenClaims(final long segmentNumber)
    {
        return claims.areOpenFrom(segmentNumber * header.segmentSize(), header.segmentSize());
    }

    /**
     * The writer's that is for several threads, before it claims anything and before the conductor gets to know this
     * channel: says in the control file where claims may be open, so that the next owner knows where to look for those
     * that died. On the disk, too: whatever page of it a power loss leaves says no later position.
     *
     * @param end of the stream; for any thread, and not blocking.
     */
    void share(final LongSupplier end)
    {
        sharedEnd = end;
        control.putClaimsFrom(end.getAsLong());
        try
        {
            control.force();
        }
        catch (final IOException ex)
        {
            throw StorageErrors.of(directory.files(), control.file(), "open it for several threads", ex);
        }
    }

    /** The end first: what is claimed behind it was not looked at, and is not passed. */
    private void followClaims()
    {
        if (sharedEnd != null)
        {
            final long end = sharedEnd.getAsLong();
            control.putClaimsFrom(Math.min(end, claims.firstOpen()));
        }
    }

    /** Whether the channel goes on in another segment when one is full. */
    public boolean rolls()
    {
        return header.retention() != HeaderLayout.SINGLE_SEGMENT;
    }

    /** Why nothing may be written any more, or null. */
    public JournalException stopped()
    {
        final Stop stop = stopped.get();
        return stop == null ? null : stop.reason();
    }

    /** DRAINED or TERMINATED when that is why nothing may be written any more, otherwise ACTIVE. */
    public long endState()
    {
        final Stop stop = stopped.get();
        return stop == null ? ControlLayout.ACTIVE : stop.state();
    }

    /** Whether the writer is to look here before each record: it is stopped, or asked to drain. */
    public boolean mustLook()
    {
        return mustLook;
    }

    /** Whether somebody asks for the end of the stream, which only the writer can put behind its newest record. */
    public boolean isDrainRequested()
    {
        return drainRequested.get() && stopped.get() == null;
    }

    /** The writer's: a record is dropped. */
    public void countDrop()
    {
        control.countDrop();
    }

    /** The writer's: the next segment is needed and not ready. Counted once for each. */
    public void countRollWait()
    {
        final long number = roll.active().number();
        if (missedBehind != number)
        {
            missedBehind = number;
            control.countRollWait();
        }
    }

    /** Whom to tell; before the conductor gets to know this channel. */
    public void listen(final Events listener)
    {
        events = listener;
        cursors.listen(listener);
        cursors.clamp(end().position(header.segmentSize()), end().sequence());
    }

    /**
     * One round of cold work on the conductor's thread, which never blocks: what may is left to the driver. Does
     * nothing once closed. Returns how much was done.
     */
    public int conduct(final long now, final Driver driver)
    {
        if (isOver())
        {
            return 0;
        }
        try
        {
            beat(now);
            heedEnds();
            int work = upkeep.recycleAtHand(now) + supplying.conduct(now, driver);
            if (!isOver())
            {
                // Behind the look at the segment's length, without which nobody reads in its map.
                work += forcing.conduct(now, driver);
            }
            // Once more, since what was forced may make room.
            return isOver() ? work : work + supplying.conduct(now, driver);
        }
        catch (final RuntimeException | Error ex)
        {
            failed(ex);
            return 0;
        }
    }

    /**
     * How many nanoseconds the conductor may rest: less than a writer in full flow takes from where it asks for the
     * next segment until it needs it; and what is wanted, or to be forced by time or bytes, is looked for more often.
     */
    public long longestRest()
    {
        if (header.durability() == HeaderLayout.PERIODIC || roll.isWanted())
        {
            return 0;
        }
        return rolls() ? header.segmentSize() / 2 / BYTES_A_NANO : Long.MAX_VALUE;
    }

    private void beat(final long now)
    {
        if (!started)
        {
            started = true;
            nextBeat = now;
        }
        if (now - nextBeat >= 0)
        {
            nextBeat = now + BEAT_INTERVAL;
            synchronized (leaving)
            {
                if (!left)
                {
                    control.putOwnerHeartbeat(++heartbeats);
                    followClaims();
                }
            }
        }
    }

    /** A failure of the cold work ends the writer's work, wherever it was run. */
    private void failed(final Throwable ex)
    {
        stop(ex instanceof JournalException known ? known :
            new JournalException(directory.path(), "the cold work beside the writer failed: " + ex, ex));
    }

    /** Whether nothing more is to be done, since the channel was let go or the owner may write no more. */
    boolean isOver()
    {
        return closed || stopped() != null;
    }

    /**
     * Whether nothing is mapped any more; under the lock of the {@link Upkeep}. Who holds that finds it so only behind
     * a call to somebody who may have closed the writer, as a listener may.
     */
    boolean hasLeft()
    {
        return left;
    }

    /** Whom to tell. */
    Events events()
    {
        return events;
    }

    /**
     * Looks whether others have ended the channel, or ask for its end, in the control file. The conductor's, and of
     * whoever waits while that is busy with file work.
     */
    public void heedEnds()
    {
        final boolean terminated;
        final boolean drain;
        synchronized (leaving)
        {
            terminated = !left && control.state() == ControlLayout.TERMINATED;
            drain = !left && control.isDrainRequested(ownership.epoch());
        }
        if (terminated && stopped() == null)
        {
            stop(byTermination());
        }
        if (drain && stopped() == null && drainRequested.compareAndSet(false, true))
        {
            mustLook = true;
            events.onDrainRequested();
        }
    }

    /**
     * The writer's, before it is one: none of its encoders keeps a buffer, so that the map of a full segment may end
     * before it is forced, unless one was lent.
     */
    public void keepNothing()
    {
        commit.keepNothing();
    }

    /** Tells of a segment before it may be deleted, so that it can be shipped first. */
    private void sealed(final SegmentFile full)
    {
        events.onSealed(full);
        upkeep.toldBefore(full.number() + 1);
    }

    void checkLock()
    {
        if (isLost())
        {
            stop(new OwnerFencedException(directory.path(), "the lock file was deleted or replaced, or another owner " +
                "took the channel: nothing more is written; find out who did it, then open the channel again"));
        }
    }

    /** Never of a channel that was let go, by whatever thread, meanwhile. */
    private boolean isLost()
    {
        final boolean lost;
        synchronized (leaving)
        {
            lost = !left && !ownership.isNewest();
        }
        return lost || !ownership.hasLock() && !hasGone();
    }

    private boolean hasGone()
    {
        synchronized (leaving)
        {
            return left;
        }
    }

    void forceFailed(final Path file, final IOException cause)
    {
        stop(StorageErrors.of(directory.files(), file, "force it to the disk; nothing more is written, and " +
            "what stands behind the durable position is not promised", cause));
    }

    void stop(final JournalException reason)
    {
        stop(new Stop(reason, ControlLayout.ACTIVE));
    }

    private void stop(final Stop stop)
    {
        final Stop before = stopped.getAndUpdate(old -> stop.overrides(old) ? stop : old);
        if (stop.overrides(before))
        {
            mustLook = true;
            events.onStopped(stop.reason());
        }
    }

    private Stop byTermination()
    {
        return new Stop(new ChannelClosedException(directory.path(), "was terminated: open it again to go on"),
            ControlLayout.TERMINATED);
    }

    private Stop byDrain()
    {
        return new Stop(new ChannelClosedException(directory.path(), "was drained: its stream has ended for ever"),
            ControlLayout.DRAINED);
    }

    /**
     * Forces everything that was written before, and says so in the durable position. Any thread.
     *
     * @param givesUp asked when another thread forces and would have to be waited for.
     * @return false when it gave up.
     */
    public boolean flush(final BooleanSupplier givesUp)
    {
        final boolean flushed =
            commit.flush(this::mayStillWrite, () -> stopped() != null || givesUp.getAsBoolean());
        throwIfStopped();
        return flushed;
    }

    /** Looks once more whether the channel still is this owner's, before a last word is written to it. */
    public boolean mayStillWrite()
    {
        checkLock();
        heedEnds();
        return stopped() == null;
    }

    /** The writer's, behind its END: forces the stream up to there, then says in the control file that it is over. */
    public void drained(final SegmentFile segment, final int offset)
    {
        upkeep.lock().lock();
        try
        {
            endDrained(segment, offset);
        }
        finally
        {
            upkeep.lock().unlock();
        }
    }

    private void endDrained(final SegmentFile segment, final int offset)
    {
        commit.flushTo(segment, offset + RecordWord.LENGTH, offset);
        throwIfStopped();
        control.putRecycled(false);
        // Whoever has terminated meanwhile has the last word.
        stop(control.changeState(ControlLayout.ACTIVE, ControlLayout.DRAINED) ? byDrain() : byTermination());
        told = true;
        try
        {
            // Whatever fails in this, nothing more is written: the others know of the state already.
            control.force();
            removeUnused();
        }
        catch (final IOException ex)
        {
            throw StorageErrors.of(directory.files(), control.file(), "drain it", ex);
        }
    }

    /**
     * Aborts everyone, at once: waits for none of the cold work. Any thread; also when the stream was drained. Does
     * nothing when the lock was lost, since the channel may be another owner's.
     *
     * @return false when the channel was let go before.
     */
    public boolean terminate()
    {
        final boolean failed = stopped() != null && endState() == ControlLayout.ACTIVE;
        synchronized (leaving)
        {
            if (left || endState() == ControlLayout.TERMINATED || !ownership.isHeld())
            {
                return !left;
            }
            // Who has failed is still to be told of that.
            told = told || !failed;
            control.putTerminated();
        }
        stop(byTermination());
        if (!failed)
        {
            // Nothing is forced after a force that failed.
            forceTermination();
        }
        return true;
    }

    private void forceTermination()
    {
        synchronized (leaving)
        {
            try
            {
                if (!left)
                {
                    control.force();
                }
            }
            catch (final IOException ex)
            {
                throw StorageErrors.of(directory.files(), control.file(), "terminate it", ex);
            }
        }
    }

    /** The owner's caller knows of the end. */
    public void told()
    {
        told = true;
    }

    /** Tells whoever calls why nothing may be written any more. */
    public void throwIfStopped()
    {
        final JournalException reason = stopped();
        if (reason != null)
        {
            told = true;
            throw new ChannelClosedException(directory.path(), "writes no more: " + reason.getMessage(), reason);
        }
    }

    /**
     * Lets the channel go: forces it up to {@code offset} of the writer's segment if the owner still may, removes what
     * was prepared and never used, unmaps, and gives back the lock, whatever fails before.
     *
     * @throws ChannelClosedException when the owner was stopped, and nothing has told its caller so far.
     */
    public void close(final SegmentFile segment, final int offset)
    {
        upkeep.lock().lock();
        try
        {
            if (!closed)
            {
                closed = true;
                letGo(segment, offset);
            }
        }
        finally
        {
            upkeep.lock().unlock();
        }
    }

    private void letGo(final SegmentFile segment, final int offset)
    {
        try
        {
            if (mayStillWrite())
            {
                commit.flushTo(segment, offset, offset);
            }
            if (stopped() == null)
            {
                control.putRecycled(false);
                if (sharedEnd != null)
                {
                    control.putNoClaims();
                }
                control.force();
                removeUnused();
                upkeep.prune(0, segment.number() + 1);
            }
            else if (!told)
            {
                throwIfStopped();
            }
        }
        catch (final IOException ex)
        {
            throw StorageErrors.of(directory.files(), directory.path(), "close it", ex);
        }
        finally
        {
            unmap(segment);
            synchronized (leaving)
            {
                left = true;
                ownership.release(stopped() instanceof OwnerFencedException);
            }
        }
    }

    private void removeUnused() throws IOException
    {
        final SegmentFile unused = roll.prepared();
        if (unused != null && ring == null)
        {
            directory.files().delete(unused.file());
            directory.files().forceDirectory(directory.path());
        }
    }

    private void unmap(final SegmentFile segment)
    {
        commit.end();
        for (SegmentFile full = roll.oldestSealed(); full != null; full = roll.oldestSealed())
        {
            roll.forced();
            full.close();
        }
        final SegmentFile unused = roll.prepared();
        if (unused != null)
        {
            unused.close();
        }
        segment.close();
        cursors.close();
        if (ring != null)
        {
            ring.close();
        }
    }
}
