package org.shmjournal;

/** What survives what. */
public enum Durability
{
    /**
     * Everything survives the death of any process at any instruction, and everything up to the durable position a
     * reboot. Close, flush, and the conductor for each sealed segment, move the durable position.
     */
    PROCESS
}
