package org.shmjournal;

import java.nio.file.Path;
import org.shmjournal.error.JournalException;
import org.shmjournal.error.StorageException;

/** What an owner may want to be told. Called on the conductor's thread, or the one that flushes or closes. */
public interface ChannelListener
{
    /** The channel was opened to write; what was found there, on the thread that opens. */
    default void onRecovered(final RecoveryReport report)
    {
    }

    /**
     * A segment is full and forced; it does not change any more, and can be shipped or compressed elsewhere. It is
     * not deleted before this returns; who needs it longer links or copies it.
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

    /** The writer writes no more: its lock was lost, or a force failed. */
    default void onStopped(final JournalException reason)
    {
    }
}
