package org.shmjournal.bench.compare;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import org.shmjournal.ChannelListener;
import org.shmjournal.ChannelSpec;
import org.shmjournal.RecoveryReport;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmWriter;
import org.shmjournal.cli.measure.Role;
import org.shmjournal.cli.measure.Round;
import org.shmjournal.cli.measure.Scratch;

/**
 * Opens a channel to write whose last owner was killed, and writes until it is killed itself: never closes it. Smaller
 * channels are opened before, so that what is measured is the channel's opening and not the loading of classes.
 */
final class OpeningRole implements Role
{
    /** Name of the channel. */
    static final String CHANNEL = "stream";

    private static final int WARM_UP_OPENINGS = 200;
    private static final int SMALL_SEGMENT = 64 * 1024;
    private static final int PAYLOAD = 1024;

    private final ByteBuffer payload = ByteBuffer.allocate(PAYLOAD);
    private Round round;
    private ShmWriter<ByteBuffer> writer;

    @Override
    public void prepare(final Round next)
    {
        round = next;
        final Path directory = next.place().resolve("warm-up");
        for (int i = 0; i < WARM_UP_OPENINGS; i++)
        {
            try (ShmWriter<ByteBuffer> small = ShmChannel.at(directory)
                .spec(ChannelSpec.defaults().segmentSize(SMALL_SEGMENT)).eagerUnmapping(true).openWriter())
            {
                small.writeBytes(payload.clear());
            }
        }
        Scratch.delete(directory);
    }

    @Override
    public void connect(final Round next)
    {
        throw new UnsupportedOperationException("reads nothing");
    }

    @Override
    public Map<String, Long> run(final Runnable started)
    {
        started.run();
        final long[] walked = new long[1];
        final ShmChannel<ByteBuffer> channel = ShmChannel.at(round.place().resolve(CHANNEL))
            .spec(ChannelSpec.defaults().segmentSize(round.segmentSize()))
            .eagerUnmapping(true)
            .listener(new ChannelListener()
            {
                @Override
                public void onRecovered(final RecoveryReport report)
                {
                    walked[0] = report.bytesWalked();
                }
            });
        final long start = System.nanoTime();
        writer = channel.openWriter();
        final long opened = System.nanoTime();
        writer.writeBytes(payload.clear());
        final long written = System.nanoTime();
        for (long i = 1; i < round.records(); i++)
        {
            writer.writeBytes(payload.clear());
        }
        return Map.of("nanos", opened - start, "first", written - opened, "walked", walked[0],
            "position", writer.position());
    }

    /** Leaves the channel as it is: whoever wants that kills this process. */
    @Override
    public void close()
    {
        writer = null;
    }
}
