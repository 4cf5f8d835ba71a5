package org.shmjournal.store;

import org.shmjournal.error.JournalException;

/** What an owner is told of the cursors of its channel, on the thread that found out. */
public interface CursorEvents
{
    /** It lagged behind by more than it may, and holds nothing back any more. */
    void onCursorRevoked(String name, long position);

    /** It was ahead of the data, as a power loss may leave it, and was set back to the end of the stream. */
    void onCursorClamped(String name, long from, long to);

    /** It is not heeded: its file is damaged, another channel's, or cannot be opened. */
    void onCursorRefused(JournalException reason);
}
