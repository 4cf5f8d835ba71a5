package org.shmjournal.proof.script;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.EpochNanoClock;
import org.agrona.concurrent.NanoClock;

/** Time as the script has it: the wall clock steps back at times. One thread. */
final class Clock implements NanoClock, EpochNanoClock
{
    private static final long START = TimeUnit.DAYS.toNanos(20_000);
    private static final int STEP = 1000;

    private final Random random;
    private long now = START;

    Clock(final Random random)
    {
        this.random = random;
    }

    void advance(final long nanos)
    {
        now += nanos;
    }

    @Override
    public long nanoTime()
    {
        return now + random.nextInt(STEP) - STEP / 2;
    }
}
