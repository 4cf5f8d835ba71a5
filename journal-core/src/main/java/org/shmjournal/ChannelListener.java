package org.shmjournal;

import java.nio.file.Path;
import org.shmjournal.error.JournalException;
import org.shmjournal.error.StorageException;

/**
 * What an owner may want to be told. Called on the thread that found out: one of the conductor's driver, the
 * conductor's, the one that flushes, terminates, drains or closes, or one that is in a call that writes, since that
 * drains when it is asked for, and looks who ends the channel while it waits.
 * <p>
 * It may close the writer that it is told of, where that one's rule of threads allows it. While the stream is just
 * being drained, on this or another thread, close returns at once, and whoever drains closes when the end is there. It
 * may flush as long as it need not wait for another thread, which is refused: that one may wait for this.
 */
public interface ChannelListener
{
    /** The channel was opened to write; what was found there, on the thread that opens. */
    default void onRecovered(final RecoveryReport report)
    {
    }

    /**
     * A segment is full and forced; it does not change any more, and can be shipped or compressed elsewhere. It is
     * not deleted before this returns; who needs it longer links or copies it. In a ring it is recycled later; one with
     * {@link Durability#PROCESS} forces nothing, and tells of what is full.
     */
    default void onSegmentSealed(final Path file, final long number)
    {
    }

    /** The next segment could not be prepared. It is tried again; writers wait or fail when they need it. */
    default void onPreparationFailed(final StorageException reason)
    {
    }

    /** A segment that is not kept any more could not be deleted. It is tried again. */
    default void onDeletionFailed(final StorageException reason)
    {
    }

    /** A cursor lagged behind by more than it may, and holds nothing back any more. Its reader learns of it. */
    default void onCursorRevoked(final String name, final long position)
    {
    }

    /** A cursor was ahead of the data, as a power loss may leave it, and was set back to the end of the stream. */
    default void onCursorClamped(final String name, final long from, final long to)
    {
    }

    /** A cursor is not heeded: its file is damaged, another channel's, or cannot be opened. */
    default void onCursorRefused(final JournalException reason)
    {
    }

    /**
     * Somebody asks for the end of the stream, by {@link ShmChannel#drain} or the command line. The writer's next call
     * drains it, and then fails; a writer that makes no call is not interfered with, so whoever has one that idles
     * calls it now, on the writer's thread.
     */
    default void onDrainRequested()
    {
    }

    /** The writer writes no more: its lock was lost, a force failed, or the channel was drained or terminated. */
    default void onStopped(final JournalException reason)
    {
    }
}
