package org.shmjournal.proof;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.shmjournal.ConcurrentShmWriter;
import org.shmjournal.Conductor;
import org.shmjournal.ProofHooks;
import org.shmjournal.ReaderState;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.ShmWriter;
import org.shmjournal.VerifyReport;
import org.shmjournal.error.ChannelClosedException;
import org.shmjournal.error.ChannelNotFoundException;
import org.shmjournal.proof.disk.Disk;
import org.shmjournal.proof.disk.DiskFiles;
import org.shmjournal.proof.script.Scenario;
import org.shmjournal.proof.trace.ClaimTrace;
import org.shmjournal.proof.trace.Claimed;

/**
 * Looks at what was left where an owner with several threads was stopped: a reader sees all records up to the first
 * claim that is open; the next owner finds all records, and makes VOID what was not resolved; and another reader sees
 * that, and goes on. One thread.
 */
final class ClaimInspection
{
    private static final byte[] MORE = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    private static final int NONE = -1;

    private final Scenario scenario;
    private final ClaimTrace trace;
    private final int count;
    private final long boot;
    private final DiskFiles files;
    private final ShmChannel<ByteBuffer> channel;
    private final List<byte[]> found = new ArrayList<>();
    private final List<byte[]> payloads = new ArrayList<>();
    private int oldest;

    private ClaimInspection(
        final Scenario scenario, final ClaimTrace trace, final int count, final Disk disk, final long boot)
    {
        this.scenario = scenario;
        this.trace = trace;
        this.count = count;
        this.boot = boot;
        this.files = new DiskFiles(disk);
        this.channel = scenario.channel(files, boot);
    }

    /**
     * Looks at a disk on the boot that its owner ran in, and changes it.
     *
     * @param count how many steps of the trace led to it.
     * @return the payloads that the next owner finds, null for what is none; null when there was no channel, or it was
     *         drained.
     */
    static List<byte[]> inspect(
        final Scenario scenario, final ClaimTrace trace, final int count, final Disk disk)
    {
        final ClaimInspection inspection = new ClaimInspection(scenario, trace, count, disk, Scenario.BOOT);
        try
        {
            return inspection.run() ? inspection.found : null;
        }
        finally
        {
            inspection.files.forgetLocks();
        }
    }

    /**
     * Looks at a disk that the power went from, and changes it.
     *
     * @param durable position before which everything must be there.
     */
    static void inspectLoss(
        final Scenario scenario, final ClaimTrace trace, final int count, final Disk disk, final long durable)
    {
        final ClaimInspection inspection = new ClaimInspection(scenario, trace, count, disk, Scenario.BOOT + 1);
        try
        {
            inspection.runLossy(durable);
        }
        finally
        {
            inspection.files.forgetLocks();
        }
    }

    private boolean run()
    {
        try (ShmReader<ByteBuffer> early = channel.openReader())
        {
            oldest = (int)early.sequence();
            final int visible = read(early, NONE);
            checkVisible(visible);
            final VerifyReport before = channel.verify();
            check(before.isGood(), "verify finds, before anyone has gone on, " + before.findings());
            final int end = goOn();
            if (end == NONE)
            {
                check(early.state() == ReaderState.DRAINED, "a reader of a drained channel says " + early.state());
                return false;
            }
            check(end >= visible, "a reader saw " + visible + " records, the next owner finds " + end);
            early.poll(record -> {
            }, Integer.MAX_VALUE);
            check(early.sequence() == end + 1 || early.sequence() == end,
                "a reader that was there comes to " + early.sequence() + ", not " + end);
            readAgain(end);
            return true;
        }
        catch (final ChannelNotFoundException ex)
        {
            check(!trace.isCreated(count), "the channel is gone");
            return false;
        }
    }

    /** All resolved records in front of the first claim that is not, and none behind that. */
    private void checkVisible(final int visible)
    {
        int least = 0;
        while (least < trace.claims().size() && trace.claims().get(least).isResolved(count))
        {
            least++;
        }
        int most = least;
        while (most < trace.claims().size() && trace.claims().get(most).mayBeThere(count) &&
            trace.claims().get(most).mayBeResolved(count))
        {
            most++;
        }
        check(visible >= least && visible <= most, visible + " records are visible, not " + least + " to " + most);
    }

    /** The next owner's turn, with one thread or with several; returns how many records it found. */
    private int goOn()
    {
        final Conductor conductor = ProofHooks.conductor(System::nanoTime);
        final ShmChannel<ByteBuffer> owned = scenario.channel(files, boot, conductor);
        final int end;
        try
        {
            end = count % 2 == 0 ? goOnAlone(owned, conductor) : goOnWithSeveral(owned, conductor);
        }
        catch (final ChannelClosedException ex)
        {
            check(trace.mayBeDrained(count), "a stream that is not over is refused: " + ex.getMessage());
            return NONE;
        }
        check(!trace.isDrained(count), "a drained channel was opened to write");
        return end;
    }

