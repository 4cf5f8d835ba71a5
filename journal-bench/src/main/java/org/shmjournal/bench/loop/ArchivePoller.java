package org.shmjournal.bench.loop;

import java.nio.file.Path;
import io.aeron.Aeron;
import io.aeron.Subscription;
import io.aeron.archive.client.AeronArchive;
import io.aeron.logbuffer.FragmentHandler;
import io.aeron.logbuffer.Header;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.shmjournal.cli.measure.loop.Payload;
import org.shmjournal.cli.measure.loop.Poller;

/**
 * Replays what {@link ArchiveAppender} recorded, from the start, over IPC, and goes on with what is recorded meanwhile.
 * The archive reads the recording and publishes it anew; the appender is to be open still. A replay begins with the
 * first poll, not with {@link #rewind()}, so that nothing of it is ahead of the clock.
 */
public final class ArchivePoller implements Poller
{
    /** The first that a new archive records. */
    private static final long RECORDING = 0;
    /** Of the stream that it is replayed to. */
    private static final int STREAM = 1002;

    private final Aeron aeron;
    private final AeronArchive archive;
    private final FragmentHandler handler = this::add;
    private Subscription replay;
    private long sum;

    /** Connects to the driver and the archive that an appender has in this place. */
    public ArchivePoller(final Path place)
    {
        aeron = Aeron.connect(AeronAppender.context(ArchiveAppender.driverDirectory(place)));
        archive = ArchiveAppender.connect(aeron);
    }

    @Override
    public int poll(final int limit)
    {
        if (replay == null)
        {
            begin();
        }
        return replay.poll(handler, limit);
    }

    private void begin()
    {
        replay = archive.replay(RECORDING, 0, AeronArchive.REPLAY_ALL_AND_FOLLOW, AeronAppender.CHANNEL, STREAM);
    }

    private void add(final DirectBuffer buffer, final int offset, final int length, final Header header)
    {
        if (length != Payload.LENGTH)
        {
            throw new IllegalStateException("position=" + header.position() + " has length=" + length);
        }
        sum += AeronPayload.sum(buffer, offset);
    }

    @Override
    public long sum()
    {
        return sum;
    }

    @Override
    public void rewind()
    {
        CloseHelper.close(replay);
        replay = null;
        sum = 0;
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(replay, archive, aeron);
    }
}
