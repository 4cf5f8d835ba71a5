package org.shmjournal;

import org.shmjournal.store.CursorSnapshot;

/**
 * A cursor: where a reader stands, and what it holds back.
 *
 * @param name       of the cursor.
 * @param named      whether it stays when its reader goes.
 * @param gating     what it holds back.
 * @param position   of its reader's next record; -1 when it has not been anywhere.
 * @param sequence   of that record.
 * @param lagBytes   from there to the end of the stream; -1 when not known.
 * @param lagRecords in them; -1 when not known.
 * @param maxLag     how many bytes it may lag behind and be heeded; 0 for any number.
 * @param revoked    whether the owner no longer heeds it.
 * @param inUse      whether a reader has it, as far as the system shows.
 * @param readerPid  of its reader's process, as evidence; 0 when the last one left in order.
 */
public record CursorInfo(
    String name,
    boolean named,
    Gating gating,
    long position,
    long sequence,
    long lagBytes,
    long lagRecords,
    long maxLag,
    boolean revoked,
    boolean inUse,
    long readerPid)
{
    static CursorInfo of(final CursorSnapshot cursor, final long endPosition, final long endSequence)
    {
        final boolean isKnown = cursor.position() >= 0 && endPosition >= 0;
        return new CursorInfo(cursor.name(), cursor.isNamed(), Gating.of(cursor.gating()), cursor.position(),
            cursor.sequence(), isKnown ? Math.max(0, endPosition - cursor.position()) : -1,
            isKnown ? Math.max(0, endSequence - cursor.sequence()) : -1, cursor.maxLag(), cursor.isRevoked(),
            cursor.isInUse(), cursor.readerPid());
    }
}
