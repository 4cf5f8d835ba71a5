package org.shmjournal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.error.JournalException;
import org.shmjournal.error.RecycledException;
import org.shmjournal.io.FileOperations;
import org.shmjournal.layout.ControlLayout;
import org.shmjournal.layout.RecordWord;
import org.shmjournal.layout.SegmentLayout;
import org.shmjournal.store.ChannelDirectory;
import org.shmjournal.store.ControlFile;
import org.shmjournal.store.CursorSnapshot;
import org.shmjournal.store.Looks;
import org.shmjournal.store.ReadChannel;
import org.shmjournal.store.Recovery;
import org.shmjournal.store.SegmentFile;
import org.shmjournal.store.SegmentWalk;

/**
 * A snapshot of a channel, taken without locks and without changing anything, of a live, crashed or damaged channel
 * alike.
 *
 * @param path              of the channel.
 * @param header            what it was created with.
 * @param instanceId        of this channel for ever.
 * @param createdEpochNanos when it was created.
 * @param state             ACTIVE, DRAINED or TERMINATED.
 * @param owner             evidence of its last owner.
 * @param epoch             how often it was opened to write.
 * @param segments          that are there, in order; of {@link ShmChannel#glance} the oldest one.
 * @param records           that are there.
 * @param oldestPosition    of what is there.
 * @param endPosition       where the stream ends.
 * @param oldestSequence    of what is there.
 * @param endSequence       the sequence of the next record.
 * @param closed            whether the last owner left in order.
 * @param openClaims        in which the stream ends, for readers, or that they cannot see behind that: of threads that
 *                          fill them, or that died.
 * @param durablePosition   everything before it is known to be on the disk.
 * @param drops             records that were dropped, by {@link Backpressure#DROP}, since the channel was created.
 * @param rollWaits         rolls since then for which the next segment was not ready when a writer needed it.
 * @param bytesOnDisk       length of all files.
 * @param fileSystem        that holds it.
 * @param cursors           of readers, in the order of their names.
 * @param problems          that stood in the way of the snapshot, for people; empty in a good channel.
 */
