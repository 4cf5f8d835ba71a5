package org.shmjournal;

/**
 * What a writer's calls that may wait do while the next segment is needed and not ready, for whatever reason. Those
 * that never wait, {@link ShmWriter#tryWrite} for example, say {@link WriteStatus#BACK_PRESSURED} in any case.
 */
public enum Backpressure
{
    /** They wait, up to {@link ShmChannel#writeDeadline}. */
    PARK,
    /**
     * They drop the record: nothing of it is written, what is there stays, and {@link WriteStatus#DROPPED} is returned.
     * {@link ChannelInfo#drops} counts. Also while the segment cannot be prepared at all, which the listener is told.
     */
    DROP
}
