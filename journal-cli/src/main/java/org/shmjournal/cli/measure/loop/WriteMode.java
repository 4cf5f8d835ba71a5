package org.shmjournal.cli.measure.loop;

import java.nio.file.Path;
import java.util.Locale;

/** By which way of the writer's the journal's records are written. */
public enum WriteMode
{
    /** Bytes, copied by the raw format. */
    RAW,
    /** In place, between claim and commit. */
    CLAIM,
    /** An object, whose fields a format of the user's stores into the map. */
    ENCODE;

    /** Creates a channel that is written in this way. */
    public Appender appender(final Path channel, final JournalLayout layout)
    {
        return switch (this)
        {
            case RAW -> new RawAppender(channel, layout);
            case CLAIM -> new ClaimAppender(channel, layout);
            case ENCODE -> new EncodeAppender(channel, layout);
        };
    }

    @Override
    public String toString()
    {
        return name().toLowerCase(Locale.ROOT);
    }
}
