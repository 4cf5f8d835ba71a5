package org.shmjournal.store;

import static org.shmjournal.layout.ControlLayout.*;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.error.JournalException;
import org.shmjournal.io.FileOperations.Status;
import org.shmjournal.io.Mapping;
import org.shmjournal.layout.ChannelHeader;
import org.shmjournal.layout.ClaimsWord;
import org.shmjournal.layout.ControlLayout;
import org.shmjournal.layout.HeaderLayout;
import org.shmjournal.layout.Memory;

/**
 * The mapped control file: what the channel is, and the words by which its owner and the others know of each other.
 * The owner maps it writable; its writer's thread and its conductor store different words. Others read, but for those
 * who end the channel from elsewhere: the state goes from one to the next by compare-and-set.
 */
public final class ControlFile implements AutoCloseable
{
    /** No position, where no claim is open. */
    public static final long NO_CLAIMS = -1;

    private final ChannelDirectory directory;
    private final Mapping mapping;
    private final MappedByteBuffer memory;
    private final ChannelHeader header;
    private long currentBoot = BootId.UNKNOWN;

    private ControlFile(final ChannelDirectory directory, final Mapping mapping, final ChannelHeader header)
    {
        this.mapping = mapping;
        this.memory = mapping.memory();
        this.header = header;
        this.directory = directory.holding(header, this::firstRetained, this::isRingDoubtful);
    }

    /** In which boot whoever opened this runs; until it is said, that of the last owner. */
    void setBoot(final long bootId)
    {
        currentBoot = bootId;
    }

    /**
     * The first segment of a ring that counts. After another boot, where only a flush has forced anything, slots in
     * front of the durable position may hold anything once one was recycled.
     */
    private long firstRetained()
    {
        return Math.floorDiv(isRingDoubtful() ? Math.max(retainedFrom(), durablePosition()) : retainedFrom(),
            header.segmentSize());
    }

    private boolean isRingDoubtful()
    {
        return isRecycled() && currentBoot != BootId.UNKNOWN && currentBoot != bootId() &&
            !Ring.forcesSealed(header);
    }

    /** Whether nothing of a ring is known: the durable position was recycled, and then came another boot. */
    boolean isRingLost()
    {
        return isRingDoubtful() && retainedFrom() > durablePosition();
    }

    /** The channel's directory, known for what it holds; as long as this is open. */
    ChannelDirectory directory()
    {
        return directory;
    }

    /**
     * Opens the control file of a channel that is there, and validates its immutable part.
     *
     * @param briefly whether for a short look, by nobody else.
     */
    public static ControlFile open(
        final ChannelDirectory directory, final boolean writable, final boolean briefly)
    {
        directory.requireChannel();
        final Path file = directory.controlFile();
        final Status status = directory.status(file);
        if (status == null || status.size() != ControlLayout.LENGTH)
        {
            throw new CorruptChannelException(file, 0, JournalException.NO_POSITION, "file length",
                ControlLayout.LENGTH + " bytes", status == null ? "no file" : status.size() + " bytes");
        }
        try
        {
            final Mapping mapping = directory.files().map(file, writable, ControlLayout.LENGTH,
                directory.unmapping().isAtOnce(briefly));
            try
            {
                return new ControlFile(directory, mapping,
                    ChannelHeader.decode(mapping.memory(), HeaderLayout.CONTROL_MAGIC, file));
            }
            catch (final JournalException ex)
            {
                mapping.close();
                throw ex;
            }
        }
        catch (final IOException ex)
        {
            throw StorageErrors.of(directory.files(), file, writable ? "open it to write" : "open it to read", ex);
        }
    }

    /** The bytes of a new control file. */
    static ByteBuffer image(final ChannelHeader header)
    {
        final ByteBuffer image = Memory.image(ControlLayout.LENGTH);
        header.encode(image, HeaderLayout.CONTROL_MAGIC);
        return image;
    }

