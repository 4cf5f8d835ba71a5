package org.shmjournal.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.shmjournal.error.ChannelExistsException;
import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.error.JournalException;
import org.shmjournal.io.FileOperations.Status;
import org.shmjournal.layout.ChannelHeader;
import org.shmjournal.layout.ClaimsWord;
import org.shmjournal.layout.ControlLayout;
import org.shmjournal.layout.Memory;
import org.shmjournal.layout.RecordWord;
import org.shmjournal.layout.SegmentLayout;

/**
 * Copies channels. A backup holds what was published when it was begun, which does not change any more, and zeros
 * behind that; its control file says so. A restore takes what some other tool has copied, at whatever moments, for what
 * a power loss leaves. Either way the control file comes last, so that a copy that was not finished is no channel.
 * <p>
 * What is recycled while it is copied does not count: a slot is copied to memory, which is quick, and to the target
 * only when its segment still counts then.
 * <p>
 * One thread; beside the owner of the source, by the lock of the target.
 */
public final class Backup
{
    private final ChannelDirectory source;
    private final ChannelDirectory target;
    private final Preparation preparation;
    /** What a slot is copied to first; null until one is. */
    private ByteBuffer slotCopy;

    private Backup(
        final ChannelDirectory source, final ChannelDirectory target, final Set<PosixFilePermission> permissions)
    {
        this.source = source;
        this.target = target;
        this.preparation = new Preparation(target, permissions);
    }

    /**
     * Makes a backup of a channel that may be live.
     *
     * @return where its stream ends.
     */
    public static long of(
        final ChannelDirectory source,
        final ChannelDirectory target,
        final Set<PosixFilePermission> permissions,
        final long bootId)
    {
        refuseTargetInSource(source, target);
        try (ReadChannel channel = new ReadChannel(source, true, bootId))
        {
            final Backup backup = new Backup(channel.directory(), holdingLike(channel.control(), target), permissions);
            return backup.underLock(permissions, () -> backup.copyPublished(channel));
        }
    }

    /** Copies the files of what may be a copy itself, of no known boot, to be recovered. */
    public static void raw(
        final ChannelDirectory source, final ChannelDirectory target, final Set<PosixFilePermission> permissions)
    {
        refuseTargetInSource(source, target);
        try (ControlFile control = ControlFile.open(source, false, true))
        {
            final Backup backup = new Backup(control.directory(), holdingLike(control, target), permissions);
            backup.underLock(permissions, () -> backup.copyAll(control));
        }
    }

    /** The target for what the source holds; in that of a ring everything counts, since nothing is recycled. */
    private static ChannelDirectory holdingLike(final ControlFile source, final ChannelDirectory target)
    {
        return target.holding(source.header(), () -> 0, () -> false);
    }

    /** Compares what the paths lead to, so that no other name of the source gets by. */
    private static void refuseTargetInSource(final ChannelDirectory source, final ChannelDirectory target)
    {
        source.requireChannel();
        final String key = source.status(source.path().resolve(".")).key();
        for (Path place = target.path().toAbsolutePath(); place != null; place = place.getParent())
        {
            final Status status = target.status(place.resolve("."));
            if (status != null && status.key().equals(key))
            {
                throw new IllegalArgumentException("target=" + target.path() + " is, or lies in, the directory " +
                    source.path() + " that is to be copied: choose another path");
            }
        }
    }

    /** Some work on the target's files. */
    private interface Work
    {
        long run() throws IOException;
    }

    private long underLock(final Set<PosixFilePermission> permissions, final Work work)
    {
        try
        {
            target.files().createDirectory(target.path(), Creation.directoryPermissions(permissions));
            final OwnerLock lock = OwnerLock.acquire(target, permissions);
            try
            {
                refuseWhatIsThere();
                target.discardTemporaries();
                return runOrUndo(work);
            }
            finally
            {
                lock.release();
            }
        }
        catch (final IOException ex)
        {
            throw failed(ex);
        }
    }

