package org.shmjournal.cli;

import java.util.Locale;
import org.shmjournal.Durability;

/**
 * What of a channel survives a power loss, in the spelling of the command line.
 */
public enum DurabilityMode
{
    /** What close, flush and full segments have forced. */
    PROCESS(Durability.PROCESS),
    /** And what is forced every so many bytes, or so often. */
    PERIODIC(Durability.PERIODIC),
    /** And each record that was acknowledged. */
    SYNC(Durability.SYNC);

    private final Durability durability;

    DurabilityMode(final Durability durability)
    {
        this.durability = durability;
    }

    /** In the words of the library. */
    public Durability durability()
    {
        return durability;
    }

    @Override
    public String toString()
    {
        return name().toLowerCase(Locale.ROOT);
    }
}
