package org.shmjournal.proof.script;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.shmjournal.Conductor;
import org.shmjournal.ProofHooks;
import org.shmjournal.layout.Stores;
import org.shmjournal.proof.disk.Disk;
import org.shmjournal.proof.trace.Recorder;
import org.shmjournal.proof.trace.RecordingFiles;
import org.shmjournal.proof.trace.Sites;
import org.shmjournal.proof.trace.Trace;

/**
 * One owner who fills segment after segment, while the conductor deletes what is not kept as soon as it may, and who is
 * left in the middle of things. He forces nothing himself, so that a segment becomes the oldest one while nothing of it
 * is durable. The same seed does the same. One thread.
 */
public final class DeletingLife
{
    private static final int DELETED = 2;
    private static final int MAX_RECORDS = 200;
    /** More than any channel of the scenarios keeps a record for. */
    private static final long BEAT = TimeUnit.MILLISECONDS.toNanos(110);

    private final Scenario scenario;
    private final Trace trace;
    private final Random random;
    private final Recorder recorder;
    private final RecordingFiles files;
    private final Clock clock;
    private final Conductor conductor;

    private DeletingLife(
        final Scenario scenario, final Trace trace, final Disk disk, final Sites sites, final long seed)
    {
        this.scenario = scenario;
        this.trace = trace;
        this.random = new Random(seed);
        this.recorder = new Recorder(sites, disk, trace.steps());
        this.files = new RecordingFiles(disk, recorder);
        this.clock = new Clock(random);
        this.conductor = ProofHooks.conductor(clock);
    }

    /** Lives on a disk until some segments are deleted. */
    public static void live(
        final Scenario scenario, final Trace trace, final Disk disk, final Sites sites, final long seed)
    {
        final DeletingLife life = new DeletingLife(scenario, trace, disk, sites, seed);
        Stores.observe(life.recorder);
        try
        {
            life.run();
        }
        finally
        {
            Stores.observe(null);
            life.files.forgetLocks();
        }
    }

    private void run()
    {
        final Deeds deeds = new Deeds(scenario.channel(files, trace.boot(), conductor).epochClock(clock)
            .format(new ProofFormat(random)).openWriter(), trace, random, this::conduct);
        trace.marks().opened(recorder.count());
        final long end = (long)DELETED * scenario.spec().segmentSize();
        for (int i = 0; i < MAX_RECORDS && ControlWords.retainedFrom(files.disk()) < end; i++)
        {
            deeds.write(Payload.Fault.NONE);
            conduct();
        }
    }

    private void conduct()
    {
        clock.advance(BEAT);
        conductor.doWork();
    }
}
