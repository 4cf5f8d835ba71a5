package org.shmjournal.store;

import org.shmjournal.io.Mapping;
import org.shmjournal.layout.ChannelHeader;
import org.shmjournal.layout.HeaderLayout;

/**
 * When the maps of a channel end. To end one safely, as JDK 22 and later can, costs each access to it, and a little
 * each access of the process to any map: see {@code docs/adr/0006-unmapping.md}.
 */
public enum Unmapping
{
    /**
     * When the collector finds them; but at once where files are deleted that somebody may map, whose space would not
     * come back, and the JDK can do it safely.
     */
    AS_SUITS,
    /** At once. */
    AT_ONCE,
    /** When the collector finds them. */
    BY_COLLECTOR;

    /**
     * Whether the map of a control file or a cursor ends when it is done with.
     *
     * @param briefly whether it is for a short look by nobody else: then also where that costs nothing.
     */
    boolean isAtOnce(final boolean briefly)
    {
        return this == AT_ONCE || briefly && !Mapping.endsSafely();
    }

    /** Likewise that of a segment. */
    boolean isAtOnce(final ChannelHeader header, final boolean briefly)
    {
        return isAtOnce(briefly) || this == AS_SUITS && deletes(header) && Mapping.endsSafely();
    }

    private static boolean deletes(final ChannelHeader header)
    {
        return switch (header.retention())
        {
            case HeaderLayout.KEEP_ALL, HeaderLayout.SINGLE_SEGMENT, HeaderLayout.RING -> false;
            default -> true;
        };
    }
}