    private void refuseWhatIsThere() throws IOException
    {
        if (target.files().status(target.controlFile()) != null)
        {
            throw new ChannelExistsException(target.path(), "there is a channel already: choose another path");
        }
        if (!madeSegments().isEmpty())
        {
            throw new ChannelExistsException(target.path(), "there are segments without a control file, as a copy " +
                "leaves them that was killed before it was finished: delete them, or choose another path");
        }
    }

    private List<Path> madeSegments() throws IOException
    {
        return target.files().list(target.path()).stream()
            .filter(ChannelDirectory::isSegmentName)
            .map(target.path()::resolve)
            .toList();
    }

    /** Nothing was there before, so that all that is there now was made here. */
    private long runOrUndo(final Work work) throws IOException
    {
        boolean done = false;
        try
        {
            final long result = work.run();
            done = true;
            return result;
        }
        finally
        {
            if (!done)
            {
                undo();
            }
        }
    }

    /** The control file goes first: without it, what is left is no channel. What cannot be deleted stays. */
    private void undo()
    {
        try
        {
            final List<Path> made = new ArrayList<>(List.of(target.controlFile()));
            made.addAll(madeSegments());
            for (final Path file : made)
            {
                if (target.files().status(file) != null)
                {
                    target.files().delete(file);
                }
            }
        }
        catch (final IOException | JournalException ignored)
        {
            // Why the copy failed matters more.
        }
    }

    private long copyPublished(final ReadChannel channel) throws IOException
    {
        final ControlFile control = channel.control();
        final ChannelHeader header = control.header();
        final long[] numbers = channel.numbers();
        // Behind the listing, or what was deleted in between would be missing; before the end, which is never in front.
        final long retained = control.retainedFrom();
        final Recovery.End end = channel.whileKept(() -> copyNewest(channel), () -> {
        });
        long oldest = end.segment();
        while (oldest > numbers[0] && copyFull(channel, oldest - 1))
        {
            oldest--;
        }
        final long position = end.position(header.segmentSize());
        final ByteBuffer image = ControlFile.image(header);
        Memory.putLong(image, ControlLayout.STATE,
            end.lastKind() == RecordWord.END ? ControlLayout.DRAINED : ControlLayout.ACTIVE);
        Memory.putLong(image, ControlLayout.EPOCH, control.epoch());
        Memory.putLong(image, ControlLayout.ACTIVE_SEGMENT, end.segment());
        Memory.putLong(image, ControlLayout.DURABLE_POSITION, position);
        Memory.putLong(image, ControlLayout.RETAINED_FROM,
            Math.max(retained, oldest > numbers[0] || source.isRing() ? oldest * header.segmentSize() : 0));
        Memory.putLong(image, ControlLayout.OPEN_CLAIMS, control.isShared() ? ClaimsWord.NONE : 0);
        putControl(image);
        return position;
    }

    /** The segment in which the stream ends comes first: the oldest ones may be deleted meanwhile. */
    private Recovery.End copyNewest(final ReadChannel channel)
    {
        final Recovery.End end = channel.end();
        try
        {
            copySegment(channel, end.segment(), end.limit());
            clearBehind(channel.header(), end);
        }
        catch (final IOException ex)
        {
            throw failed(ex);
        }
        return end;
    }

    /** False when the segment, and so all before it, is not kept any more. */
    private boolean copyFull(final ReadChannel channel, final long number) throws IOException
    {
        try
        {
            copySegment(channel, number, channel.header().segmentSize());
            return true;
        }
        catch (final JournalException ex)
        {
            if (!channel.isDeleted(ex))
            {
                throw ex;
            }
            return false;
        }
    }

    private void copySegment(final ReadChannel channel, final long number, final int to) throws IOException
    {
        if (!source.isRing())
        {
            copySegment(channel.header(), number, to);
            return;
        }
        try (SegmentFile segment = channel.open(number))
        {
            final int length = segment.dataOffset() + to;
            slotCopy = slotCopy == null ?
                ByteBuffer.allocateDirect(segment.dataOffset() + segment.size()) : slotCopy;
            Memory.putBytes(slotCopy.clear(), 0, segment.readOnlyView(), 0, length);
            slotCopy.limit(length);
            channel.refuseIfPassed(segment);
            makeSegment(channel.header(), number, slotCopy);
        }
    }

