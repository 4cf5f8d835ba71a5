package org.shmjournal.stress;

import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;
import org.shmjournal.layout.Memory;

/**
 * Retained-from is moved before anything is stored over a record; a weak reader looks at it behind its copy: what it
 * believes is the record.
 */
@JCStressTest
@Outcome(id = "7, [01]", expect = Expect.ACCEPTABLE, desc = "The record, believed or not.")
@Outcome(id = "99, 1", expect = Expect.ACCEPTABLE, desc = "Another one, not believed.")
@Outcome(id = "99, 0", expect = Expect.FORBIDDEN, desc = "Another one is believed.")
@State
public class RetainedAndValidation
{
    private final int retained = TwoMaps.next();
    private final int payload = retained + TwoMaps.LINE;

    /** With a record. */
    public RetainedAndValidation()
    {
        Memory.putLong(TwoMaps.WRITER, payload, 7);
    }

    /** The owner, and the writer behind it. */
    @Actor
    public void recycle()
    {
        Memory.putLongRelease(TwoMaps.WRITER, retained, 1);
        VarHandle.fullFence();
        Memory.putLong(TwoMaps.WRITER, payload, 99);
    }

    /** A weak reader. */
    @Actor
    public void read(final JJ_Result result)
    {
        result.r1 = Memory.longAt(TwoMaps.READER, payload);
        VarHandle.acquireFence();
        result.r2 = Memory.longAcquire(TwoMaps.READER, retained);
    }
}
