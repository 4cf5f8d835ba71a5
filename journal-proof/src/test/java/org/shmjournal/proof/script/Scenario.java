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
public record Scenario(long seed, ChannelSpec spec, boolean cursors)
{
    /** The name of the one cursor that has one. */
    public static final String CURSOR = "billing";

    /** Where the channel is. */
    public static final Path PATH = Path.of(Disk.ROOT, "orders");
    /** On which boot the first owner is; the next one is the next number's. */
    public static final long BOOT = 0x0123_4567_89AB_CDEFL;

    /** So many scenarios there are for {@link #deleting}, before they begin anew. */
    public static final int DELETING = 9;

    private static final int RETENTIONS = 12;
    private static final int POLICIES = 3;
    private static final int ONE_IN_READ = 8;
    private static final Duration KEPT_FOR = Duration.ofMillis(100);
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
            .retention(retention(random, large));
        final ChannelSpec timed =
            spec.timestamps(random.nextBoolean() || spec.retention().policy() == Retention.Policy.KEEP_FOR);
        final ChannelSpec durable = switch (random.nextInt(6))
        {
            case 0 -> timed.durability(Durability.SYNC);
            case 1 -> timed.durability(Durability.PERIODIC).forceEvery(PERIODIC_BYTES);
            case 2 -> timed.durability(Durability.PERIODIC).forceEvery(PERIODIC_TIME);
            case 3 -> timed.checksums(true);
            default -> timed.checksums(false);
        };
        // Where nothing goes, a cursor is no more than a place to go on from.
        return new Scenario(seed, durable, switch (spec.retention().policy())
        {
            case RING -> random.nextInt(4) > 0;
            case KEEP_ALL, SINGLE_SEGMENT -> random.nextInt(ONE_IN_READ) == 0;
            default -> random.nextBoolean();
        });
    }

    /** The one of this seed among those that keep as little as can be, and force nothing by time or bytes. */
    public static Scenario deleting(final long seed)
    {
        final ChannelSpec spec = ChannelSpec.defaults()
            .segmentSize(SegmentLayout.MIN_SEGMENT_SIZE)
            .timestamps(true)
            .retention(switch ((int)(seed % POLICIES))
            {
                case 0 -> Retention.keepSegments(1);
                case 1 -> Retention.keepBytes(2 * SegmentLayout.fileLength(SegmentLayout.MIN_SEGMENT_SIZE));
                default -> Retention.keepFor(KEPT_FOR);
            });
        return new Scenario(seed, switch ((int)(seed / POLICIES % (DELETING / POLICIES)))
        {
            case 0 -> spec.durability(Durability.SYNC);
            case 1 -> spec.checksums(true);
            default -> spec.checksums(false);
        }, false);
    }

    /** Whether segments are used again. */
    public boolean isRing()
    {
        return spec.retention().policy() == Retention.Policy.RING;
    }

    /** Whether only a flush forces anything, so that after another boot nothing at all may be known of it. */
    public boolean mayBeginAnew()
    {
        return isRing() && spec.durability() == Durability.PROCESS;
    }

    private static Retention retention(final Random random, final boolean large)
    {
        final int segmentSize = large ? 2 * SegmentLayout.MIN_SEGMENT_SIZE : SegmentLayout.MIN_SEGMENT_SIZE;
        return switch (random.nextInt(RETENTIONS))
        {
            case 0 -> Retention.SINGLE_SEGMENT;
            case 1 -> Retention.keepSegments(1 + random.nextInt(2));
            case 2 -> Retention.keepBytes((2 + random.nextInt(2)) * SegmentLayout.fileLength(segmentSize));
            case 3 -> Retention.keepFor(KEPT_FOR);
            case 4, 5, 6 -> Retention.ring(3 + random.nextInt(2));
            default -> Retention.KEEP_ALL;
        };
    }

    /** The channel, on some disk, for somebody on some boot. */
    public ShmChannel<ByteBuffer> channel(final FileOperations files, final long boot)
    {
        return at(PATH, files, boot);
    }

    /** The channel for somebody who writes and does the cold work on his own thread. */
    public ShmChannel<ByteBuffer> channel(final FileOperations files, final long boot, final Conductor conductor)
    {
        return channel(files, boot).conductor(conductor).idleStrategy(() -> new ConductingIdle(conductor::doWork));
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