    private int goOnAlone(final ShmChannel<ByteBuffer> owned, final Conductor conductor)
    {
        try (ShmWriter<ByteBuffer> writer = owned.openWriter())
        {
            final int end = (int)writer.lastSequence() + 1;
            readBeside(end);
            if (writer.tryWrite(ByteBuffer.wrap(MORE)) < 0)
            {
                conductor.doWork();
                writer.tryWrite(ByteBuffer.wrap(MORE));
            }
            return end;
        }
    }

    private int goOnWithSeveral(final ShmChannel<ByteBuffer> owned, final Conductor conductor)
    {
        try (ConcurrentShmWriter<ByteBuffer> writer = owned.openConcurrentWriter())
        {
            final int end = (int)writer.lastSequence() + 1;
            readBeside(end);
            if (writer.tryWrite(ByteBuffer.wrap(MORE)) < 0)
            {
                conductor.doWork();
                writer.tryWrite(ByteBuffer.wrap(MORE));
            }
            return end;
        }
    }

    /** Before the next owner deletes what it does not keep, which one that comes in its place may still find. */
    private void readBeside(final int end)
    {
        try (ShmReader<ByteBuffer> beside = channel.openReader())
        {
            oldest = Math.max(oldest, (int)beside.sequence());
            check(read(beside, end) == end, "of " + end + " records not all are there");
            found.clear();
            found.addAll(payloads);
        }
    }

    private void readAgain(final int end)
    {
        try (ShmReader<ByteBuffer> late = channel.openReader())
        {
            oldest = Math.max(oldest, (int)late.sequence());
            final int all = read(late, end);
            check(all == end || all == end + 1, "of " + end + " records, and one more, " + all + " are there");
            check(late.state() == ReaderState.CLOSED, "a reader of a closed channel says " + late.state());
        }
        int least = 0;
        int most = 0;
        for (final Claimed claim : trace.claims())
        {
            least += claim.isThere(count) ? 1 : 0;
            most += claim.mayBeThere(count) ? 1 : 0;
        }
        check(end >= least && end <= most, "the next owner finds " + end + " records, not " + least + " to " + most);
        check(channel.info().openClaims() == 0, "a claim is open that nobody has");
        final VerifyReport report = channel.verify();
        check(report.isGood(), "verify finds " + report.findings());
    }

    /**
     * Reads all that is there, and holds it against what was written.
     *
     * @param recovered how many records the next owner found; behind them is what it wrote; -1 when none has come
     *                  yet.
     * @return how many records are before what is not there.
     */
    private int read(final ShmReader<ByteBuffer> reader, final int recovered)
    {
        payloads.clear();
        for (int i = 0; i < reader.sequence(); i++)
        {
            payloads.add(null);
        }
        while (reader.poll((buffer, offset, length, context) -> {
            final byte[] payload = new byte[length];
            buffer.get(offset, payload);
            while (payloads.size() < context.sequence())
            {
                payloads.add(null);
            }
            payloads.add(payload);
        }, 64) > 0)
        {
            // Until nothing comes.
        }
        while (payloads.size() < reader.sequence())
        {
            payloads.add(null);
        }
        for (int i = oldest; i < payloads.size(); i++)
        {
            check(i, payloads.get(i), recovered);
        }
        return payloads.size();
    }

    private void check(final int sequence, final byte[] payload, final int recovered)
    {
        if (recovered >= 0 && sequence >= recovered)
        {
            check(Arrays.equals(MORE, payload), "record " + sequence + " is not what the next owner wrote");
            return;
        }
        check(sequence < trace.claims().size(), "there is a record " + sequence + " that nobody wrote");
        final Claimed claim = trace.claims().get(sequence);
        if (payload != null)
        {
            check(claim.mayBeResolved(count) && Arrays.equals(claim.payload(), payload),
                "record " + sequence + " of length " + payload.length + " is not the one that was written");
        }
        else
        {
            check(claim.mayBeResolved(count) && claim.payload() == null || recovered >= 0 && !claim.isResolved(count),
                "record " + sequence + " is gone");
        }
    }

    private void runLossy(final long durable)
    {
        try (ShmReader<ByteBuffer> early = channel.openReader())
        {
            oldest = (int)early.sequence();
            final int visible = read(early, NONE);
            final int end = goOn();
            check(end == visible || end == NONE, "a reader finds " + visible + " records, the next owner " + end);
            int least = 0;
            for (int i = 0; i < trace.claims().size(); i++)
            {
                final Claimed claim = trace.claims().get(i);
                least = claim.isResolved(count) && claim.position() >= 0 && claim.position() < durable ? i + 1 : least;
            }
            check(visible >= least, "of " + least + " durable records " + visible + " are there");
            if (end != NONE)
            {
                try (ShmReader<ByteBuffer> late = channel.openReader())
                {
                    oldest = Math.max(oldest, (int)late.sequence());
                    read(late, end);
                }
                final VerifyReport report = channel.verify();
                check(report.isGood(), "verify finds " + report.findings());
            }
        }
        catch (final ChannelNotFoundException ex)
        {
            check(durable == 0, "the channel is gone");
        }
    }

    private static void check(final boolean holds, final String otherwise)
    {
        if (!holds)
        {
            throw new AssertionError(otherwise);
        }
    }
}
