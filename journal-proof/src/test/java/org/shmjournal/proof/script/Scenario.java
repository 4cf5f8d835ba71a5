package org.shmjournal.proof.script;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.shmjournal.ChannelSpec;
import org.shmjournal.Conductor;
import org.shmjournal.Durability;
import org.shmjournal.ProofHooks;
import org.shmjournal.Retention;
import org.shmjournal.ShmChannel;
import org.shmjournal.io.FileOperations;
import org.shmjournal.layout.SegmentLayout;
import org.shmjournal.proof.disk.Disk;

/** What a seed decides once for all owners of one channel. Immutable. */
public record Scenario(long seed, ChannelSpec spec)
{
    /** Where the channel is. */
    public static final Path PATH = Path.of(Disk.ROOT, "orders");
    /** On which boot the first owner is; the next one is the next number's. */
    public static final long BOOT = 0x0123_4567_89AB_CDEFL;

    private static final int ONE_IN_SINGLE = 8;
    private static final int ONE_IN_LARGE = 6;
    private static final long PERIODIC_BYTES = 4096;
    private static final Duration PERIODIC_TIME = Duration.ofMillis(15);

    /** The one of this seed. */
    public static Scenario of(final long seed)
    {
        final Random random = new Random(seed * 0x9E37_79B9_7F4A_7C15L);
        final boolean large = random.nextInt(ONE_IN_LARGE) == 0;
        final ChannelSpec spec = ChannelSpec.defaults()
            .segmentSize(large ? 2 * SegmentLayout.MIN_SEGMENT_SIZE : SegmentLayout.MIN_SEGMENT_SIZE)
            .timestamps(random.nextBoolean())
            .retention(random.nextInt(ONE_IN_SINGLE) == 0 ? Retention.SINGLE_SEGMENT : Retention.KEEP_ALL);
        return new Scenario(seed, switch (random.nextInt(6))
        {
            case 0 -> spec.durability(Durability.SYNC);
            case 1 -> spec.durability(Durability.PERIODIC).forceEvery(PERIODIC_BYTES);
            case 2 -> spec.durability(Durability.PERIODIC).forceEvery(PERIODIC_TIME);
            case 3 -> spec.checksums(true);
            default -> spec.checksums(false);
        });
    }

    /** The channel, on some disk, for somebody on some boot. */
    public ShmChannel<ByteBuffer> channel(final FileOperations files, final long boot)
    {
        return at(PATH, files, boot);
    }

    /** The channel for somebody who writes and does the cold work on his own thread. */
    public ShmChannel<ByteBuffer> channel(final FileOperations files, final long boot, final Conductor conductor)
    {
        return channel(files, boot).conductor(conductor).idleStrategy(() -> new ConductingIdle(conductor));
    }

    /** A copy of the channel. */
    public ShmChannel<ByteBuffer> at(final Path path, final FileOperations files, final long boot)
    {
        return ProofHooks.on(ShmChannel.at(path).spec(spec).fileOperations(files), seed, boot);
    }

    @Override
    public String toString()
    {
        return "seed " + seed + " " + spec;
    }
}
