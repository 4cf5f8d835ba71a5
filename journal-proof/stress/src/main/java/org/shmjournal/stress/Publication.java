package org.shmjournal.stress;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJ_Result;
import org.shmjournal.layout.Memory;

/** A record's payload, the zero behind it, then its word: whoever sees the word sees all of it. */
@JCStressTest
@Outcome(id = "0, -1, -1", expect = Expect.ACCEPTABLE, desc = "Nothing is published yet.")
@Outcome(id = "1, 7, 0", expect = Expect.ACCEPTABLE, desc = "All of it.")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "A word without what it publishes.")
@State
public class Publication
{
    private final int word = TwoMaps.next();
    private final int payload = word + Long.BYTES;
    private final int behind = payload + Long.BYTES;

    /** What an earlier use of the slot left behind. */
    public Publication()
    {
        Memory.putLong(TwoMaps.WRITER, payload, 99);
        Memory.putLong(TwoMaps.WRITER, behind, 99);
    }

    /** The writer. */
    @Actor
    public void write()
    {
        Memory.putLong(TwoMaps.WRITER, payload, 7);
        Memory.putLong(TwoMaps.WRITER, behind, 0);
        Memory.putLongRelease(TwoMaps.WRITER, word, 1);
    }

    /** A reader. */
    @Actor
    public void read(final JJJ_Result result)
    {
        result.r1 = Memory.longAcquire(TwoMaps.READER, word);
        result.r2 = result.r1 == 0 ? -1 : Memory.longAt(TwoMaps.READER, payload);
        result.r3 = result.r1 == 0 ? -1 : Memory.longAt(TwoMaps.READER, behind);
    }
}
