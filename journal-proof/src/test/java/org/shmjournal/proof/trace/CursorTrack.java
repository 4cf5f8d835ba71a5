package org.shmjournal.proof.trace;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * How far the readers of a cursor may have brought it, behind each step: to what their handlers were done with, or to
 * where they went. One thread.
 */
public final class CursorTrack
{
    private final NavigableMap<Integer, Long> furthest = new TreeMap<>();

    CursorTrack()
    {
    }

    /** The same up to a step. */
    CursorTrack stoppedBehind(final int count)
    {
        final CursorTrack next = new CursorTrack();
        next.furthest.putAll(furthest.headMap(count, true));
        return next;
    }

    /**
     * A handler is done with all records before this one. A store from now on may say so; the last one before may not.
     *
     * @param count how many steps there were.
     */
    public void handled(final int count, final long sequence)
    {
        furthest.put(count + 1, sequence);
    }

    /** Its reader is done with what it was about. */
    public void stands(final int count, final long sequence)
    {
        furthest.put(count, sequence);
    }

    /**
     * Its reader went somewhere without reading.
     *
     * @param from how many steps there were before.
     * @param to   how many there are.
     */
    public void went(final int from, final int to, final long sequence)
    {
        final long before = furthest(from);
        furthest.tailMap(from, true).replaceAll((count, there) -> Math.max(there, sequence));
        furthest.put(from, Math.max(before, sequence));
        furthest.put(to, sequence);
    }

    /** The largest sequence that stood there behind so many steps or fewer: what a power loss may leave. */
    public long furthestEver(final int count)
    {
        return furthest.headMap(count, true).values().stream().mapToLong(Long::longValue).max().orElse(0);
    }

    /** The largest sequence that may stand there behind so many steps. */
    public long furthest(final int count)
    {
        final Map.Entry<Integer, Long> last = furthest.floorEntry(count);
        return last == null ? 0 : last.getValue();
    }
}