    /** Who the owner says it is, for a message; never throws. */
    static String ownerEvidence(final ChannelDirectory directory)
    {
        try (ControlFile control = open(directory, false, true))
        {
            return control.isOwnerAlive() ?
                "pid " + control.ownerPid() + ", started " + Instant.ofEpochMilli(control.ownerStart()) :
                "another process, which has only just taken it or is not visible here";
        }
        catch (final JournalException ex)
        {
            return "another process";
        }
    }

    /** The file's path. */
    public Path file()
    {
        return directory.controlFile();
    }

    /** What the channel was created with. */
    public ChannelHeader header()
    {
        return header;
    }

    /** {@link ControlLayout#ACTIVE}, {@link ControlLayout#DRAINED} or {@link ControlLayout#TERMINATED}. */
    public long state()
    {
        return Memory.longAcquire(memory, STATE);
    }

    /** Damage: the state is DRAINED, and the stream, which ends at a position, has no END. */
    public CorruptChannelException drainedWithoutEnd(final long position)
    {
        return new CorruptChannelException(file(), STATE, position, "state", "ACTIVE, since the stream has no END",
            "DRAINED", "restore the channel from a backup, or go on behind its last record: journal recover --cut-at " +
                position);
    }

    /** How often the channel was opened to write. */
    public long epoch()
    {
        return Memory.longAcquire(memory, EPOCH);
    }

    /** The boot in which the last owner opened the channel; 0 when not known. */
    public long bootId()
    {
        return Memory.longAcquire(memory, BOOT_ID);
    }

    /** A number that moves while the owner's process lives. */
    public long ownerHeartbeat()
    {
        return Memory.longAcquire(memory, OWNER_HEARTBEAT);
    }

    /** The segment that is being written, or the one before it just after a roll. */
    public long activeSegment()
    {
        return Memory.longAcquire(memory, ACTIVE_SEGMENT);
    }

    /** All bytes before this position are known to be on the disk. */
    public long durablePosition()
    {
        return Memory.longAcquire(memory, DURABLE_POSITION);
    }

    /** Nothing before this position is promised to be there. */
    public long retainedFrom()
    {
        return mapping.isCopy() ? retainedFromNow() : Memory.longAcquire(memory, RETAINED_FROM);
    }

    /** Of a copy, which may be older than what is held against it. */
    private long retainedFromNow()
    {
        try (Mapping now = directory.files().map(file(), false, LENGTH, true))
        {
            return Memory.longAt(now.memory().order(ByteOrder.LITTLE_ENDIAN), RETAINED_FROM);
        }
        catch (final IOException ex)
        {
            throw StorageErrors.of(directory.files(), file(), "copy it", ex);
        }
    }

    /** Whether this is a copy, and so is whatever else is mapped to be read. */
    boolean isCopy()
    {
        return mapping.isCopy();
    }

    /** Whether slots of a ring were recycled since its last owner left in order. */
    boolean isRecycled()
    {
        return Memory.longAcquire(memory, RECYCLED) != 0;
    }

    void putRecycled(final boolean recycled)
    {
        Memory.putLongRelease(memory, RECYCLED, recycled ? 1 : 0);
    }

    /** How many records were dropped since the next segment was not ready. */
    public long drops()
    {
        return Memory.longAcquire(memory, DROPS);
    }

    /** For how many rolls the next segment was not ready when it was needed. */
    public long rollWaits()
    {
        return Memory.longAcquire(memory, ROLL_WAITS);
    }

    /** Whether the owner of an epoch is asked to drain. A request to one that is gone is none to the next. */
    boolean isDrainRequested(final long ownerEpoch)
    {
        return Memory.longAcquire(memory, DRAIN_REQUEST) == request(ownerEpoch);
    }

    /** The complement, which no flip of a single bit makes of the zero that stands here else. */
    private static long request(final long ownerEpoch)
    {
        return ~ownerEpoch;
    }

    /** Whether the records are, or ever were, those of several threads: then their timestamps may go back. */
    public boolean isShared()
    {
        return Memory.longAcquire(memory, OPEN_CLAIMS) != 0;
    }

