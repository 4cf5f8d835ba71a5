package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.shmjournal.error.OvertakenException;
import org.shmjournal.testing.Records;

/** Several channels as one stream. */
class MergedReaderTest extends ChannelFixture
{
    private static final Duration PATIENCE = Duration.ofMillis(1);
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final List<ShmWriter<ByteBuffer>> writers = new ArrayList<>();
    private final List<String> delivered = new ArrayList<>();
    private long epoch = 1_000 * MILLI;
    private long nanos;

    private Path path(final int channel)
    {
        return directory.resolve("channel-" + channel);
    }

    private ShmChannel<ByteBuffer> channel(final int channel)
    {
        return at(path(channel)).spec(smallSegments().timestamps(true)).epochClock(() -> epoch);
    }

    /** At the beginning of time, before which no record can be. */
    private void openWriters(final int count)
    {
        final long now = epoch;
        epoch = 0;
        for (int i = 0; i < count; i++)
        {
            writers.add(channel(i).openWriter());
        }
        epoch = now;
    }

    @AfterEach
    void closeWriters()
    {
        writers.forEach(ShmWriter::close);
    }

    private List<ShmReader<ByteBuffer>> readers(final int count)
    {
        final List<ShmReader<ByteBuffer>> readers = new ArrayList<>();
        for (int i = 0; i < count; i++)
        {
            readers.add(channel(i).openReader());
        }
        return readers;
    }

    private MergedReader<ByteBuffer> byTimestamp(final int count)
    {
        return MergedReader.byTimestamp(readers(count), PATIENCE, () -> epoch, () -> nanos);
    }

    /** One that holds its channel, its timestamp in milliseconds, and nothing else. */
    private void write(final int channel, final long milli)
    {
        final long now = epoch;
        epoch = milli * MILLI;
        writers.get(channel).write(ByteBuffer.wrap(new byte[]{(byte)channel}));
        epoch = now;
    }

    private int poll(final MergedReader<ByteBuffer> merged, final int limit)
    {
        return merged.poll((channel, buffer, offset, length, context) -> {
            assertEquals(channel, buffer.get(offset));
            delivered.add(channel + "@" + context.timestamp() / MILLI);
        }, limit);
    }

    private void assertDelivered(final String... records)
    {
        assertEquals(List.of(records), delivered);
        delivered.clear();
    }

    @Test
    void shouldDeliverTheSmallestTimestampFirst()
    {
        openWriters(3);
        write(0, 10);
        write(0, 40);
        write(1, 20);
        write(1, 30);
        write(1, 60);
        write(2, 25);
        write(2, 50);
        try (MergedReader<ByteBuffer> merged = byTimestamp(3))
        {
            assertEquals(3, merged.channels());
            assertEquals(4, poll(merged, 4));
            assertDelivered("0@10", "1@20", "2@25", "1@30");
            assertEquals(3, poll(merged, 100));
            assertDelivered("0@40", "2@50", "1@60");
            assertEquals(0, poll(merged, 100));
            assertEquals(2, merged.sequence(0));
            assertEquals(writers.get(2).position(), merged.position(2));
        }
    }

    @Test
    void shouldKeepARecordBackWhileAnotherChannelMayStillHaveAnEarlierOne()
    {
        openWriters(2);
        epoch = 500 * MILLI;
        try (MergedReader<ByteBuffer> merged = byTimestamp(2))
        {
            write(0, 500);
            assertEquals(0, poll(merged, 10));
            // The other's comes within the patience, and before it
            write(1, 499);
            assertEquals(1, poll(merged, 10));
            assertDelivered("1@499");
            epoch += MILLI;
            assertEquals(1, poll(merged, 10));
            assertDelivered("0@500");
        }
    }

    @Test
    void shouldNotWaitForASilentChannelToDeliverWhatIsOld()
    {
        openWriters(2);
        try (MergedReader<ByteBuffer> merged = byTimestamp(2))
        {
            for (int i = 0; i < 100; i++)
            {
                write(0, i);
            }
            assertEquals(100, poll(merged, 1000));
        }
    }

    /** A timestamp that lies in the future, by some other machine's clock. */
    @Test
    void shouldKeepNothingBackForLongerThanItsPatienceWhateverTheClocksSay()
    {
        openWriters(2);
        try (MergedReader<ByteBuffer> merged = byTimestamp(2))
        {
            write(0, 1_000_000);
            assertEquals(0, poll(merged, 10));
            nanos += MILLI - 1;
            assertEquals(0, poll(merged, 10));
            nanos++;
            assertEquals(1, poll(merged, 10));
            assertDelivered("0@1000000");
        }
    }

    @Test
    void shouldNotWaitForAChannelThatHasEnded()
    {
        openWriters(4);
        writers.get(1).close();
        writers.get(2).drain();
        writers.get(3).terminate();
        try (MergedReader<ByteBuffer> merged = byTimestamp(4))
        {
            write(0, 1_000_000);
            assertEquals(1, poll(merged, 10));
            assertEquals(ReaderState.ACTIVE, merged.state());
            assertEquals(ReaderState.CLOSED, merged.state(1));
            assertEquals(ReaderState.DRAINED, merged.state(2));
            assertEquals(ReaderState.TERMINATED, merged.state(3));
            writers.get(0).close();
            poll(merged, 10);
            assertEquals(ReaderState.CLOSED, merged.state());
        }
    }

