package org.shmjournal.store;

import java.io.IOException;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.shmjournal.error.ChannelClosedException;
import org.shmjournal.error.JournalException;
import org.shmjournal.error.OwnerFencedException;
import org.shmjournal.error.StorageException;
import org.shmjournal.io.FileOperations;
import org.shmjournal.layout.ChannelHeader;
import org.shmjournal.layout.ControlLayout;
import org.shmjournal.layout.HeaderLayout;
import org.shmjournal.layout.RecordWord;
import org.shmjournal.layout.SegmentLayout;

/**
 * What an owner has of its channel, and the cold work beside its writer: preparing the next segment, forcing sealed
 * ones, beating, and looking after the lock. The conductor calls {@link #doWork}; the writer's thread {@link #flush}
 * and {@link #close}; one at a time, by this object's monitor. What the writer needs for a record it has to itself.
 */
public final class OwnedChannel
{
    /** What the owner wants to be told, on the thread that found out. */
    public interface Events
    {
        /** A segment is full and forced: it will not change any more. */
        void onSealed(SegmentFile segment);

        /** The owner may write no more. */
        void onStopped(JournalException reason);

        /** The next segment could not be prepared; it is tried again. */
        void onPreparationFailed(StorageException reason);
    }

    /** Everything that opening needs to know. */
    public record Opening(
        ChannelDirectory directory,
        Set<PosixFilePermission> permissions,
        boolean eagerUnmapping,
        long bootId)
    {
    }

    private static final long BEAT_INTERVAL = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long LOCK_CHECK_INTERVAL = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long RETRY_INTERVAL = TimeUnit.MILLISECONDS.toNanos(100);

    private final Opening opening;
    private final ChannelDirectory directory;
    private final OwnerLock lock;
    private final ControlFile control;
    private final ChannelHeader header;
    private final Preparation preparation;
    private final Recovery.End end;
    private final long epoch;
    private final Roll roll = new Roll();
    private SegmentFile active;
    private Events events;
    private volatile JournalException stopped;
    private long nextSegment;
    private long heartbeats;
    private long nextBeat;
    private long nextLockCheck;
    private long nextTry;
    private boolean started;
    private boolean closed;

    /** With the lock held and the control file mapped; a failure leaves both to the caller to give back. */
    private OwnedChannel(
        final Opening opening, final OwnerLock lock, final ControlFile control, final boolean ownerLives)
        throws IOException
    {
        this.opening = opening;
        this.directory = opening.directory();
        this.lock = lock;
        this.control = control;
        this.header = control.header();
        this.preparation = new Preparation(directory, permissionsOfChannel());
        if (control.state() == ControlLayout.DRAINED)
        {
            throw new ChannelClosedException(directory.path(), "was drained: its stream has ended for ever; read it, " +
                "and create another channel to write");
        }

        directory.discardTemporaries();
        this.epoch = control.epoch() + 1;
        control.putEpoch(epoch);
        control.force();
        if (ownerLives)
        {
            awaitFence();
        }
        final boolean sameBoot = opening.bootId() != BootId.UNKNOWN && control.bootId() == opening.bootId();
        this.end = sameBoot ? Recovery.find(directory, header) :
            Recovery.findClosed(directory, header, control.durablePosition());
        if (end.lastKind() == RecordWord.END)
        {
            throw new ChannelClosedException(directory.path(), "has an END at position " +
                (end.segment() * header.segmentSize() + end.offset()) + ": its stream has ended for ever");
        }
        goOn();
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
        final ChannelDirectory directory = opening.directory();
        // What cannot be made is refused before anything is.
        final ChannelHeader toCreate = directory.hasChannel() ? null : creation.get();
        final OwnerLock lock = lock(opening);
        ControlFile control = null;
        OwnedChannel owned = null;
        try
        {
            if (!directory.hasChannel())
            {
                Creation.create(directory, toCreate == null ? creation.get() : toCreate, opening.permissions(),
                    opening.bootId());
            }
            control = ControlFile.open(directory, true, opening.eagerUnmapping());
            check.accept(control.header());
            final boolean ownerLives = control.isOwnerAlive();
            control.putThisProcess();
            owned = new OwnedChannel(opening, lock, control, ownerLives);
            return owned;
        }
        catch (final IOException ex)
        {
            throw StorageErrors.of(directory.files(), directory.path(), "open it to write", ex);
        }
        finally
        {
            if (owned == null)
            {
                if (control != null)
                {
                    control.putNoOwner();
                    control.close();
                }
                lock.release();
            }
        }
    }

