package org.shmjournal.kill;

import org.agrona.concurrent.EpochNanoClock;
import org.agrona.concurrent.SystemEpochNanoClock;

/**
 * Knows of rolls, which make no system call: on a channel with timestamps the writer asks for the time of the next
 * segment's base between ROLL and the base sequence, and then for that of the record which made it roll.
 */
final class MarkingClock implements EpochNanoClock
{
    private static final String ROLLING_METHOD = "rollInto";
    private static final StackWalker STACK = StackWalker.getInstance();

    private final Marks marks;
    private final Stopper stopper;

    MarkingClock(final Marks marks, final Stopper stopper)
    {
        this.marks = marks;
        this.stopper = stopper;
    }

    @Override
    public long nanoTime()
    {
        if (STACK.walk(frames -> frames.anyMatch(frame -> frame.getMethodName().equals(ROLLING_METHOD))))
        {
            marks.writer(Phase.ROLL);
            stopper.at(Stop.ROLL_PUBLISHED);
        }
        else if (marks.writer() == Phase.ROLL)
        {
            marks.writer(Phase.ELSEWHERE);
        }
        return SystemEpochNanoClock.INSTANCE.nanoTime();
    }
}
