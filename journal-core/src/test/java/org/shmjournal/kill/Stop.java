package org.shmjournal.kill;

/** A place at which a writer process can be told to stop for ever, so that a kill lands exactly there. */
enum Stop
{
    /** Nowhere: it is killed wherever it happens to be. */
    NOWHERE(Phase.ELSEWHERE),
    /** Half of a payload is stored. */
    HALF_ENCODED(Phase.ENCODE),
    /** The same, of one that did not fit and is encoded again in the prepared segment, before the roll. */
    HALF_ENCODED_IN_NEXT_SEGMENT(Phase.ENCODE),
    /** A claim is filled and not committed. */
    CLAIM_OPEN(Phase.CLAIM),
    /** The same, of one that lies in the prepared segment. */
    CLAIM_OPEN_IN_NEXT_SEGMENT(Phase.CLAIM),
    /** The ROLL word is published, the next segment's base sequence is not. */
    ROLL_PUBLISHED(Phase.ROLL),
    /** The next segment's temporary file is there, shorter than it will be. */
    HALF_ALLOCATED(Phase.PREPARATION),
    /** The temporary file is whole. */
    ALLOCATED(Phase.PREPARATION),
    /** The file has its name, the directory is not forced. */
    RENAMED(Phase.PREPARATION),
    /** The directory is forced, the segment not yet mapped. */
    DIRECTORY_FORCED(Phase.PREPARATION),
    /** A new owner's epoch is stored, and neither forced nor used. */
    EPOCH_STORED(Phase.OPENING),
    /** A new owner is about to delete what preparation left unfinished. */
    DISCARDING(Phase.OPENING),
    /** A new owner has found the end of the stream, and has stored nothing there. */
    END_FOUND(Phase.OPENING),
    /** A new owner has mended what it found, and has not forced all of it. */
    REPAIRING(Phase.RECOVERY),
    /** Flush is about to force something. */
    FLUSHING(Phase.FLUSH),
    /** CLOSE is published and not forced. */
    CLOSE_PUBLISHED(Phase.CLOSING),
    /** The prepared segment that was not needed is deleted. */
    UNUSED_DELETED(Phase.CLOSING),
    /** All of close is done but giving back the lock. */
    UNLOCKING(Phase.CLOSING),
    /** In opening, before a file operation of any kind that changes something, or half-way in an allocation. */
    FILE_OPERATION(Phase.OPENING);

    private final Phase phase;

    Stop(final Phase phase)
    {
        this.phase = phase;
    }

    Phase phase()
    {
        return phase;
    }
}
