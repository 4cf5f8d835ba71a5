package org.shmjournal.stress;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;
import org.shmjournal.layout.Memory;

/**
 * A claim that is published open, filled, and resolved by compare-and-set: whoever sees it resolved sees its
 * payload.
 */
@JCStressTest
@Outcome(id = "0, -1", expect = Expect.ACCEPTABLE, desc = "Nothing is claimed yet.")
@Outcome(id = "6, -1", expect = Expect.ACCEPTABLE, desc = "It is open.")
@Outcome(id = "1, 7", expect = Expect.ACCEPTABLE, desc = "It is resolved.")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "A record without its payload.")
@State
public class SharedClaim
{
    private static final long CLAIMED = 6;
    private static final long DATA = 1;

    private final int word = TwoMaps.next();
    private final int payload = word + Long.BYTES;

    /** What an earlier use of the slot left behind. */
    public SharedClaim()
    {
        Memory.putLong(TwoMaps.WRITER, payload, 99);
    }

    /** A writing thread. */
    @Actor
    public void write()
    {
        Memory.putLongRelease(TwoMaps.WRITER, word, CLAIMED);
        Memory.putLong(TwoMaps.WRITER, payload, 7);
        Memory.compareAndSetLong(TwoMaps.WRITER, word, CLAIMED, DATA);
    }

    /** A reader. */
    @Actor
    public void read(final JJ_Result result)
    {
        result.r1 = Memory.longAcquire(TwoMaps.READER, word);
        result.r2 = result.r1 == DATA ? Memory.longAt(TwoMaps.READER, payload) : -1;
    }
}
