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
 * The owner moves retained-from and then looks at the cursors; a reader sets its cursor and then looks at retained-
 * from: one of the two sees the other.
 */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "The owner recycles what the reader believes to hold.")
@Outcome(id = ".*", expect = Expect.ACCEPTABLE, desc = "The owner waits, or the reader begins anew.")
@State
public class CursorAndRecycling
{
    private final int retained = TwoMaps.next();
    private final int cursor = retained + TwoMaps.LINE;
    private final int changes = cursor + TwoMaps.LINE;

    /** The owner. */
    @Actor
    public void recycle(final JJ_Result result)
    {
        Memory.putLongRelease(TwoMaps.WRITER, retained, 1);
        VarHandle.fullFence();
        result.r1 = Memory.longAcquire(TwoMaps.WRITER, cursor);
    }

    /** A reader. */
    @Actor
    public void hold(final JJ_Result result)
    {
        Memory.putLongRelease(TwoMaps.READER, cursor, 1);
        Memory.add(TwoMaps.READER, changes, 1);
        VarHandle.fullFence();
        result.r2 = Memory.longAcquire(TwoMaps.READER, retained);
    }
}
