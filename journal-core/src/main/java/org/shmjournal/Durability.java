package org.shmjournal;

/**
 * What survives what. In every mode everything survives the death of any process at any instruction; the modes differ
 * in what survives a power loss, or another end of the machine.
 */
public enum Durability
{
    /**
     * Everything up to the durable position. Close, flush, and the conductor for each sealed segment, move it. Without
     * checksums, the default, everything behind it is given up; with them, only what is behind the first lost page.
     */
    PROCESS,
    /**
     * Everything up to the durable position, which the conductor moves, too, every so many bytes or so often:
     * {@link ChannelSpec#forceEvery(long)}, {@link ChannelSpec#forceEvery(java.time.Duration)}. Has checksums.
     */
    PERIODIC,
    /**
     * Every record for which {@link ShmWriter#flush} returned: flushes of several threads at a time share one force.
     * Has checksums.
     */
    SYNC
}