    /** Makes a channel that is not there. False when it is. */
    public static boolean create(final Opening opening, final ChannelHeader header)
    {
        final OwnerLock lock = lock(opening);
        try
        {
            final boolean absent = !opening.directory().hasChannel();
            if (absent)
            {
                Creation.create(opening.directory(), header, opening.permissions(), opening.bootId());
            }
            return absent;
        }
        finally
        {
            lock.release();
        }
    }

    private static OwnerLock lock(final Opening opening)
    {
        final ChannelDirectory directory = opening.directory();
        try
        {
            directory.files().createDirectory(directory.path(),
                Creation.directoryPermissions(opening.permissions()));
        }
        catch (final IOException ex)
        {
            throw StorageErrors.of(directory.files(), directory.path(), "make the directory", ex);
        }
        return OwnerLock.acquire(directory, opening.permissions());
    }

    /**
     * An owner that lives, though the lock is ours, lost its lock file. It stops writing when it sees the new epoch, at
     * its next look; only behind that is the end of the stream the end.
     */
    private static void awaitFence()
    {
        final long deadline = System.nanoTime() + 2 * LOCK_CHECK_INTERVAL;
        final boolean interrupted = Thread.interrupted();
        for (long left = 2 * LOCK_CHECK_INTERVAL; left > 0; left = deadline - System.nanoTime())
        {
            LockSupport.parkNanos(left);
        }
        if (interrupted)
        {
            Thread.currentThread().interrupt();
        }
    }

    /** Those that the channel was created with, so that whoever could read it can go on reading. */
    private Set<PosixFilePermission> permissionsOfChannel() throws IOException
    {
        final String mode = directory.files().status(directory.controlFile()).mode();
        return FileOperations.UNKNOWN_MODE.equals(mode) ? opening.permissions() :
            PosixFilePermissions.fromString(mode);
    }

    private void goOn() throws IOException
    {
        active = open(end.segment());
        try
        {
            refuseEndBeforeDurablePosition();
            if (active.baseSequence() == SegmentLayout.UNKNOWN)
            {
                active.putBase(end.timestamp(), end.sequence());
            }
            queueUnforced();
            nextSegment = end.segment() + 1;
            if (directory.status(directory.segmentFile(nextSegment)) != null)
            {
                // Prepared by an owner that died before it rolled into it.
                final SegmentFile left = open(nextSegment);
                left.touch();
                roll.offer(left);
                nextSegment++;
            }
            active.touch();
            control.putActiveSegment(end.segment());
            heartbeats = control.ownerHeartbeat();
            control.putState(ControlLayout.ACTIVE);
            control.putBootId(opening.bootId());
        }
        catch (final RuntimeException | Error ex)
        {
            active.close();
            throw ex;
        }
    }

    /** What the last owner sealed and did not force comes first, or the durable position would pass it. */
    private void queueUnforced()
    {
        final long oldest = directory.segmentNumbers()[0];
        final long firstUnforced = Math.max(oldest, control.durablePosition() / header.segmentSize());
        for (long number = firstUnforced; number < end.segment(); number++)
        {
            roll.leftUnforced(open(number));
        }
    }

    private void refuseEndBeforeDurablePosition()
    {
        final long durable = control.durablePosition();
        if (active.position(end.offset()) < durable)
        {
            throw active.corruptAt(end.offset(), "end of the stream", "one at or behind the durable position " +
                durable, "nothing published here");
        }
    }

