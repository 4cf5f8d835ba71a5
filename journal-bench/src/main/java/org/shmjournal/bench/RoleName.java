package org.shmjournal.bench;

/** The roles that a child process can be given. */
enum RoleName
{
    WRITER,
    READER,
    PING,
    PONG;

    Role create(final Settings settings, final Kind kind)
    {
        return switch (this)
        {
            case WRITER -> new WriterRole(settings, kind);
            case READER -> new ReaderRole(settings, kind);
            case PING -> new PingRole(settings, kind);
            case PONG -> new PongRole(settings, kind);
        };
    }
}
