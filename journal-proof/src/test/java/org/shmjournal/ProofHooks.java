package org.shmjournal;

import java.util.Random;
import org.agrona.concurrent.NanoClock;

/** Reaches what the core leaves to its own package's tests: identity, boot, and the conductor's clock. */
public final class ProofHooks
{
    private ProofHooks()
    {
    }

    /** With a fixed instance id for a channel that is created, and as if on this boot. */
    public static <T> ShmChannel<T> on(final ShmChannel<T> channel, final long instanceId, final long bootId)
    {
        return channel.instanceId(() -> instanceId).bootId(() -> bootId);
    }

    /** A conductor that the caller runs, by this clock, and whose driver completes in any order that it may. */
    public static Conductor conductor(final NanoClock clock, final Random random)
    {
        return Conductor.builder().fileWork(new ReorderedFileWork(random)).nanoClock(clock).build();
    }

    /** A conductor that the caller runs, by this clock; it does everything at once. */
    public static Conductor conductor(final NanoClock clock)
    {
        return Conductor.builder().workers(0).nanoClock(clock).build();
    }
}
