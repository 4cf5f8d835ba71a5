package org.shmjournal.proof.script;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.shmjournal.ConcurrentShmWriter;
import org.shmjournal.Conductor;
import org.shmjournal.ProofHooks;
import org.shmjournal.RecordClaim;
import org.shmjournal.SharedClaim;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmWriter;
import org.shmjournal.WriteStatus;
import org.shmjournal.error.ChannelClosedException;
import org.shmjournal.error.ChannelFullException;
import org.shmjournal.error.WaitTimeoutException;
import org.shmjournal.layout.Memory;
import org.shmjournal.layout.Stores;
import org.shmjournal.proof.disk.Disk;
import org.shmjournal.proof.trace.ClaimTrace;
import org.shmjournal.proof.trace.Claimed;
import org.shmjournal.proof.trace.Recorder;
import org.shmjournal.proof.trace.RecordingFiles;
import org.shmjournal.proof.trace.Sites;

/**
 * One owner whose threads have claims open at the same time: several, resolved in any order, some of them never. One
 * thread plays all of them, since each store is one step whoever makes it. The same seed does the same.
 */
public final class ClaimLife
{
    private static final long BEAT = TimeUnit.MILLISECONDS.toNanos(11);
    private static final int MAX_OPEN = 6;
    private static final int MAX_SMALL = 80;
    private static final int MAX_MEDIUM = 3000;

    /** A claim that waits to be resolved. */
    private record Open(SharedClaim claim, Claimed record)
    {
    }

    private final ClaimTrace trace;
    private final Random random;
    private final Recorder recorder;
    private final RecordingFiles files;
    private final Clock clock;
    private final Conductor conductor;
    private final Scenario scenario;
    private final List<Open> open = new ArrayList<>();
    private ConcurrentShmWriter<Payload> writer;
    private boolean over;

    private ClaimLife(
        final Scenario scenario, final ClaimTrace trace, final Disk disk, final Sites sites, final long seed)
    {
        this.scenario = scenario;
        this.trace = trace;
        this.random = new Random(seed);
        this.recorder = new Recorder(sites, disk, trace.steps());
        this.files = new RecordingFiles(disk, recorder);
        this.clock = new Clock(random);
        this.conductor =
            seed % 2 == 0 ? ProofHooks.conductor(clock) : ProofHooks.conductor(clock, new Random(seed));
    }

    /** Lives on a disk for about so many steps; returns what was stored to memory that maps no file. */
    public static Iterable<String> live(
        final Scenario scenario,
        final ClaimTrace trace,
        final Disk disk,
        final Sites sites,
        final long seed,
        final int steps)
    {
        final ClaimLife life = new ClaimLife(scenario, trace, disk, sites, seed);
        Stores.observe(life.recorder);
        try
        {
            life.run(trace.steps().size() + steps);
        }
        finally
        {
            Stores.observe(null);
            life.files.forgetLocks();
        }
        return life.recorder.images();
    }

    private void run(final int end)
    {
        try
        {
            if (random.nextBoolean())
            {
                litter();
            }
            writer = channel().openConcurrentWriter();
        }
        catch (final ChannelClosedException expected)
        {
            // Drained.
            return;
        }
        trace.opened((int)writer.lastSequence() + 1);
        while (!over && recorder.count() < end)
        {
            act();
        }
        leave();
    }

    /** Who waits does so in vain: one thread plays all. */
    private ShmChannel<Payload> channel()
    {
        return scenario.channel(files, Scenario.BOOT, conductor).epochClock(clock).writeDeadline(Duration.ZERO)
            .format(new ProofFormat(random));
    }

    /** An owner with one thread leaves behind the end what several threads never would. */
    private void litter()
    {
        try (ShmWriter<Payload> alone = channel().openWriter())
        {
            try (RecordClaim claim = alone.claim(MAX_MEDIUM))
            {
                Forgery.fill(claim.buffer(), claim.offset(), claim.length(), random);
            }
        }
        catch (final WaitTimeoutException | ChannelFullException expected)
        {
            // There is no room to leave anything in.
        }
    }

