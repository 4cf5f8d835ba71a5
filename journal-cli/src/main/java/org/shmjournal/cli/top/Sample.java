package org.shmjournal.cli.top;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.shmjournal.ChannelInfo;

/**
 * What was seen of a channel at one moment.
 *
 * @param nanoTime         of the moment, by the monotonic clock.
 * @param channel          that was looked at.
 * @param info             of it; null where it could not be looked at.
 * @param problem          why not; null where it could.
 * @param recordsPerSecond since the sample before; negative where there was none of this stream.
 * @param bytesPerSecond   of the stream, likewise.
 */
public record Sample(
    long nanoTime, Path channel, ChannelInfo info, String problem, double recordsPerSecond, double bytesPerSecond)
{
    private static final double UNKNOWN = -1;

    /** Of a channel that could not be looked at. */
    public static Sample unreadable(final long nanoTime, final Path channel, final String problem)
    {
        return new Sample(nanoTime, channel, null, problem, UNKNOWN, UNKNOWN);
    }

    /**
     * Of one that was.
     *
     * @param before the sample of the same path before, or null.
     */
    public static Sample of(final long nanoTime, final ChannelInfo info, final Sample before)
    {
        final ChannelInfo last = before == null ? null : before.info;
        final long elapsed = before == null ? 0 : nanoTime - before.nanoTime;
        final boolean goesOn = last != null && elapsed > 0 && last.instanceId() == info.instanceId() &&
            last.endPosition() >= 0 && info.endPosition() >= last.endPosition();
        return new Sample(nanoTime, info.path(), info, null,
            goesOn ? perSecond(info.endSequence() - last.endSequence(), elapsed) : UNKNOWN,
            goesOn ? perSecond(info.endPosition() - last.endPosition(), elapsed) : UNKNOWN);
    }

    private static double perSecond(final long count, final long elapsed)
    {
        return count * (double)TimeUnit.SECONDS.toNanos(1) / elapsed;
    }

    boolean hasRate()
    {
        return recordsPerSecond >= 0;
    }

    /** How far the durable position is behind the end. */
    long durableLag()
    {
        return Math.max(0, info.endPosition() - info.durablePosition());
    }
}
