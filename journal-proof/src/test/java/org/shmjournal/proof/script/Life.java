package org.shmjournal.proof.script;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.shmjournal.Backpressure;
import org.shmjournal.Conductor;
import org.shmjournal.ProofHooks;
import org.shmjournal.PruneReport;
import org.shmjournal.RecoveryReport;
import org.shmjournal.RecoverySpec;
import org.shmjournal.Retention;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmWriter;
import org.shmjournal.VerifyReport;
import org.shmjournal.WriteStatus;
import org.shmjournal.error.ChannelClosedException;
import org.shmjournal.error.ChannelMismatchException;
import org.shmjournal.error.StorageException;
import org.shmjournal.error.StorageFullException;
import org.shmjournal.error.WaitTimeoutException;
import org.shmjournal.layout.Stores;
import org.shmjournal.proof.disk.Disk;
import org.shmjournal.proof.trace.Recorder;
import org.shmjournal.proof.trace.RecordingFiles;
import org.shmjournal.proof.trace.Sites;
import org.shmjournal.proof.trace.Trace;
import org.shmjournal.proof.trace.Written;

/**
 * One owner of a channel, from before it opens to where it leaves or is left, with all that it does written to a trace.
 * The same seed does the same. One thread.
 */
public final class Life
{
    private static final long BEAT = TimeUnit.MILLISECONDS.toNanos(11);
    private static final int VARIETIES = 4;
    private static final int DROPPING = 1;
    private static final int ENDING_FROM_ELSEWHERE = 2;
    private static final int ENDING_ALONE = 3;
    private static final int VECTORED = 6;
    private static final int MAX_WAITS = 1000;
    private static final long RETRY = TimeUnit.MILLISECONDS.toNanos(120);

    private final Scenario scenario;
    private final Trace trace;
    private final Random random;
    private final Recorder recorder;
    private final RecordingFiles files;
    private final Clock clock;
    private final Conductor conductor;
    private final Reading reading;
    private ShmWriter<Payload> writer;
    private Deeds deeds;
    private int waits;

    private Life(final Scenario scenario, final Trace trace, final Disk disk, final Sites sites, final long seed)
    {
        this.scenario = scenario;
        this.trace = trace;
        this.random = new Random(seed);
        this.recorder = new Recorder(sites, disk, trace.steps());
        this.files = new RecordingFiles(disk, recorder);
        this.clock = new Clock(random);
        this.conductor =
            seed % 2 == 0 ? ProofHooks.conductor(clock) : ProofHooks.conductor(clock, new Random(seed));
        this.reading =
            new Reading(scenario, () -> scenario.channel(files, trace.boot()), trace, recorder::count, random);
    }

    /**
     * On this thread no encoder forges words that check where they stand. What is behind the newest record is nothing
     * that anyone reads while the machine is up; after a power loss it may be where a page with a zero was lost, and
     * only the check tells it from a record.
     */
    public static void withoutForgery()
    {
        Forgery.leaveOut();
    }

    /** Lives on a disk for about so many steps. */
    public static void live(
        final Scenario scenario,
        final Trace trace,
        final Disk disk,
        final Sites sites,
        final long seed,
        final int steps)
    {
        final Life life = new Life(scenario, trace, disk, sites, seed);
        Stores.observe(life.recorder);
        try
        {
            life.run(trace.steps().size() + steps);
        }
        finally
        {
            Stores.observe(null);
            life.files.forgetLocks();
            trace.images().addAll(life.recorder.images());
        }
    }

    private void run(final int end)
    {
        if (!open())
        {
            return;
        }
        while (!deeds.isOver() && recorder.count() < end)
        {
            act();
        }
        if (chance(2))
        {
            reading.close();
        }
        Farewell.of(random).run(this);
    }

    private boolean open()
    {
        final boolean anew;
        if (chance(4))
        {
            files.replaceLockFile();
        }
        if (!isOpened() && chance(3))
        {
            channel().create();
            opened();
        }
        if (isOpened() && chance(4))
        {
            openInVain();
            DamagedHeader.judge(random.nextBoolean());
        }
        if (isOpened() && chance(5))
        {
            copy();
        }
        try
        {
            if (isOpened() && chance(8))
            {
                cut();
            }
            if (isOpened() && chance(10) && !scenario.isRing() && !trace.marks().mayBeDrained(recorder.count()))
            {
                prune();
            }
            if (isOpened() && chance(4))
            {
                recover();
            }
            anew = isRingLost();
            writer = channel().format(new ProofFormat(random)).backpressure(backpressure()).openWriter();
        }
        catch (final ChannelClosedException expected)
        {
            // Drained.
            return false;
        }
        opened();
        settle(anew, writer.lastSequence() + 1, writer.position());
        deeds = new Deeds(writer, trace, random, this::conduct);
        if (chance(8))
        {
            copy();
        }
        return true;
    }