    private void act()
    {
        final int dice = random.nextInt(100);
        if (dice < 25)
        {
            write();
        }
        else if (dice < 50 && open.size() < MAX_OPEN)
        {
            claim();
        }
        else if (dice < 75 && !open.isEmpty())
        {
            resolve(random.nextInt(open.size()), random.nextInt(4) == 0);
        }
        else if (dice < 79)
        {
            heartbeat();
        }
        else if (dice < 84)
        {
            flush();
        }
        else
        {
            clock.advance(random.nextInt(3) * BEAT);
            conductor.doWork();
        }
    }

    private void write()
    {
        final byte[] bytes = new byte[length()];
        random.nextBytes(bytes);
        final Claimed record = trace.begin();
        trace.resolving(record, bytes);
        try
        {
            final long position = random.nextBoolean() ? writer.writeBytes(ByteBuffer.wrap(bytes)) :
                random.nextBoolean() ? writer.write(new Payload(bytes, Payload.Fault.NONE)) :
                writer.tryWrite(new Payload(bytes, Payload.Fault.NONE));
            if (position < 0)
            {
                over = position == WriteStatus.FULL;
                trace.withdraw(record);
                return;
            }
            trace.claimed(record);
            trace.resolved(record, position);
        }
        catch (final WaitTimeoutException expected)
        {
            trace.withdraw(record);
        }
        catch (final ChannelFullException expected)
        {
            over = true;
            trace.withdraw(record);
        }
    }

    private void claim()
    {
        final Claimed record = trace.begin();
        try
        {
            final SharedClaim claim = writer.claim(length());
            trace.claimed(record);
            Forgery.fill(claim.buffer(), claim.offset(), claim.length(), random);
            open.add(new Open(claim, record));
        }
        catch (final WaitTimeoutException expected)
        {
            trace.withdraw(record);
        }
        catch (final ChannelFullException expected)
        {
            over = true;
            trace.withdraw(record);
        }
    }

    private void resolve(final int number, final boolean abort)
    {
        final Open one = open.remove(number);
        final long position = one.claim.position();
        if (abort)
        {
            trace.resolving(one.record, null);
            one.claim.abort();
        }
        else
        {
            final byte[] bytes =
                new byte[one.claim.length() - random.nextInt(2) * random.nextInt(one.claim.length() + 1)];
            random.nextBytes(bytes);
            Memory.putBytes(one.claim.buffer(), one.claim.offset(), ByteBuffer.wrap(bytes), 0, bytes.length);
            trace.resolving(one.record, bytes);
            one.claim.commit(bytes.length);
        }
        trace.resolved(one.record, position);
    }

    private void heartbeat()
    {
        try
        {
            writer.heartbeat();
        }
        catch (final WaitTimeoutException expected)
        {
            // Only the room was missing.
        }
        catch (final ChannelFullException expected)
        {
            over = true;
        }
    }

    private void flush()
    {
        try
        {
            writer.flush();
        }
        catch (final WaitTimeoutException expected)
        {
            // A claim is open in front of what was written.
        }
        trace.flushed(writer.durablePosition());
    }

    /** In the middle of things; or in order, when no claim is open any more. */
    private void leave()
    {
        final int dice = random.nextInt(8);
        if (dice < 3)
        {
            return;
        }
        if (dice == 3)
        {
            writer.terminate();
        }
        while (!open.isEmpty() && dice != 3)
        {
            resolve(random.nextInt(open.size()), random.nextBoolean());
        }
        for (final Open one : open)
        {
            one.claim.close();
        }
        if (dice == 4)
        {
            trace.drainBegun();
            writer.drain();
            trace.drained();
        }
        writer.close();
    }

    /** Mixed. */
    private int length()
    {
        final int dice = random.nextInt(100);
        return dice < 40 ? random.nextInt(17) : dice < 80 ? random.nextInt(MAX_SMALL) : dice < 97 ?
            random.nextInt(MAX_MEDIUM) : writer.header().maxRecordLength() - random.nextInt(MAX_MEDIUM);
    }
}