    private SegmentFile open(final long number)
    {
        return SegmentFile.open(directory, header, number, true, opening.eagerUnmapping());
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

    /** Where the stream ended when the channel was opened. */
    public Recovery.End end()
    {
        return end;
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

    /** Whether the channel goes on in another segment when one is full. */
    public boolean rolls()
    {
        return header.retention() != HeaderLayout.SINGLE_SEGMENT;
    }

    /** Why nothing may be written any more, or null. */
    public JournalException stopped()
    {
        return stopped;
    }

    /** Whom to tell; before the conductor gets to know this channel. */
    public void listen(final Events listener)
    {
        events = listener;
    }

    /** One round of cold work; does nothing once closed. Returns how much there was to do. */
    public synchronized int doWork(final long now)
    {
        if (closed || stopped != null)
        {
            return 0;
        }
        try
        {
            return work(now);
        }
        catch (final RuntimeException | Error ex)
        {
            stop(new JournalException(directory.path(), "the cold work beside the writer failed: " + ex, ex));
            return 0;
        }
    }

    private int work(final long now)
    {
        if (!started)
        {
            started = true;
            nextBeat = now;
            nextLockCheck = now;
            nextTry = now;
        }

        int work = 0;
        if (now - nextBeat >= 0)
        {
            nextBeat = now + BEAT_INTERVAL;
            control.putOwnerHeartbeat(++heartbeats);
        }
        if (now - nextLockCheck >= 0)
        {
            nextLockCheck = now + LOCK_CHECK_INTERVAL;
            checkLock();
        }
        if (roll.isWanted() && (roll.failure() == null || now - nextTry >= 0))
        {
            prepare(now);
            work++;
        }
        return work + forceSealed();
    }

    private void checkLock()
    {
        if (control.epoch() != epoch || !lock.isHeld())
        {
            stop(new OwnerFencedException(directory.path(), "the lock file was deleted or replaced, or another owner " +
                "took the channel: nothing more is written; find out who did it, then open the channel again"));
        }
    }

    private void prepare(final long now)
    {
        checkLock();
        if (stopped != null)
        {
            return;
        }
        try
        {
            if (directory.status(directory.segmentFile(nextSegment)) == null)
            {
                preparation.segment(header, nextSegment, epoch);
            }
            final SegmentFile segment = open(nextSegment);
            segment.touch();
            nextSegment++;
            roll.offer(segment);
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
            stop(ex);
        }
    }

    private void preparationFailed(final long now, final StorageException reason)
    {
        nextTry = now + RETRY_INTERVAL;
        final boolean first = roll.failure() == null;
        roll.failed(reason);
        if (first)
        {
            events.onPreparationFailed(reason);
        }
    }

    private int forceSealed()
    {
        int forced = 0;
        for (SegmentFile full = roll.oldestSealed(); full != null && stopped == null; full = roll.oldestSealed())
        {
            if (force(full, full.size()))
            {
                roll.forced();
                events.onSealed(full);
                full.close();
                forced++;
            }
        }
        return forced;
    }

    /** Forces data first, then says so. A failure is final: a second attempt might succeed without the bytes. */
    private boolean force(final SegmentFile segment, final int to)
    {
        final long durable = Math.max(0, control.durablePosition() - segment.position(0));
        try
        {
            segment.force((int)Math.min(durable, to), to);
            control.putDurablePosition(segment.position(to));
            if (!header.checksums())
            {
                control.force();
            }
            return true;
        }
        catch (final IOException ex)
        {
            control.putBootId(BootId.UNKNOWN);
            stop(StorageErrors.of(directory.files(), segment.file(), "force it to the disk; nothing more is written, " +
                "and what stands behind the durable position is not promised", ex));
            return false;
        }
    }

    private void stop(final JournalException reason)
    {
        if (stopped == null)
        {
            stopped = reason;
            if (events != null)
            {
                events.onStopped(reason);
            }
        }
    }

    /** Forces everything up to {@code offset} of the writer's segment, and says so in the durable position. */
    public synchronized void flush(final SegmentFile segment, final int offset)
    {
        checkLock();
        throwIfStopped();
        forceSealed();
        throwIfStopped();
        force(segment, offset);
        throwIfStopped();
    }

    /** Looks once more whether the channel still is this owner's, before a last word is written to it. */
    public synchronized boolean mayStillWrite()
    {
        checkLock();
        return stopped == null;
    }

    private void throwIfStopped()
    {
        if (stopped != null)
        {
            throw new ChannelClosedException(directory.path(), stopped.getMessage(), stopped);
        }
    }

    /**
     * Lets the channel go: forces it up to {@code offset} of the writer's segment if the owner still may, removes what
     * was prepared and never used, unmaps, and gives back the lock, whatever fails before.
     */
    public synchronized void close(final SegmentFile segment, final int offset)
    {
        if (closed)
        {
            return;
        }
        closed = true;
        try
        {
            if (stopped == null)
            {
                flush(segment, offset);
                control.force();
                removeUnused();
            }
        }
        catch (final IOException ex)
        {
            throw StorageErrors.of(directory.files(), directory.path(), "close it", ex);
        }
        finally
        {
            if (!(stopped instanceof OwnerFencedException))
            {
                control.putNoOwner();
            }
            unmap(segment);
            lock.release();
        }
    }

    private void removeUnused() throws IOException
    {
        final SegmentFile unused = roll.prepared();
        if (unused != null)
        {
            directory.files().delete(unused.file());
            directory.files().forceDirectory(directory.path());
        }
    }

    private void unmap(final SegmentFile segment)
    {
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
        control.close();
    }
}
