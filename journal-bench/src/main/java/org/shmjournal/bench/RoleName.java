package org.shmjournal.bench;

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
        return switch (this)
        {
            case WRITER -> new WriterRole(settings, kind, false);
            case READER -> new ReaderRole(settings, kind, false);
            case RING_WRITER -> new WriterRole(settings, kind, kind.lasts());
            case RING_READER -> new ReaderRole(settings, kind, kind.lasts());
            case WRITERS -> new WritersRole(settings, kind);
            case PING -> new PingRole(settings, kind);
            case PONG -> new PongRole(settings, kind);
        };
    }
}
