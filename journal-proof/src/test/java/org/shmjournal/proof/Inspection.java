package org.shmjournal.proof;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.shmjournal.Conductor;
import org.shmjournal.ProofHooks;
import org.shmjournal.ReaderState;
import org.shmjournal.RecoverySpec;
import org.shmjournal.Retention;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.ShmWriter;
import org.shmjournal.VerifyReport;
import org.shmjournal.error.ChannelClosedException;
import org.shmjournal.error.ChannelNotFoundException;
import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.layout.SegmentLayout;
import org.shmjournal.proof.disk.Disk;
import org.shmjournal.proof.disk.DiskFiles;
import org.shmjournal.proof.script.ControlWords;
import org.shmjournal.proof.script.Scenario;
import org.shmjournal.proof.trace.Copy;
import org.shmjournal.proof.trace.Trace;
import org.shmjournal.proof.trace.Written;

/**
 * Looks at what was left where an owner was stopped: a reader that changes nothing, then another owner, who goes on,
 * then another reader. All must see every acknowledged record, in order and byte for byte, and nothing else. One
 * thread.
 */
final class Inspection
{
    private static final int POLL_LIMIT = 64;
    private static final int EVERYTHING = Integer.MAX_VALUE;
    private static final int LARGE = 12 * 1024;
    private static final byte[] SMALL = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};

    private final Scenario scenario;
    private final Trace trace;
    private final int count;
    private final DiskFiles files;
    private final ShmChannel<ByteBuffer> channel;
    private final boolean lossy;
    private final long durable;
    private final boolean paged;
    private final boolean mayBeLost;
    private final CursorInspection cursors;
    private final Conductor conductor;
    private final ByteBuffer more;
    private int kept;
    private int oldest;
    private long firstPosition;
    private long end;
    private long lost;
    /** Whether nothing is known of a ring any more. */
    private boolean ringLost;
    private boolean cut;
    private boolean cutAgain;

    private Inspection(
        final Scenario scenario,
        final Trace trace,
        final int count,
        final Disk disk,
        final boolean rolling,
        final Loss loss)
    {
        this.scenario = scenario;
        this.trace = trace;
        this.count = count;
        this.files = new DiskFiles(disk);
        this.channel = scenario.channel(files, trace.boot());
        this.lossy = trace.isUnsettled(count) || ControlWords.areOfOtherBoot(disk, trace.boot());
        this.durable = Math.max(loss == null ? 0 : loss.promised(), ControlWords.durablePosition(disk));
        this.paged = loss != null;
        this.mayBeLost = ControlWords.isRingLost(scenario, disk, trace.boot()) && (loss == null || loss.mayLoseRing());
        this.cursors = new CursorInspection(scenario, trace, count, disk, lossy || paged);
        this.conductor = ProofHooks.conductor(System::nanoTime);
        this.more = ByteBuffer.wrap(rolling ? large() : SMALL);
    }

    /**
     * What is known of a power loss.
     *
     * @param promised    position before which everything must be there, whatever the disk's control file says.
     * @param mayLoseRing whether that may have been recycled, where only a flush forces anything.
     */
    record Loss(long promised, boolean mayLoseRing)
    {
    }

    /**
     * Looks at a disk, and changes it.
     *
     * @param count   how many steps of the trace led to it.
     * @param rolling whether the new owner writes until it rolls.
     * @return how many records were there; -1 when there was no channel.
     */
    static int inspect(
        final Scenario scenario, final Trace trace, final int count, final Disk disk, final boolean rolling)
    {
        return inspect(scenario, trace, count, disk, rolling, null);
    }

    /** Looks at a disk that the power went from; null when it did not. */
    static int inspect(
        final Scenario scenario,
        final Trace trace,
        final int count,
        final Disk disk,
        final boolean rolling,
        final Loss loss)
    {
        final Inspection inspection = new Inspection(scenario, trace, count, disk, rolling, loss);
        try
        {
            return inspection.run(rolling);
        }
        finally
        {
            inspection.files.forgetLocks();
        }
    }

    private int run(final boolean rolling)
    {
        try (ShmReader<ByteBuffer> early = openEarly())
        {
            cursors.lookAtWords();
            final int visible = early == null ? withoutReader() : readVisible(early);
            check(visible >= required(), "of " + required() + " records that must be there only " + visible + " are");
            check(visible <= trace.begun(count) || isAnew(visible),
                "there are " + visible + " records, only " + trace.begun(count) +
                    " were begun");
            if (early != null && !cut)
            {
                lookFurther(early, visible);
                verifyAsLeft();
            }
            final int appended = goOn(visible, rolling);
            if (appended < 0)
            {
                check(readMore(early) == 0 && early.state() == ReaderState.DRAINED,
                    "a reader of a drained channel says " + early.state());
            }
            else if (early != null && !lossy)
            {
                check(readMore(early) + lost == appended,
                    "a reader that was there before does not see what was appended");
                check(early.state() == ReaderState.CLOSED, "a reader that was there says " + early.state());
            }
            if (appended >= 0)
            {
                readAgain(appended);
            }
            trace.copies().stream().filter(copy -> copy.begunAt() < count).forEach(this::lookAtCopy);
            return early == null && !ringLost ? -1 : visible;
        }
    }

    /** Of a ring of which nothing is known all may be gone, and none of it is used again. */
    private int withoutReader()
    {
        return !ringLost ? 0 : paged ? required() : trace.begun(count);
    }

    /** Whether an owner was stopped who had begun to go on above all that was there. */
    private boolean isAnew(final int visible)
    {
        return scenario.mayBeginAnew() && lossy && oldest == visible;
    }

    private boolean isVoid(final int sequence)
    {
        return sequence < trace.records(count).size() && trace.records(count).get(sequence).isVoid();
    }

    /** Whatever was acknowledged; or, where the next owner has to think that the machine went down, what is durable. */
    private int required()
    {
        return lossy ? trace.durable(count, durable) : trace.acknowledged(count);
    }

    /** A reader of a channel that may not have been made. */
    private ShmReader<ByteBuffer> openEarly()
    {
        try
        {
            final ShmReader<ByteBuffer> reader =
                channel.onLoss(loss -> lost += loss.lostRecords()).openReader();
            oldest = (int)reader.sequence();
            firstPosition = reader.position();
            checkKept(reader.position());
            return reader;
        }
        catch (final ChannelNotFoundException ex)
        {
            check(!trace.marks().isOpened(count), "the channel is gone");
            return null;
        }
        catch (final CorruptChannelException ex)
        {
            check(mayBeLost, "a reader is refused: " + ex.getMessage());
            ringLost = true;
            return null;
        }
    }

    /** Only what the policy does not keep is gone, or what somebody has pruned. */
    private void checkKept(final long oldestPosition)
    {
        final long retained = ControlWords.retainedFrom(files.disk());
        // Of a ring that only a flush forces nothing in front of the durable position is believed on another boot.
        check(oldestPosition <= (scenario.mayBeginAnew() && lossy ?
            Math.max(retained, ControlWords.durablePosition(files.disk())) : retained), "what is retained is gone");
        if (oldestPosition > 0 && !lossy && !trace.marks().mayBePruned(count))
        {
            // A roll into another one may just have been made.
            final long segments = trace.furthest(count) / scenario.spec().segmentSize() + 2 -
                oldestPosition / scenario.spec().segmentSize();
            final Retention retention = scenario.spec().retention();
            check(switch (retention.policy())
            {
                case KEEP_ALL, SINGLE_SEGMENT -> false;
                case KEEP_SEGMENTS -> segments >= retention.value();
                // Two may have gone when one was prepared, which was not used.
                case KEEP_BYTES -> segments + 1 >= retention.value() /
                    SegmentLayout.fileLength(scenario.spec().segmentSize());
                case KEEP_FOR -> segments >= 1;
                // All but the one that is prepared; but in front of the durable position another boot believes nothing.
                case RING -> segments >= retention.value() - 1 ||
                    scenario.mayBeginAnew() && trace.boot() != Scenario.BOOT;
            }, "with " + retention + " only " + segments + " segments are left");
        }
    }

    private int readVisible(final ShmReader<ByteBuffer> early)
    {
        try
        {
            readWritten(early);
        }
        catch (final CorruptChannelException ex)
        {
            // While a stream is cut, its last segment goes before the ROLL that leads to it.
            check(trace.isBeingCut(count), "a reader finds damage: " + ex.getMessage());
            cut = true;
        }
        return (int)early.sequence();
    }

    private void lookFurther(final ShmReader<ByteBuffer> early, final int visible)
    {
        if (trace.marks().isClosed(count))
        {
            check(early.state() == ReaderState.CLOSED, "a reader of a closed channel says " + early.state());
        }
        if (trace.marks().isTerminated(count))
        {
            check(early.state() == ReaderState.TERMINATED, "a reader of a terminated channel says " + early.state());
        }
        final int middle = oldest + count % (visible - oldest + 1);
        try
        {
            early.seekToSequence(middle);
            check(readWritten(early) == visible - middle, "a seek to record " + middle + " of " + visible + " fails");
        }
        catch (final CorruptChannelException ex)
        {
            check(trace.isBeingCut(count), "a seek finds damage: " + ex.getMessage());
        }
    }

    /** Whoever died, wherever, leaves a good channel; but what a power loss leaves is good only when it was mended. */
    private void verifyAsLeft()
    {
        if (!lossy)
        {
            final VerifyReport report = channel.verify();
            check(report.isGood(), "verify finds, before anyone has gone on, " + report.findings());
        }
    }

    /** The next owner's turn; returns how many records it wrote, or -1 when the stream is over. */
    private int goOn(final int visible, final boolean rolling)
    {
        try (ShmWriter<ByteBuffer> writer =
            scenario.channel(files, trace.boot(), conductor).openWriter())
        {
            check(!trace.marks().isDrained(count) || trace.isBeingCut(count), "a drained channel was opened to write");
            kept = (int)writer.lastSequence() + 1;
            if (ringLost)
            {
                check(kept >= visible && (paged || writer.position() > trace.furthest(count)),
                    "a ring of which nothing is known goes on at sequence " + kept + ", position " +
                        writer.position());
            }
            else if (kept == visible + 1)
            {
                check(kept <= trace.begun(count) && isVoid(visible),
                    "the next owner counts a record that nobody wrote");
            }
            else if (lossy)
            {
                check(kept <= visible && kept >= required(), "the next owner keeps " + kept + " records of " + visible +
                    ", of which " + required() + " must stay");
            }
            else
            {
                check(kept == visible, "the next owner counts " + kept + " records where a reader finds " + visible);
            }
            end = writer.position();
            final long before = oldestPosition();
            final long retained = Math.max(before, ControlWords.retainedFrom(files.disk()));
            check(ringLost || before <= keptFrom(), "the next owner keeps only what is behind " +
                before);
            final int appended = rolling ? writeMuch(writer) : writeOne(writer);
            readBeside(appended);
            conductor.doWork();
            cursors.lookBeside(retained);
            return appended;
        }
        catch (final CorruptChannelException | ChannelClosedException ex)
        {
            if (trace.isBeingCut(count) && !cutAgain)
            {
                // Stopped while it was cut, it is cut once more.
                cutAgain = true;
                channel.recover(RecoverySpec.defaults().cutAt(trace.cutPosition()));
                return goOn(visible, rolling);
            }
            check(ex instanceof ChannelClosedException && trace.marks().mayBeDrained(count),
                "a stream that is neither damaged nor over is refused: " + ex.getMessage());
            return -1;
        }
    }

    private long oldestPosition()
    {
        try (ShmReader<ByteBuffer> reader = channel.openReader())
        {
            return reader.position();
        }
    }

    /** A new owner takes nothing away, but the slot that it is about to prepare. */
    private long keptFrom()
    {
        return Math.max(firstPosition, scenario.isRing() ? (end / scenario.spec().segmentSize() + 2 -
            scenario.spec().retention().value()) * scenario.spec().segmentSize() : end);
    }

    /** A reader who comes while the next owner is there, with what that one's predecessor had prepared. */
    private void readBeside(final int appended)
    {
        try (ShmReader<ByteBuffer> beside = channel.openReader())
        {
            final int first = Math.max(kept, (int)beside.sequence());
            beside.seekToSequence(first);
            check(readMore(beside) == appended - (first - kept),
                "a seek does not find what the next owner is writing");
        }
    }

    private void lookAtCopy(final Copy copy)
    {
        final ShmChannel<ByteBuffer> copied = scenario.at(copy.path(), files, trace.boot());
        try (ShmReader<ByteBuffer> reader = copied.openReader())
        {
            readMore(reader, copy.records());
            check(reader.sequence() == copy.records().size(), "a copy of " + copy.records().size() +
                " records holds " + reader.sequence());
            check(copied.verify().isGood(), "verify finds damage in a copy");
        }
        catch (final ChannelNotFoundException | CorruptChannelException ex)
        {
            check(copy.doneAt() > count, "a copy that was made is no good: " + ex.getMessage());
        }
    }

    private int writeOne(final ShmWriter<ByteBuffer> writer)
    {
        return writer.tryWrite(more) >= 0 || isWrittenAfterRoll(writer) ? 1 : 0;
    }

    /** A full single segment takes nothing more; another one needs the conductor. */
    private boolean isWrittenAfterRoll(final ShmWriter<ByteBuffer> writer)
    {
        conductor.doWork();
        return writer.tryWrite(more) >= 0;
    }

    private int writeMuch(final ShmWriter<ByteBuffer> writer)
    {
        int written = 0;
        for (int bytes = 0; bytes <= scenario.spec().segmentSize(); bytes += more.remaining())
        {
            written += writeOne(writer);
        }
        return written;
    }

    private void readAgain(final int appended)
    {
        try (ShmReader<ByteBuffer> late = channel.openReader())
        {
            // A reader passes a claim that died only on its way to the next record.
            final int last = kept > 0 && isVoid(kept - 1) ? kept - 1 : kept;
            // It may have deleted all that was before its own, and some of that.
            final int first = (int)late.sequence();
            check(first == oldest || scenario.spec().retention() != Retention.KEEP_ALL,
                "records are gone from the start");
            final int gone = Math.max(0, first - kept);
            final int before = Math.max(0, last - first);
            check(readFirst(late, trace.records(count), last) == before, "records are gone after the next owner");
            final int there = readMore(late);
            if (there != appended - gone)
            {
                // Takes as long as all the rest, so only when it is wanted.
                throw new AssertionError("of " + appended + " records of the next owner " + there +
                    " are there, position " + late.position() + ", kept " + kept + ", " + channel.info());
            }
            check(late.state() == ReaderState.CLOSED, "a reader of a closed channel says " + late.state());
            late.seekToSequence(kept + gone);
            check(readMore(late) == appended - gone, "a seek does not find what the next owner wrote");
        }
        final VerifyReport report = channel.verify();
        check(report.isGood(), "verify finds " + report.findings());
        cursors.readOn(channel, end, reader -> {
            // Where it was ahead of what was left, it begins with what the next owner wrote.
            readFirst(reader, trace.records(count), Math.min(kept, trace.records(count).size()));
            readMore(reader);
            check(reader.sequence() == kept + appended, "with its cursor a reader comes to " + reader.sequence() +
                " instead of " + (kept + appended));
        });
    }

    private int readWritten(final ShmReader<ByteBuffer> reader)
    {
        return readMore(reader, trace.records(count).subList(0, trace.begun(count)));
    }

    private int readMore(final ShmReader<ByteBuffer> reader, final List<Written> records)
    {
        return readFirst(reader, records, EVERYTHING);
    }

    /** Reads what scripts wrote, up to some sequence. */
    private static int readFirst(final ShmReader<ByteBuffer> reader, final List<Written> records, final int end)
    {
        final long before = reader.sequence();
        // Claims that died are passed on the way, and not delivered.
        int left = 0;
        for (int i = (int)before; i < Math.min(end, records.size()); i++)
        {
            left += records.get(i).isVoid() ? 0 : 1;
        }
        int delivered = -1;
        while (delivered != 0 && (left > 0 || end == EVERYTHING))
        {
            delivered = reader.poll((buffer, offset, length, context) -> {
                final int sequence = (int)context.sequence();
                check(sequence < records.size(), "there is a record " + sequence + " that nobody wrote");
                final byte[] expected = records.get(sequence).payload();
                check(expected != null && ByteBuffer.wrap(expected).equals(
                    buffer.duplicate().clear().slice(offset, length)),
                    "record " + sequence + " of length " + length + " is not the one that was written");
            }, end == EVERYTHING ? POLL_LIMIT : Math.min(left, POLL_LIMIT));
            left -= delivered;
        }
        return (int)(reader.sequence() - before);
    }

    private int readMore(final ShmReader<ByteBuffer> reader)
    {
        int delivered = 0;
        int some = -1;
        while (some != 0)
        {
            some = reader.poll((buffer, offset, length, context) -> check(
                more.equals(buffer.duplicate().clear().slice(offset, length)),
                "record " + context.sequence() + " is not what the next owner wrote"), POLL_LIMIT);
            delivered += some;
        }
        return delivered;
    }

    private static byte[] large()
    {
        final byte[] bytes = new byte[LARGE];
        Arrays.fill(bytes, (byte)7);
        return bytes;
    }

    private static void check(final boolean holds, final String otherwise)
    {
        if (!holds)
        {
            throw new AssertionError(otherwise);
        }
    }
}