    /**
     * A position before which no claim is open; {@link #NO_CLAIMS} when none is open anywhere. Where the word is
     * damaged, the durable position, which never passes an open claim.
     */
    public long claimsFrom()
    {
        final long word = Memory.longAcquire(memory, OPEN_CLAIMS);
        return word == 0 || word == ClaimsWord.NONE ? NO_CLAIMS :
            ClaimsWord.isIntact(word) ? ClaimsWord.position(word) : Math.max(0, durablePosition());
    }

    /** Whether the word that says where claims are open checks. */
    boolean hasIntactClaims()
    {
        final long word = Memory.longAcquire(memory, OPEN_CLAIMS);
        return word == 0 || ClaimsWord.isIntact(word);
    }

    /** Evidence: the process id of the owner; 0 when the last one left in order. */
    public long ownerPid()
    {
        return Memory.longAcquire(memory, OWNER_PID);
    }

    /** Evidence: when the last owner's process started, in epoch milliseconds. */
    public long ownerStart()
    {
        return Memory.longAt(memory, OWNER_START);
    }

    /** One of {@link ControlLayout#mutableWords}. */
    long word(final int index)
    {
        return Memory.longAcquire(memory, index);
    }

    /** Goes from one state to another; false when somebody else left the first one before. */
    boolean changeState(final long from, final long to)
    {
        return Memory.compareAndSetLong(memory, STATE, from, to);
    }

    /** Goes to TERMINATED, whatever others do at the same time; returns the state before. */
    long putTerminated()
    {
        long before = state();
        while (before != TERMINATED && !Memory.compareAndSetLong(memory, STATE, before, TERMINATED))
        {
            before = state();
        }
        return before;
    }

    /** Asks the owner of an epoch to drain. */
    void requestDrain(final long ownerEpoch)
    {
        Memory.putLongRelease(memory, DRAIN_REQUEST, request(ownerEpoch));
    }

    /** The writer's. */
    void countDrop()
    {
        Memory.putLongRelease(memory, DROPS, drops() + 1);
    }

    /** The writer's. */
    void countRollWait()
    {
        Memory.putLongRelease(memory, ROLL_WAITS, rollWaits() + 1);
    }

    void putEpoch(final long epoch)
    {
        Memory.putLongRelease(memory, EPOCH, epoch);
    }

    void putBootId(final long bootId)
    {
        Memory.putLongRelease(memory, BOOT_ID, bootId);
    }

    void putOwnerHeartbeat(final long count)
    {
        Memory.putLongRelease(memory, OWNER_HEARTBEAT, count);
    }

    /** The writer's, after a roll. */
    public void putActiveSegment(final long number)
    {
        Memory.putLongRelease(memory, ACTIVE_SEGMENT, number);
    }

    void putDurablePosition(final long position)
    {
        Memory.putLongRelease(memory, DURABLE_POSITION, position);
    }

    void putRetainedFrom(final long position)
    {
        Memory.putLongRelease(memory, RETAINED_FROM, position);
    }

    /** The owner's that has several threads: in front of a position no claim is open, nor will one ever be. */
    void putClaimsFrom(final long position)
    {
        Memory.putLongRelease(memory, OPEN_CLAIMS, ClaimsWord.of(position));
    }

    /** The owner's: none is open. */
    void putNoClaims()
    {
        Memory.putLongRelease(memory, OPEN_CLAIMS, ClaimsWord.NONE);
    }

    /** The owner's, as soon as it has the lock, so that whoever does not get it is told the right one. */
    void putThisProcess()
    {
        Memory.putLong(memory, OWNER_START, ProcessEvidence.START);
        Memory.putLongRelease(memory, OWNER_PID, ProcessEvidence.PID);
    }

    /** The owner's, before it gives the lock back. */
    void putNoOwner()
    {
        Memory.putLongRelease(memory, OWNER_PID, 0);
    }

    /** Whether a process with the owner's pid and start time runs on this machine. Evidence, nothing more. */
    public boolean isOwnerAlive()
    {
        return ProcessEvidence.isAlive(ownerPid(), ownerStart());
    }

    void force() throws IOException
    {
        directory.files().force(memory, 0, ControlLayout.LENGTH);
    }

    @Override
    public void close()
    {
        mapping.close();
    }
}