public record ChannelInfo(
    Path path,
    ChannelSpec header,
    long instanceId,
    long createdEpochNanos,
    String state,
    Owner owner,
    long epoch,
    List<Segment> segments,
    long records,
    long oldestPosition,
    long endPosition,
    long oldestSequence,
    long endSequence,
    boolean closed,
    int openClaims,
    long durablePosition,
    long drops,
    long rollWaits,
    long bytesOnDisk,
    String fileSystem,
    List<CursorInfo> cursors,
    List<String> problems)
{
    /**
     * Evidence of an owner; no decision rests on it, for only the kernel's lock is the truth.
     *
     * @param pid                of its process; 0 when there is none that did not leave in order.
     * @param startedEpochMillis when that process started.
     * @param heartbeats         moves while the process lives.
     * @param alive              whether a process with this pid and start time runs here.
     */
    public record Owner(long pid, long startedEpochMillis, long heartbeats, boolean alive)
    {
    }

    /**
     * A segment.
     *
     * @param number        from 0.
     * @param file          that holds it.
     * @param state         sealed, active or prepared.
     * @param epoch         in which it was made.
     * @param baseSequence  number of records before it, or -1.
     * @param baseTimestamp no timestamp in it is smaller; -1 when not known.
     * @param records       in it; -1 when not known.
     * @param usedBytes     of its record area.
     * @param fileBytes     length of the file.
     */
    public record Segment(
        long number,
        Path file,
        String state,
        long epoch,
        long baseSequence,
        long baseTimestamp,
        long records,
        long usedBytes,
        long fileBytes)
    {
    }

    static final String[] STATES = {"ACTIVE", "DRAINED", "TERMINATED"};

    /** So many looks at a segment by itself outlast the recycling of its slot. */
    private static final int MAX_LOOKS = 1000;

    /** All of it; or with the oldest segment alone, at a cost that does not grow with the channel. */
    static ChannelInfo of(final ChannelDirectory directory, final long bootId, final boolean withSegments)
    {
        try (ReadChannel channel = new ReadChannel(directory, true, bootId))
        {
            Snapshot snapshot = new Snapshot(channel, withSegments);
            ChannelInfo info = snapshot.take();
            for (int looks = 1; snapshot.isLapped(); looks++)
            {
                Looks.requireMore(directory.path(), looks);
                snapshot = new Snapshot(channel, withSegments);
                info = snapshot.take();
            }
            return info;
        }
    }

    /**
     * What a segment file says by itself, wherever it is.
     *
     * @throws CorruptChannelException when its header is damaged, or a record in it is.
     */
    public static ChannelInfo ofSegment(final Path segmentFile)
    {
        return ofSegment(segmentFile, FileOperations.system());
    }

    /** What a segment file says by itself, by way of these file operations. */
    public static ChannelInfo ofSegment(final Path segmentFile, final FileOperations files)
    {
        ChannelInfo info = null;
        for (int looks = 1; info == null; looks++)
        {
            info = ofSegmentNow(segmentFile, files, looks < MAX_LOOKS);
        }
        return info;
    }

    /**
     * Null when it was a slot of a ring that was made another segment's meanwhile.
     *
     * @param again whether a number that is not whole may be one that is just being stored.
     */
    private static ChannelInfo ofSegmentNow(final Path segmentFile, final FileOperations files, final boolean again)
    {
        try (SegmentFile segment = SegmentFile.openAlone(files, segmentFile))
        {
            final SegmentWalk walk = new SegmentWalk(segment, 0, Math.max(0, segment.baseSequence()));
            final List<String> problems = new ArrayList<>();
            final int kind = walkToEnd(walk, problems);
            final long base = segment.baseSequence();
            final long records = walk.sequence() - Math.max(0, base);
            final Segment only = new Segment(segment.number(), segmentFile,
                kind == RecordWord.ROLL ? "sealed" : walk.offset() == 0 ? "prepared" : "active", segment.epoch(), base,
                segment.baseTimestamp(), records, walk.offset(), SegmentLayout.fileLength(segment.size()));
            return !segment.isStill() ? null : new ChannelInfo(segmentFile, ChannelSpec.of(segment.header()),
                segment.header().instanceId(), segment.header().creationTime(), "SEGMENT", new Owner(0, 0, 0, false),
                segment.epoch(), List.of(only),
                records, segment.position(0), segment.position(walk.offset()), base, walk.sequence(),
                kind == RecordWord.CLOSE, kind == RecordWord.CLAIMED ? 1 : 0, 0, 0, 0, only.fileBytes(),
                files.fileSystem(segmentFile), List.of(),
                List.copyOf(problems));
        }
        catch (final CorruptChannelException ex)
        {
            if (!again || ex.fileOffset() != SegmentLayout.NUMBER)
            {
                throw ex;
            }
            Thread.yield();
            return null;
        }
    }

    private static int walkToEnd(final SegmentWalk walk, final List<String> problems)
    {
        int last = SegmentWalk.NOTHING;
        try
        {
            int kind = walk.step();
            while (kind != SegmentWalk.NOTHING)
            {
                last = kind;
                if (kind == RecordWord.ROLL || kind == RecordWord.END || kind == RecordWord.CLAIMED)
                {
                    break;
                }
                kind = walk.step();
            }
        }
        catch (final CorruptChannelException ex)
        {
            problems.add(ex.getMessage());
        }
        return last;
    }

    /** Gathers the parts; what cannot be had is a problem, not an end. */
    private static final class Snapshot
    {
        private final ReadChannel channel;
        private final ControlFile control;
        private final boolean withSegments;
        private final List<String> problems = new ArrayList<>();
        private final List<Segment> segments = new ArrayList<>();

        private Snapshot(final ReadChannel channel, final boolean withSegments)
        {
            this.channel = channel;
            this.withSegments = withSegments;
            this.control = channel.control();
        }

        /** Whether the writer of a ring was round before any segment was looked at. */
        private boolean isLapped()
        {
            return channel.isRing() && segments.isEmpty() && problems.isEmpty();
        }

        private ChannelInfo take()
        {
            final long size = channel.header().segmentSize();
            // Before the end is looked for, so that it is not said to be behind it.
            final long durablePosition = control.durablePosition();
            final long[] numbers = numbers();
            final Recovery.End end = end();
            for (int i = 0; i < numbers.length && (withSegments || segments.isEmpty()); i++)
            {
                addSegment(numbers[i], end);
            }
            countRecords();
            final CorruptChannelException absurd = channel.absurdity(durablePosition, end);
            if (absurd != null)
            {
                problems.add(absurd.getMessage());
            }
            // One that was listed may have been deleted since.
            final long oldest = segments.isEmpty() ? numbers.length == 0 ? 0 : numbers[0] : segments.get(0).number();
            final long oldestSequence = segments.isEmpty() ? 0 : Math.max(0, segments.get(0).baseSequence());
            final long endSequence = end == null ? -1 : end.sequence();
            return new ChannelInfo(
                channel.directory().path(),
                ChannelSpec.of(channel.header()),
                channel.header().instanceId(),
                channel.header().creationTime(),
                state(),
                owner(),
                control.epoch(),
                List.copyOf(segments),
                end == null ? -1 : endSequence - oldestSequence,
                oldest * size,
                end == null ? -1 : end.segment() * size + end.offset(),
                oldestSequence,
                endSequence,
                end != null && (end.lastKind() == RecordWord.CLOSE || end.lastKind() == RecordWord.END),
                end == null ? 0 : channel.openClaims(end),
                durablePosition,
                control.drops(),
                control.rollWaits(),
                ControlLayout.LENGTH + (withSegments ? segments.size() : numbers.length) *
                    SegmentLayout.fileLength((int)size),
                channel.directory().files().fileSystem(channel.directory().path()),
                cursors(end == null ? -1 : end.position((int)size), endSequence),
                List.copyOf(problems));
        }

        private List<CursorInfo> cursors(final long endPosition, final long endSequence)
        {
            final List<JournalException> damaged = new ArrayList<>();
            try
            {
                return CursorSnapshot.all(channel, damaged).stream()
                    .map(cursor -> CursorInfo.of(cursor, endPosition, endSequence)).toList();
            }
            catch (final JournalException ex)
            {
                damaged.add(ex);
                return List.of();
            }
            finally
            {
                damaged.forEach(problem -> addProblem(problem.getMessage()));
            }
        }

        /** What several looks come to is told once. */
        private void addProblem(final String problem)
        {
            if (!problems.contains(problem))
            {
                problems.add(problem);
            }
        }

        private long[] numbers()
        {
            try
            {
                return channel.numbers();
            }
            catch (final RecycledException ex)
            {
                // Nothing is wrong, and nothing can be said.
                throw ex;
            }
            catch (final JournalException ex)
            {
                addProblem(ex.getMessage());
                return new long[0];
            }
        }

        private Recovery.End end()
        {
            try
            {
                return channel.end();
            }
            catch (final RecycledException ex)
            {
                // Nothing is wrong, and nothing can be said.
                throw ex;
            }
            catch (final JournalException ex)
            {
                addProblem(ex.getMessage());
                return null;
            }
        }

        private void addSegment(final long number, final Recovery.End end)
        {
            final long size = channel.header().segmentSize();
            final boolean sealed = end != null && number < end.segment();
            final boolean active = end != null && number == end.segment();
            try (SegmentFile segment = channel.open(number))
            {
                final Segment found = new Segment(number, segment.file(),
                    sealed ? "sealed" : active ? "active" : end == null ? "unknown" : "prepared", segment.epoch(),
                    segment.baseSequence(), segment.baseTimestamp(),
                    active ? end.sequence() - Math.max(0, segment.baseSequence()) : sealed ? -1 : 0,
                    sealed ? size : active ? end.offset() : 0,
                    SegmentLayout.fileLength((int)size));
                if (!channel.isPassed(number))
                {
                    segments.add(found);
                }
            }
            catch (final JournalException ex)
            {
                // What an owner had prepared and did not use, it removes when it leaves.
                if ((sealed || active || channel.has(number)) && !channel.isDeleted(ex))
                {
                    addProblem(ex.getMessage());
                }
            }
        }

        /** A sealed segment has as many records as the base sequences on its two sides are apart. */
        private void countRecords()
        {
            for (int i = 0; i + 1 < segments.size(); i++)
            {
                final Segment segment = segments.get(i);
                final Segment next = segments.get(i + 1);
                if ("sealed".equals(segment.state()) && next.baseSequence() >= 0)
                {
                    segments.set(i, new Segment(segment.number(), segment.file(), segment.state(), segment.epoch(),
                        segment.baseSequence(), segment.baseTimestamp(),
                        next.baseSequence() - segment.baseSequence(), segment.usedBytes(), segment.fileBytes()));
                }
            }
        }

        private String state()
        {
            final long state = control.state();
            if (state < 0 || state >= STATES.length)
            {
                problems.add(control.file() + ": state is " + state + ", expected 0 to 2");
                return "UNKNOWN";
            }
            return STATES[(int)state];
        }

        private Owner owner()
        {
            return new Owner(control.ownerPid(), control.ownerStart(), control.ownerHeartbeat(),
                control.isOwnerAlive());
        }
    }
}
