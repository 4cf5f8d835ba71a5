package org.shmjournal.bench.compare;

import org.shmjournal.cli.measure.PacedWriterRole;
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
    PACED_WRITER,
    PINNED_WRITER,
    READER,
    PINNED_READER,
    RING_WRITER,
    RING_READER,
    PING,
    PONG,
    OPENING,
    SEEKING_SEQUENCES,
    SEEKING_TIMES,
    MAPPING,
    WRITING_RAW,
    WRITING_TEXT,
    POLLING,
    CHANNEL,
    LENGTH,
    SET_UP,
    SPARSE_WRITER,
    IDLE_READER,
    IDLING;

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
            case PINNED_WRITER -> new PinnedRole(new WriterRole(ofRing), true);
            case PINNED_READER -> new PinnedRole(new ReaderRole(ofRing), false);
            case WRITERS -> new WritersRole(settings, kind);
            case PACED_WRITER -> new PacedWriterRole(streams);
            case PING -> new PingRole(streams);
            case PONG -> new PongRole(streams);
            case OPENING -> new OpeningRole();
            case SEEKING_SEQUENCES -> new SeekingRole(false);
            case SEEKING_TIMES -> new SeekingRole(true);
            case MAPPING -> new MappingRole();
            case WRITING_RAW -> new AllocationRole(false, false);
            case WRITING_TEXT -> new AllocationRole(true, false);
            case POLLING -> new AllocationRole(false, true);
            case CHANNEL -> new ChannelRole();
            case LENGTH -> new LengthRole(settings.length());
            case SET_UP -> new SetUpRole();
            case SPARSE_WRITER -> new SparseWriterRole();
            case IDLE_READER -> new IdleReaderRole();
            case IDLING -> new IdlingRole();
        };
    }
}