    private void recover()
    {
        final boolean anew = isRingLost();
        final RecoveryReport report = channel().recover(recoveryWish());
        settle(anew, report.endSequence(), report.endPosition());
    }

    private boolean isRingLost()
    {
        return ControlWords.isRingLost(scenario, files.disk(), trace.boot());
    }

    private void settle(final boolean anew, final long sequence, final long position)
    {
        if (anew)
        {
            trace.beginAnew((int)sequence, position);
        }
        else
        {
            trace.settle((int)sequence);
        }
    }

    private boolean isOpened()
    {
        return trace.marks().isOpened(recorder.count());
    }

    private void opened()
    {
        trace.marks().opened(recorder.count());
    }

    /** Deletes as somebody who needs the space, whatever the channel keeps. */
    private void prune()
    {
        final long most = 1 + random.nextInt(2);
        trace.marks().pruneBegun(recorder.count());
        final PruneReport report = channel().prune(Retention.keepSegments(most));
        if (report.segments() > 0 && ControlWords.retainedFrom(files.disk()) != report.oldestPosition())
        {
            throw new AssertionError("retained-from does not follow " + report);
        }
        trace.settle((int)channel().info().endSequence());
    }

    /** By the seed, which the course of what once went wrong does not change by. */
    private Backpressure backpressure()
    {
        return scenario.seed() % VARIETIES == DROPPING ? Backpressure.DROP : Backpressure.PARK;
    }

    private RecoverySpec recoveryWish()
    {
        return chance(2) ? RecoverySpec.defaults() : RecoverySpec.defaults().discardQuarantine();
    }

    private ShmChannel<ByteBuffer> channel()
    {
        return scenario.channel(files, trace.boot(), conductor).epochClock(clock)
            .idleStrategy(() -> new ConductingIdle(this::others));
    }

    /** What others do while the writer waits for one of them. */
    private void others()
    {
        if (++waits > MAX_WAITS)
        {
            throw new AssertionError("the writer waits for ever");
        }
        clock.advance(BEAT);
        conductor.doWork();
        if (scenario.cursors())
        {
            reading.relieve();
        }
    }

    private void openInVain()
    {
        try
        {
            channel().spec(scenario.spec().writerId(1)).openWriter();
            throw new AssertionError("opened with another writer id");
        }
        catch (final ChannelMismatchException expected)
        {
            // It left its traces on the disk.
        }
    }

    private void act()
    {
        waits = 0;
        if (scenario.cursors() && chance(4))
        {
            reading.act();
            return;
        }
        final int dice = random.nextInt(100);
        if (dice < 44)
        {
            deeds.write(Payload.Fault.NONE);
        }
        else if (dice < 50)
        {
            deeds.writeBytes();
        }
        else if (dice < 60)
        {
            claim(true);
        }
        else if (dice < 65)
        {
            claim(false);
        }
        else if (dice < 72)
        {
            deeds.write(chance(3) ? Payload.Fault.NEVER_FITS : Payload.Fault.THROWS);
        }
        else if (dice < 77)
        {
            deeds.heartbeat();
        }
        else if (dice < 81)
        {
            deeds.flush();
        }
        else if (dice < 97)
        {
            conduct();
        }
        else if (dice < 99)
        {
            files.setFull(chance(2));
            clock.advance(RETRY);
            conductor.doWork();
        }
        else if (chance(3))
        {
            files.failForces();
        }
    }

    /** Of few seeds by slices: what the others have come to, and once found, stays as it was. */
    private void claim(final boolean commit)
    {
        if (scenario.seed() % 8 == VECTORED)
        {
            deeds.claimVectored(commit);
        }
        else
        {
            deeds.claim(commit);
        }
    }

    private void conduct()
    {
        clock.advance(random.nextInt(3) * BEAT);
        conductor.doWork();
    }

    /** Leaves. */
    void close()
    {
        try
        {
            final boolean quiet = files.forcesFail() || deeds.isStopped();
            writer.close();
            if (!quiet)
            {
                // Whoever could not force any more, or had ended the stream, leaves without a word.
                trace.marks().closed(recorder.count());
            }
        }
        catch (final ChannelClosedException expected)
        {
            // It could not force what it wrote.
        }
    }

