package org.shmjournal.damage;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.shmjournal.BootedChannel;
import org.shmjournal.ChannelSpec;
import org.shmjournal.Conductor;
import org.shmjournal.Durability;
import org.shmjournal.RecordClaim;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.ShmWriter;
import org.shmjournal.io.MemoryFiles;
import org.shmjournal.layout.ControlLayout;
import org.shmjournal.layout.SegmentLayout;
import org.shmjournal.testing.Records;

/**
 * An undamaged channel of three segments: one that rolled, one in which the stream ends, and, unless its owner closed
 * it, one that is prepared. The bytes of its files, the records that it holds, and what each byte is. Immutable.
 */
final class Specimen
{
    static final Path CHANNEL = Path.of("/memory/channel");
    static final Path CONTROL = CHANNEL.resolve("channel.ctl");
    static final long BOOT = 42;

    /** Of no process, and of no boot's making. */
    private static final long NOBODY = Integer.MAX_VALUE;
    private static final int LONG_RECORD = 16_000;

    private final ChannelSpec spec;
    private final boolean dense;
    private final Path denseSegment;
    private final boolean closed;
    private final Map<Path, byte[]> files = new LinkedHashMap<>();
    private final Map<Path, Anatomy> anatomies = new LinkedHashMap<>();
    private final Map<Path, Long> starts = new HashMap<>();
    private final List<Records.Read> records;
    private final long end;

    /**
     * Writes one.
     *
     * @param dense  whether the first segment is the one with many short records; else the second is.
     * @param closed whether its owner closed it, or was killed.
     */
    private Specimen(final ChannelSpec spec, final boolean dense, final boolean closed)
    {
        this.spec = spec;
        this.dense = dense;
        this.denseSegment = CHANNEL.resolve(String.format("%020d.seg", dense ? 0 : 1));
        this.closed = closed;
        final MemoryFiles memory = new MemoryFiles(CHANNEL);
        final Conductor conductor = Conductor.builder().workers(0).build();
        final ShmChannel<ByteBuffer> channel =
            BootedChannel.at(CHANNEL, memory, conductor, BOOT).spec(spec).epochClock(new Ticks());
        end = write(channel, conductor);
        for (final Path file : new TreeSet<>(memory.paths()))
        {
            final byte[] bytes = new byte[memory.memory(file).limit()];
            memory.memory(file).get(0, bytes);
            files.put(file, bytes);
        }
        putOwner(files.get(CONTROL));
        try (ShmReader<ByteBuffer> reader = channel.openReader())
        {
            records = Records.readAll(reader);
        }
        dissect();
    }

    /** Time that passes from call to call, and is the same in every run. */
    private static final class Ticks implements org.agrona.concurrent.EpochNanoClock
    {
        private long now = 1_700_000_000_000_000_000L;

        @Override
        public long nanoTime()
        {
            now += 1000;
            return now;
        }
    }

    /** Neither checksums nor timestamps; the owner was killed in the second segment, which is gone through. */
    static Specimen plain()
    {
        return new Specimen(ChannelSpec.defaults().segmentSize(SegmentLayout.MIN_SEGMENT_SIZE), false, false);
    }

    /** PERIODIC, so with checksums, and timestamps; closed; every bit of the first segment, which is full, is tried. */
    static Specimen checked()
    {
        return new Specimen(ChannelSpec.defaults().segmentSize(SegmentLayout.MIN_SEGMENT_SIZE)
            .durability(Durability.PERIODIC).timestamps(true), true, true);
    }

    /** Four strides a segment, with timestamps that no checksum covers; killed. */
    static Specimen strides()
    {
        return new Specimen(ChannelSpec.defaults().segmentSize(4 * SegmentLayout.MIN_SEGMENT_SIZE).timestamps(true),
            true, false);
    }

    /** SYNC, so with checksums, over four strides a segment; killed. */
    static Specimen forced()
    {
        return new Specimen(
            ChannelSpec.defaults().segmentSize(4 * SegmentLayout.MIN_SEGMENT_SIZE).durability(Durability.SYNC), false,
            false);
    }