    private JournalException failed(final IOException cause)
    {
        return StorageErrors.of(target.files(), target.path(), "copy " + source.path() + " to it", cause);
    }

    private void clearBehind(final ChannelHeader header, final Recovery.End end) throws IOException
    {
        try (SegmentFile segment = SegmentFile.open(target, header, end.segment(), true, true))
        {
            segment.clear(end.limit());
            if (segment.baseSequence() == SegmentLayout.UNKNOWN)
            {
                segment.putBase(end.timestamp(), end.sequence());
            }
            segment.force(0, segment.size());
        }
    }

    private long copyAll(final ControlFile control) throws IOException
    {
        final ChannelHeader header = control.header();
        final long[] numbers = source.isRing() ? newestRun() : source.segmentNumbers();
        final long retained = Math.max(0, control.retainedFrom()) / header.segmentSize();
        final boolean deletes = Pruning.Policy.of(header).deletes() || source.isRing();
        if (numbers.length == 0 || numbers[0] > retained && !deletes)
        {
            throw new CorruptChannelException(source.segmentFile(retained), 0, retained * header.segmentSize(),
                "sequence of segments", "segments from " + retained + " on, which is retained", "not all of them",
                "copy the channel again, all of it");
        }
        for (final long number : numbers)
        {
            copySegment(header, number, header.segmentSize());
        }
        final ByteBuffer image = ControlFile.image(header);
        for (final int word : ControlLayout.mutableWords())
        {
            Memory.putLong(image, word, control.word(word));
        }
        Memory.putLong(image, ControlLayout.BOOT_ID, BootId.UNKNOWN);
        // All that is made here is forced: no slot of it is older than what the control file says.
        Memory.putLong(image, ControlLayout.RECYCLED, 0);
        Memory.putLong(image, ControlLayout.RETAINED_FROM, numbers[0] * header.segmentSize());
        // The control file may be younger than the segments; and whoever comes, should this process die now, does not
        // know that this is a copy.
        final Recovery.End end = Recovery.ofCopy(target, control).end();
        final boolean endless = control.state() == ControlLayout.DRAINED && end.lastKind() != RecordWord.END;
        Memory.putLong(image, ControlLayout.STATE, endless ? ControlLayout.ACTIVE : control.state());
        Memory.putLong(image, ControlLayout.DURABLE_POSITION, end.position(header.segmentSize()));
        Memory.putLong(image, ControlLayout.OWNER_PID, 0);
        putControl(image);
        return control.durablePosition();
    }

    private void copySegment(final ChannelHeader header, final long number, final int to) throws IOException
    {
        try (SegmentFile segment = SegmentFile.open(source, header, number, false, true))
        {
            makeSegment(header, number, segment.readOnlyView().limit(segment.dataOffset() + to));
        }
    }

    private void makeSegment(final ChannelHeader header, final long number, final ByteBuffer bytes) throws IOException
    {
        preparation.file(target.segmentFile(number), SegmentLayout.fileLength(header.segmentSize()), bytes);
    }

    /** Of a ring: slots that were copied at different moments may be far apart. */
    private long[] newestRun()
    {
        final long[] numbers = source.segmentNumbers(gap -> {
        });
        int first = Math.max(0, numbers.length - 1);
        while (first > 0 && numbers[first - 1] == numbers[first] - 1)
        {
            first--;
        }
        return Arrays.copyOfRange(numbers, first, numbers.length);
    }

    private void putControl(final ByteBuffer image) throws IOException
    {
        preparation.file(target.controlFile(), ControlLayout.LENGTH, image);
        final Path parent = target.path().toAbsolutePath().getParent();
        if (parent != null)
        {
            target.files().forceDirectory(parent);
        }
    }
}
