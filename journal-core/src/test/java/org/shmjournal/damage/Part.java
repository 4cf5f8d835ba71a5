package org.shmjournal.damage;

/** What a byte of a channel's file is, as far as damage to it is concerned. */
enum Part
{
    /** Under a check of its own, without which a file is not opened. */
    HEADER(true),
    /** Says how many records stand before the segment. */
    BASE_SEQUENCE(true),
    /** Says when the first record can have been written. */
    BASE_TIMESTAMP(false),
    /** Points to a record. */
    INDEX(true),
    /** Heads a record, or says that none is here yet. */
    WORD(true),
    /** Timestamp or payload, under a checksum. */
    COVERED(true),
    /** Payload without a checksum: nobody can tell. */
    PAYLOAD(false),
    /** Timestamp without a checksum. */
    TIMESTAMP(false),
    /** A word of the control file that the owner changes. */
    CONTROL(false),
    /** Nothing that anybody looks at. */
    FREE(false);

    private final boolean found;

    Part(final boolean found)
    {
        this.found = found;
    }

    /** Whether verify must find damage to it. */
    boolean isFoundByVerify()
    {
        return found;
    }

    /** Whether every bit of it is looked at from all sides, not only by a reader. */
    boolean isStructure()
    {
        return this != HEADER && this != COVERED && this != PAYLOAD && this != TIMESTAMP && this != FREE;
    }
}