    private long write(final ShmChannel<ByteBuffer> channel, final Conductor conductor)
    {
        final ShmWriter<ByteBuffer> writer = channel.openWriter();
        final Random random = new Random(1);
        final int size = spec.segmentSize();
        while (writer.position() < size)
        {
            append(writer, conductor, random, dense);
        }
        conductor.doWork();
        writer.flush();
        while (writer.position() < size + size * 3L / 4)
        {
            append(writer, conductor, random, !dense);
        }
        conductor.doWork();
        if (closed)
        {
            writer.close();
        }
        else
        {
            // What an owner that dies may leave behind its last word.
            try (RecordClaim claim = writer.claim(500))
            {
                claim.buffer().put(claim.offset(), Records.payload(-1, 500));
            }
        }
        return writer.position();
    }

    private static void append(
        final ShmWriter<ByteBuffer> writer, final Conductor conductor, final Random random, final boolean brief)
    {
        conductor.doWork();
        final int length = brief ? random.nextInt(10) == 0 ? random.nextInt(3) : 200 + random.nextInt(300) :
            LONG_RECORD;
        writer.write(Records.buffer(writer.lastSequence() + 1, length));
        if (random.nextInt(8) == 0)
        {
            writer.heartbeat();
        }
    }

    /** The process that wrote this lives; an opener would give it time to notice that. */
    private static void putOwner(final byte[] control)
    {
        ByteBuffer.wrap(control).order(ByteOrder.LITTLE_ENDIAN).putLong(ControlLayout.OWNER_PID, NOBODY);
    }

    private void dissect()
    {
        long number = 0;
        int before = 0;
        boolean read = true;
        for (final Map.Entry<Path, byte[]> file : files.entrySet())
        {
            if (file.getKey().equals(CONTROL))
            {
                anatomies.put(CONTROL, Anatomy.ofControl());
                starts.put(CONTROL, 0L);
            }
            else if (file.getKey().toString().endsWith(".seg"))
            {
                final Anatomy anatomy = Anatomy.ofSegment(file.getValue(), spec.segmentSize(), spec.checksums(),
                    spec.timestamps(), before, read);
                anatomies.put(file.getKey(), anatomy);
                starts.put(file.getKey(), number++ * spec.segmentSize());
                before = anatomy.recordsBehind();
                read = anatomy.recordsBehind() < records.size();
            }
        }
    }

    /** Puts all its files there, and takes away all others. */
    void restore(final MemoryFiles memory)
    {
        for (final Path file : memory.paths())
        {
            if (!files.containsKey(file))
            {
                memory.remove(file);
            }
        }
        files.forEach(memory::put);
    }

    /** The files whose damage matters: control file and segments. */
    Map<Path, Anatomy> anatomies()
    {
        return anatomies;
    }

    /** The one segment with many short records. */
    Path denseSegment()
    {
        return denseSegment;
    }

    byte[] bytes(final Path file)
    {
        return files.get(file);
    }

    List<Records.Read> records()
    {
        return records;
    }

    ChannelSpec spec()
    {
        return spec;
    }

    /** Where its stream ends. */
    long end()
    {
        return end;
    }

    /** How many records stand before its durable position. */
    int durableRecords()
    {
        final long durable = ByteBuffer.wrap(files.get(CONTROL)).order(ByteOrder.LITTLE_ENDIAN)
            .getLong(ControlLayout.DURABLE_POSITION);
        return (int)records.stream().filter(record -> record.position() < durable).count();
    }

    /** Whether a file is a segment that recovery after a power loss does not come to, since all of it is durable. */
    boolean isBeforeDurableSegment(final Path file)
    {
        final long durable = ByteBuffer.wrap(files.get(CONTROL)).order(ByteOrder.LITTLE_ENDIAN)
            .getLong(ControlLayout.DURABLE_POSITION);
        return !file.equals(CONTROL) && start(file) + spec().segmentSize() <= durable;
    }

    /** The first position in a segment; 0 for the control file. */
    long start(final Path file)
    {
        return starts.get(file);
    }
}