    @Test
    void shouldNotWaitForAChannelWhoseOwnerIsDead()
    {
        openWriters(1);
        writers.add(at(path(1)).spec(smallSegments().timestamps(true)).openWriter());
        final List<ShmReader<ByteBuffer>> readers = readers(1);
        final long[] clock = {0};
        readers.add(channel(1).timeout(Duration.ofSeconds(1)).liveness(Liveness.STREAM)
            .nanoClock(() -> clock[0]).openReader());
        try (MergedReader<ByteBuffer> merged =
            MergedReader.byTimestamp(readers, PATIENCE, () -> epoch, () -> nanos))
        {
            write(0, 1_000_000);
            assertEquals(0, poll(merged, 10));
            clock[0] += TimeUnit.SECONDS.toNanos(2);
            assertEquals(1, poll(merged, 10));
            assertEquals(ReaderState.TIMED_OUT, merged.state(1));
        }
    }

    @Test
    void shouldGoOnWithAnOwnerThatComesLater()
    {
        openWriters(2);
        write(1, 10);
        writers.remove(1).close();
        try (MergedReader<ByteBuffer> merged = byTimestamp(2))
        {
            write(0, 20);
            assertEquals(2, poll(merged, 10));
            final long now = epoch;
            epoch = 20 * MILLI;
            writers.add(channel(1).openWriter());
            epoch = now;
            write(1, 30);
            write(0, 40);
            assertEquals(2, poll(merged, 10));
            assertDelivered("1@10", "0@20", "1@30", "0@40");
        }
    }

    @Test
    void shouldDrainWhenAllAreDrained()
    {
        openWriters(2);
        write(0, 1);
        write(1, 2);
        try (MergedReader<ByteBuffer> merged = byTimestamp(2))
        {
            writers.forEach(ShmWriter::drain);
            assertEquals(2, poll(merged, 10));
            poll(merged, 10);
            assertEquals(ReaderState.DRAINED, merged.state());
        }
    }

    @Test
    void shouldGiveEachChannelItsTurn()
    {
        openWriters(3);
        for (int i = 0; i < 1000; i++)
        {
            write(0, 1);
            write(1, 1);
        }
        write(2, 1);
        try (MergedReader<ByteBuffer> merged = MergedReader.fair(readers(3)))
        {
            final int[] counts = new int[3];
            assertEquals(300, merged.poll((channel, buffer, offset, length, context) -> counts[channel]++, 300));
            assertEquals(1, counts[2]);
            assertTrue(Math.abs(counts[0] - counts[1]) <= 128, counts[0] + " and " + counts[1]);
            for (int i = 0; i < 200; i++)
            {
                // One at a time, too
                assertEquals(1, merged.poll((channel, buffer, offset, length, context) -> counts[channel]++, 1));
            }
            assertTrue(Math.abs(counts[0] - counts[1]) <= 128, counts[0] + " and " + counts[1]);
            assertEquals(1501, merged.poll((channel, buffer, offset, length, context) -> {
            }, 10_000));
            assertEquals(0, merged.poll(record -> {
            }, 1));
        }
    }

    @Test
    void shouldHandTheRecordOutAgainWhenItsHandlerThrows()
    {
        openWriters(2);
        write(0, 10);
        write(1, 20);
        write(0, 30);
        try (MergedReader<ByteBuffer> merged = byTimestamp(2))
        {
            assertThrows(IllegalStateException.class, () -> merged.poll((channel, buffer, offset, length, context) -> {
                if (channel == 1)
                {
                    throw new IllegalStateException("told to");
                }
            }, 10));
            assertEquals(2, poll(merged, 10));
            assertDelivered("1@20", "0@30");
        }
    }

    @Test
    void shouldDecode()
    {
        openWriters(2);
        write(0, 10);
        write(1, 5);
        final List<Byte> values = new ArrayList<>();
        try (MergedReader<ByteBuffer> merged = byTimestamp(2))
        {
            assertEquals(2, merged.poll(value -> values.add(value.get(0)), 10));
        }
        assertEquals(List.of((byte)1, (byte)0), values);
    }

    @Test
    void shouldRefuseWhatItCannotMerge()
    {
        assertThrows(IllegalArgumentException.class, () -> MergedReader.fair(List.of()));
        try (ShmWriter<ByteBuffer> writer = channel().openWriter();
            ShmReader<ByteBuffer> reader = channel().openReader())
        {
            writer.heartbeat();
            assertThrows(IllegalArgumentException.class, () -> MergedReader.byTimestamp(List.of(reader), PATIENCE));
        }
        openWriters(1);
        final List<ShmReader<ByteBuffer>> readers = readers(1);
        assertThrows(IllegalArgumentException.class,
            () -> MergedReader.byTimestamp(readers, Duration.ofNanos(-1)));
        final MergedReader<ByteBuffer> merged = MergedReader.byTimestamp(readers, PATIENCE);
        merged.close();
        merged.close();
        assertThrows(IllegalStateException.class, () -> poll(merged, 1));
        assertThrows(IllegalStateException.class, merged::state);
        assertThrows(IllegalStateException.class, () -> readers.get(0).poll(record -> {
        }, 1));
    }

