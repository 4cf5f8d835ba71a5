package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.shmjournal.testing.Records;

/**
 * A channel in a directory of its own, with the smallest segments, whose conductor runs when the test says so, and only
 * then: so that nothing happens beside a test.
 */
@Timeout(60)
abstract class ChannelFixture
{
    static final int SEGMENT_SIZE = 64 * 1024;
    static final int DATA_OFFSET = 8192;
    static final int RECORDS_END = SEGMENT_SIZE - 16;
    static final int MAX_RECORD_LENGTH = SEGMENT_SIZE / 4;

    /** After so many bytes the conductor forces in PERIODIC: not by time, so that each run forces at the same place. */
    private static final long PERIOD = 4096;

    /** The mode of a class that runs {@link InEachMode}; else null, for the default. */
    @Parameter
    Durability durability;

    final Conductor conductor = Conductor.builder().workers(0).build();

    @TempDir
    Path directory;

    Path path()
    {
        return directory.resolve("channel");
    }

    Path lockFile()
    {
        return path().resolve("owner.lock");
    }

    Path controlFile()
    {
        return path().resolve("channel.ctl");
    }

    Path segmentFile(final int number)
    {
        return path().resolve(String.format("%020d.seg", number));
    }

    ChannelSpec smallSegments()
    {
        final ChannelSpec spec = ChannelSpec.defaults().segmentSize(SEGMENT_SIZE);
        return durability == null ? spec :
            durability == Durability.PERIODIC ? spec.durability(durability).forceEvery(PERIOD) :
            spec.durability(durability);
    }

    /** With checksums when they are asked for, or when the mode has them always. */
    ChannelSpec smallSegments(final boolean checksums)
    {
        return smallSegments().checksums(checksums || hasChecksums());
    }

    /** Whether the channels are made in a mode that always has checksums. */
    boolean hasChecksums()
    {
        return durability != null && durability != Durability.PROCESS;
    }

    ShmChannel<ByteBuffer> channel()
    {
        return channel(smallSegments());
    }

    ShmChannel<ByteBuffer> channel(final ChannelSpec spec)
    {
        return at(path()).spec(spec);
    }

    /** Any channel, whose writer lets the conductor work when it waits. */
    ShmChannel<ByteBuffer> at(final Path path)
    {
        return ShmChannel.at(path).conductor(conductor).idleStrategy(() -> new ConductingIdle(conductor));
    }

    /** Writes records numbered on from {@code first}, and lets the conductor work before each. */
    void write(final ShmWriter<ByteBuffer> writer, final long first, final int count, final int length)
    {
        for (int i = 0; i < count; i++)
        {
            conductor.doWork();
            writer.write(Records.buffer(first + i, length));
        }
    }

    /** Makes a channel with records 0, 1, 2…, and closes it. */
    void writeAndClose(final ChannelSpec spec, final int count, final int length)
    {
        try (ShmWriter<ByteBuffer> writer = channel(spec).openWriter())
        {
            write(writer, writer.lastSequence() + 1, count, length);
        }
    }

    /** Fills the active segment with records until fewer than {@code bytes} are left. */
    void writeUntilLessIsLeft(final ShmWriter<ByteBuffer> writer, final int bytes)
    {
        while (writer.available() >= bytes)
        {
            writer.writeBytes(Records.buffer(writer.lastSequence() + 1, 100));
        }
    }

    List<Records.Read> readAll()
    {
        try (ShmReader<ByteBuffer> reader = at(path()).openReader())
        {
            return Records.readAll(reader);
        }
    }

    /** Reads everything and asserts that it is what {@link #write} wrote from the start. */
    void assertHolds(final int count, final int length)
    {
        assertRecords(readAll(), 0, count, length);
        assertEquals(List.of(), at(path()).verify().findings());
    }

    static void assertRecords(final List<Records.Read> records, final long first, final int count, final int length)
    {
        assertEquals(count, records.size());
        for (int i = 0; i < count; i++)
        {
            final long sequence = first + i;
            assertArrayEquals(Records.payload(sequence, length), records.get(i).payload(), () -> "record " + sequence);
        }
    }
}
