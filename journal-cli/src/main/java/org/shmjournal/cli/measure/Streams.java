package org.shmjournal.cli.measure;

import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NoOpIdleStrategy;
import org.shmjournal.cli.measure.loop.Appender;
import org.shmjournal.cli.measure.loop.Poller;

/** The streams that a {@link Role} writes and reads; a process has those of one kind only. */
public interface Streams
{
    /** Makes the stream of this name in the round's place, ready to be written. */
    Appender appender(Round round, String stream);

    /** Opens the stream of this name in the round's place, which is there. */
    Poller poller(Round round, String stream);

    /** Whether the same stream goes through all rounds, and stays open from one to the next. */
    boolean lasts();

    /** How many records a poll takes at most. */
    int limit();

    /** What is done between polls that find nothing. */
    default IdleStrategy idleStrategy()
    {
        return NoOpIdleStrategy.INSTANCE;
    }
}
