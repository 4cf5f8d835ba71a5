package org.shmjournal.cli;

import java.util.Locale;
import org.shmjournal.Gating;

/**
 * What a cursor holds back, in the spelling of the command line.
 */
enum GatingMode
{
    /** Nothing. */
    NONE(Gating.NONE),
    /** The deletion of segments. */
    RETENTION(Gating.RETENTION),
    /** And a ring's writer. */
    WRITER(Gating.WRITER);

    private final Gating gating;

    GatingMode(final Gating gating)
    {
        this.gating = gating;
    }

    Gating gating()
    {
        return gating;
    }

    @Override
    public String toString()
    {
        return name().toLowerCase(Locale.ROOT);
    }
}
