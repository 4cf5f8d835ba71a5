package org.shmjournal;

import java.time.Duration;
import java.util.Objects;
import org.shmjournal.layout.HeaderLayout;
import org.shmjournal.layout.SegmentLayout;

/**
 * Which segments of a channel are kept. Others are deleted by the owner's conductor: whole, the oldest first, and only
 * such as are full and forced. What a reader has mapped it reads to its end all the same. A ring deletes nothing and
 * uses its segments' slots again. Immutable.
 */
public final class Retention
{
    /** What is counted. */
    public enum Policy
    {
        /** Nothing is deleted. */
        KEEP_ALL(HeaderLayout.KEEP_ALL),
        /** The newest segments are kept. */
        KEEP_SEGMENTS(HeaderLayout.KEEP_SEGMENTS),
        /** As much is kept as fits. */
        KEEP_BYTES(HeaderLayout.KEEP_BYTES),
        /** What is young enough is kept. */
        KEEP_FOR(HeaderLayout.KEEP_FOR),
        /** There is one segment; when it is full, the channel is full. */
        SINGLE_SEGMENT(HeaderLayout.SINGLE_SEGMENT),
        /** There are so many slots, recycled in place. */
        RING(HeaderLayout.RING);

        private final int code;

        Policy(final int code)
        {
            this.code = code;
        }
    }

    /** Nothing is deleted. */
    public static final Retention KEEP_ALL = new Retention(Policy.KEEP_ALL, 0);
    /** There is one segment; when it is full, the channel is full. */
    public static final Retention SINGLE_SEGMENT = new Retention(Policy.SINGLE_SEGMENT, 0);

    private final Policy policy;
    private final long value;

    private Retention(final Policy policy, final long value)
    {
        this.policy = policy;
        this.value = value;
    }

    /**
     * The newest segments that have records are kept, the one being written among them; a prepared one stands beside
     * them.
     *
     * @param segments 1 or more.
     */
    public static Retention keepSegments(final long segments)
    {
        return new Retention(Policy.KEEP_SEGMENTS, positive("segments", segments));
    }

    /**
     * As many segments are kept as fit into so many bytes of files, a prepared one among them: before one is prepared,
     * the oldest is deleted.
     *
     * @param bytes at least the length of two segment files.
     */
    public static Retention keepBytes(final long bytes)
    {
        return new Retention(Policy.KEEP_BYTES, positive("bytes", bytes));
    }

    /**
     * A segment is kept until all of its records are older than a duration, by the channel's epoch clock; which takes a
     * record in the segment behind it. A channel with this policy has timestamps.
     *
     * @param age more than zero.
     */
    public static Retention keepFor(final Duration age)
    {
        return new Retention(Policy.KEEP_FOR, positive("nanoseconds", age.toNanos()));
    }

    /**
     * So many slots, recycled in place: the newest segments are kept, all but one of which hold records while one is
     * prepared. The writer waits for readers whose gating is {@link Gating#WRITER}; others may be overtaken.
     *
     * @param slots 3 to 10 000.
     */
    public static Retention ring(final int slots)
    {
        if (slots < HeaderLayout.MIN_SLOTS || slots > HeaderLayout.MAX_SLOTS)
        {
            throw new IllegalArgumentException("slots=" + slots + " is not " + HeaderLayout.MIN_SLOTS + " to " +
                HeaderLayout.MAX_SLOTS);
        }
        return new Retention(Policy.RING, slots);
    }

    private static long positive(final String what, final long value)
    {
        if (value <= 0)
        {
            throw new IllegalArgumentException(what + "=" + value + " is less than 1");
        }
        return value;
    }

    static Retention of(final int code, final long value)
    {
        for (final Policy policy : Policy.values())
        {
            if (policy.code == code)
            {
                return new Retention(policy, policy == Policy.KEEP_ALL || policy == Policy.SINGLE_SEGMENT ? 0 : value);
            }
        }
        throw new IllegalArgumentException("code=" + code + " is of no policy");
    }

    int code()
    {
        return policy.code;
    }

    /** What is counted. */
    public Policy policy()
    {
        return policy;
    }

    /** How much is kept: segments, bytes, nanoseconds or slots; 0 where nothing is deleted. */
    public long value()
    {
        return value;
    }

    boolean deletes()
    {
        return policy != Policy.KEEP_ALL && policy != Policy.SINGLE_SEGMENT && policy != Policy.RING;
    }

    void requireFor(final int segmentSize)
    {
        final long least = 2 * SegmentLayout.fileLength(segmentSize);
        if (policy == Policy.KEEP_BYTES && value < least)
        {
            throw new IllegalArgumentException("retention=" + this + " has no room for two segments, which with" +
                " segmentSize=" + segmentSize + " take " + least + " bytes");
        }
    }

    @Override
    public boolean equals(final Object other)
    {
        return other instanceof Retention that && policy == that.policy && value == that.value;
    }

    @Override
    public int hashCode()
    {
        return Objects.hash(policy, value);
    }

    /** The policy, with how much where it counts; as in {@code KEEP_FOR(PT24H)}. */
    @Override
    public String toString()
    {
        return switch (policy)
        {
            case KEEP_ALL, SINGLE_SEGMENT -> policy.name();
            case KEEP_SEGMENTS, KEEP_BYTES, RING -> policy + "(" + value + ")";
            case KEEP_FOR -> policy + "(" + Duration.ofNanos(value) + ")";
        };
    }
}