    /** Ends the stream for ever: by the writer, whoever asks it to; or when nobody owns the channel any more. */
    void drain()
    {
        final long variety = scenario.seed() % VARIETIES;
        if (variety == ENDING_ALONE && !files.forcesFail())
        {
            close();
            trace.marks().drainBegun(recorder.count());
            channel().drain();
            trace.marks().drained(recorder.count());
            return;
        }
        trace.marks().drainBegun(recorder.count());
        try
        {
            if (variety == ENDING_FROM_ELSEWHERE && !files.forcesFail())
            {
                askToDrain();
            }
            else
            {
                writer.drain();
            }
            trace.marks().drained(recorder.count());
            deeds.stopped();
        }
        catch (final ChannelClosedException expected)
        {
            // It could not force what it wrote.
        }
    }

    private void askToDrain()
    {
        try
        {
            channel().drain();
            throw new AssertionError("drained beside its owner");
        }
        catch (final WaitTimeoutException expected)
        {
            // The owner has only been asked.
        }
        conductor.doWork();
        final int status = writer.tryWrite(new Payload(new byte[0], Payload.Fault.NONE));
        if (status != WriteStatus.DRAINED)
        {
            throw new AssertionError("a writer that was asked to drain says " + status);
        }
    }

    /** Aborts everyone. */
    void terminate()
    {
        try
        {
            if (scenario.seed() % VARIETIES == ENDING_FROM_ELSEWHERE && !files.forcesFail())
            {
                channel().terminate();
                conductor.doWork();
                writer.tryWrite(new Payload(new byte[0], Payload.Fault.NONE));
            }
            else
            {
                writer.terminate();
            }
            if (!files.forcesFail())
            {
                trace.marks().terminated(recorder.count());
            }
            deeds.stopped();
        }
        catch (final StorageException expected)
        {
            // The state could not be forced.
        }
    }

    /** Dies with a claim open, as one of several threads may. */
    void dieClaiming()
    {
        if (!files.forcesFail())
        {
            DeadClaim.leave(files, trace, writer, random);
        }
    }

    /** What is in it follows from how far it had gone round; that it is whole is what counts here. */
    private void copyRing(final Path copy)
    {
        channel().backup(copy);
        final VerifyReport report = scenario.at(copy, files, trace.boot()).verify();
        if (!report.isGood())
        {
            throw new AssertionError("the copy of a ring is damaged: " + report.findings());
        }
    }

    /** Copies the channel, while it is written if it is, and restores another one from the copy or from itself. */
    void copy()
    {
        files.setFull(false);
        // What nobody has recovered is copied as far as it would be kept, which the trace does not know yet.
        if (files.forcesFail() || ControlWords.areOfOtherBoot(files.disk(), trace.boot()))
        {
            return;
        }
        if (scenario.isRing())
        {
            copyRing(Path.of(Disk.ROOT, "copy-" + recorder.count()));
            return;
        }
        // Of few seeds: what the others have come to, and once found, stays as it was.
        if (scenario.seed() % 8 == 1)
        {
            copyInVain(Path.of(Disk.ROOT, "in-vain-" + recorder.count()));
        }
        final Path copy = Path.of(Disk.ROOT, "copy-" + recorder.count());
        final Path restored = Path.of(Disk.ROOT, "restored-" + recorder.count());
        if (writer != null && !deeds.isOver())
        {
            files.beside(() -> deeds.write(Payload.Fault.NONE));
        }
        final int begun = recorder.count();
        channel().backup(copy);
        files.beside(null);
        trace.copied(copy, begun);
        // Without checksums only what is durable is believed, as after any power loss.
        if (writer != null && scenario.spec().checksums() && chance(2))
        {
            restore(Scenario.PATH, restored, recorder.count());
        }
        else
        {
            restore(copy, restored, begun);
        }
    }

    /** The disk is full before the copy is whole, so that what was made of it is deleted again. */
    private void copyInVain(final Path copy)
    {
        files.setRoom(1);
        try
        {
            channel().backup(copy);
        }
        catch (final StorageFullException expected)
        {
            // There is more than one file in a channel.
        }
        files.setRoom(Integer.MAX_VALUE);
    }

    private void restore(final Path source, final Path restored, final int acknowledged)
    {
        scenario.at(restored, files, trace.boot()).restore(source);
        trace.copied(restored, acknowledged);
    }

    /** Ends the stream at some record, as for one that is damaged there. */
    private void cut()
    {
        final int known = trace.acknowledged(recorder.count());
        final int sequence = known == 0 ? 0 : random.nextInt(known);
        final long position = known == 0 ? Written.UNKNOWN : trace.position(sequence);
        if (position != Written.UNKNOWN && !isRingLost() && position >= channel().info().oldestPosition())
        {
            trace.cut(sequence, position);
            trace.settle((int)channel().recover(RecoverySpec.defaults().cutAt(position)).endSequence());
            opened();
        }
    }

    private boolean chance(final int oneIn)
    {
        return random.nextInt(oneIn) == 0;
    }
}
