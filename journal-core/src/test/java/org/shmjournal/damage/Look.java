package org.shmjournal.damage;

/** A way to look at a channel. */
enum Look
{
    /** All records, from the oldest. */
    READ,
    /** The end, as a reader finds it that wants only what is new. */
    READ_FROM_END,
    /** Some records, by their sequences and positions. */
    SEEK,
    /** A walk over everything that says what is wrong where. */
    VERIFY,
    /** A snapshot. */
    INFO,
    /** Opening to write, after the last owner was killed or closed. */
    OWN,
    /** Opening to write, after the machine went down. */
    OWN_ON_ANOTHER_BOOT,
    /** Recovery alone, after the last owner was killed or closed. */
    RECOVER,
    /** Recovery alone, after the machine went down. */
    RECOVER_ON_ANOTHER_BOOT
}
