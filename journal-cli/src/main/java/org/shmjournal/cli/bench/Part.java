package org.shmjournal.cli.bench;

import org.shmjournal.cli.measure.ArrivalRole;
import org.shmjournal.cli.measure.PacedWriterRole;
import org.shmjournal.cli.measure.PingRole;
import org.shmjournal.cli.measure.PongRole;
import org.shmjournal.cli.measure.ReaderRole;
import org.shmjournal.cli.measure.Role;
import org.shmjournal.cli.measure.Streams;
import org.shmjournal.cli.measure.WriterRole;

/** The roles that a child process can be given. */
enum Part
{
    WRITER,
    PACED_WRITER,
    READER,
    ARRIVAL,
    PING,
    PONG;

    Role role(final Streams streams)
    {
        return switch (this)
        {
            case WRITER -> new WriterRole(streams);
            case PACED_WRITER -> new PacedWriterRole(streams);
            case READER -> new ReaderRole(streams);
            case ARRIVAL -> new ArrivalRole(streams);
            case PING -> new PingRole(streams);
            case PONG -> new PongRole(streams);
        };
    }
}
