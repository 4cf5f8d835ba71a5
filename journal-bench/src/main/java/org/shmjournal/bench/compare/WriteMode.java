package org.shmjournal.bench.compare;

import java.util.Locale;

/** By which way of the writer's the journal's records are written. */
enum WriteMode
{
    /** Bytes, copied by the raw format. */
    RAW,
    /** In place, between claim and commit. */
    CLAIM,
    /** An object, whose fields a format of the user's stores into the map. */
    ENCODE;

    @Override
    public String toString()
    {
        return name().toLowerCase(Locale.ROOT);
    }
}
