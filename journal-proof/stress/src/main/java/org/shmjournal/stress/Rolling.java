package org.shmjournal.stress;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJ_Result;
import org.shmjournal.layout.Memory;

/** ROLL, then the next segment's base, then the active number: whoever sees one of them sees those before it. */
@JCStressTest
@Outcome(id = "0, 0, [04]", expect = Expect.ACCEPTABLE, desc = "Not rolled, or just now.")
@Outcome(id = "0, 5, 4", expect = Expect.ACCEPTABLE, desc = "The base is there.")
@Outcome(id = "1, 5, 4", expect = Expect.ACCEPTABLE, desc = "All of it.")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "Something without what comes before it.")
@State
public class Rolling
{
    private final int roll = TwoMaps.next();
    private final int base = roll + TwoMaps.LINE;
    private final int active = base + TwoMaps.LINE;

    /** The writer. */
    @Actor
    public void write()
    {
        Memory.putLongRelease(TwoMaps.WRITER, roll, 4);
        Memory.putLongRelease(TwoMaps.WRITER, base, 5);
        Memory.putLongRelease(TwoMaps.WRITER, active, 1);
    }

    /** Somebody who asks in the other order. */
    @Actor
    public void read(final JJJ_Result result)
    {
        result.r1 = Memory.longAcquire(TwoMaps.READER, active);
        result.r2 = Memory.longAcquire(TwoMaps.READER, base);
        result.r3 = Memory.longAcquire(TwoMaps.READER, roll);
    }
}