    @Test
    void shouldTellWhatAChannelHasLostAndGoOn()
    {
        openWriters(1);
        writers.add(channel(1).spec(smallSegments().timestamps(true).retention(Retention.keepSegments(1)))
            .openWriter());
        try (MergedReader<ByteBuffer> merged = byTimestamp(2))
        {
            for (int i = 0; i < 5; i++)
            {
                writeSegment(1);
            }
            write(0, 1);
            epoch += MILLI;
            final int[] count = {0};
            final OvertakenException loss = assertThrows(OvertakenException.class, () -> {
                while (merged.poll((channel, buffer, offset, length, context) -> count[0]++, 100) > 0)
                {
                    // Until what is next is gone.
                }
            });
            assertEquals(path(1), loss.path());
            while (merged.poll((channel, buffer, offset, length, context) -> count[0]++, 100) > 0)
            {
                // What is left of both.
            }
            assertEquals(writers.get(1).lastSequence() + 2, count[0] + loss.lostRecords());
        }
    }

    private void writeSegment(final int channel)
    {
        final long end = writers.get(channel).position() + SEGMENT_SIZE;
        while (writers.get(channel).position() < end)
        {
            conductor.doWork();
            writers.get(channel).writeBytes(Records.buffer(0, 1000));
        }
    }

    private ShmChannel<ByteBuffer> ring(final int channel)
    {
        return channel(channel).spec(smallSegments().timestamps(true).retention(Retention.ring(3)));
    }

    private int heartbeats(final ShmWriter<ByteBuffer> writer)
    {
        int count = 0;
        conductor.doWork();
        while (writer.heartbeat() > 0)
        {
            conductor.doWork();
            count++;
        }
        return count;
    }

    /** What no handler comes to is not to be waited for. */
    @Test
    void shouldNotKeepAWriterWaitingByWhatIsNoRecord()
    {
        try (ShmWriter<ByteBuffer> writer = ring(0).openWriter();
            MergedReader<ByteBuffer> merged = MergedReader.byTimestamp(
                List.of(ring(0).gating(Gating.WRITER).openReader()), PATIENCE, () -> epoch, () -> nanos))
        {
            assertTrue(heartbeats(writer) > 0);
            assertEquals(0, poll(merged, 10));
            assertTrue(heartbeats(writer) > 0);
            assertEquals(0, poll(merged, 10));
            conductor.doWork();
            writer.write(ByteBuffer.allocate(1));
            assertEquals(1, poll(merged, 10));
        }
    }

    /** Its next record still stands there, though its slot may be used again. */
    @Test
    void shouldTellWhatIsLostByAReaderWhoseCursorWasTakenAway()
    {
        try (ShmWriter<ByteBuffer> writer = ring(0).openWriter();
            MergedReader<ByteBuffer> merged = MergedReader.byTimestamp(
                List.of(ring(0).cursor("x").gating(Gating.WRITER).openReader()), PATIENCE, () -> epoch, () -> nanos))
        {
            write(writer, 0, 40, 1000);
            assertEquals(30, merged.poll(record -> {
            }, 30));
            assertTrue(ring(0).removeCursor("x", true));
            while (ring(0).info().oldestPosition() == 0)
            {
                write(writer, writer.lastSequence() + 1, 1, 1000);
            }
            final OvertakenException lost =
                assertThrows(OvertakenException.class, () -> merged.poll(record -> {
                }, 1));
            assertEquals(merged.sequence(0) - 30, lost.lostRecords());
        }
    }

    /** Each channel's records in its order, and all in that of their timestamps, whoever writes when. */
    @Test
    void shouldMergeWhatRandomWritersWrite()
    {
        final int channels = 4;
        openWriters(channels);
        final Random random = new Random(11);
        final List<Long> times = new ArrayList<>();
        long written = 0;
        try (MergedReader<ByteBuffer> merged = byTimestamp(channels))
        {
            final MergedReader.Handler handler =
                (channel, buffer, offset, length, context) -> times.add(context.timestamp());
            for (int i = 0; i < 20_000; i++)
            {
                epoch += random.nextInt(1000);
                conductor.doWork();
                writers.get(random.nextInt(channels)).writeBytes(Records.buffer(i, random.nextInt(50)));
                written++;
                if (random.nextInt(20) == 0)
                {
                    merged.poll(handler, 1 + random.nextInt(50));
                }
            }
            epoch += MILLI;
            while (merged.poll(handler, 100) > 0)
            {
                // All that is left.
            }
        }
        assertEquals(written, times.size());
        assertEquals(times.stream().sorted().toList(), times);
    }
}
