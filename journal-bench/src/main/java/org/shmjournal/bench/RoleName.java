package org.shmjournal.bench;

import org.shmjournal.cli.measure.PingRole;
import org.shmjournal.cli.measure.PongRole;
import org.shmjournal.cli.measure.ReaderRole;
import org.shmjournal.cli.measure.Role;
import org.shmjournal.cli.measure.WriterRole;

/** The roles that a child process can be given. */
enum RoleName
{
    WRITER,
    WRITERS,
    READER,
    RING_WRITER,
    RING_READER,
    PING,
    PONG;

    Role create(final Settings settings, final Kind kind)
    {
        final KindStreams streams = new KindStreams(settings, kind, false);
        final KindStreams ofRing = new KindStreams(settings, kind, kind.lasts());
        return switch (this)
        {
            case WRITER -> new WriterRole(streams);
            case READER -> new ReaderRole(streams);
            case RING_WRITER -> new WriterRole(ofRing);
            case RING_READER -> new ReaderRole(ofRing);
            case WRITERS -> new WritersRole(settings, kind);
            case PING -> new PingRole(streams);
            case PONG -> new PongRole(streams);
        };
    }
}
