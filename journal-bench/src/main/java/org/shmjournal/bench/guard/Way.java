package org.shmjournal.bench.guard;

/** What is done with each record. */
enum Way
{
    /** {@code writeBytes}. */
    WRITE,
    /** {@code claim} and {@code commit}. */
    CLAIM,
    /** {@code poll} by a handler. */
    POLL
}
