package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.shmjournal.error.ChannelClosedException;
import org.shmjournal.error.ChannelFullException;
import org.shmjournal.error.ChannelLockedException;
import org.shmjournal.error.OvertakenException;
import org.shmjournal.error.RecordTooLongException;
import org.shmjournal.testing.Records;
import org.shmjournal.testing.TestDisk;

/** Records of many threads, whole and in one order. */
class ConcurrentWriterTest extends ChannelFixture
{
    private static final int CLAIMS = Integer.getInteger("claims", 200_000);
    private static final int SEED = Integer.getInteger("claims.seed", 1);

    /** A record that tells its thread, its number in that and its length. */
    private static ByteBuffer record(final int thread, final int number, final int length)
    {
        return ByteBuffer.wrap(payload(thread, number, length));
    }

    private static byte[] payload(final int thread, final int number, final int length)
    {
        final byte[] payload = Records.payload((long)thread << 32 | number, Math.max(length, 8));
        ByteBuffer.wrap(payload).putInt(0, thread).putInt(4, number);
        return payload;
    }

    /** Asserts that a record is whole, and that each thread's come in order. */
    private static void assertWhole(final byte[] found, final int[] next)
    {
        final int thread = ByteBuffer.wrap(found).getInt(0);
        final int number = ByteBuffer.wrap(found).getInt(4);
        assertArrayEquals(payload(thread, number, found.length), found);
        assertTrue(number >= next[thread], "thread " + thread + ": " + number + " after " + next[thread]);
        next[thread] = number + 1;
    }

    /** Its own conductor, on a thread of its own, beside the threads that write. */
    private ShmChannel<ByteBuffer> live(final ChannelSpec spec)
    {
        return ShmChannel.at(path()).spec(spec);
    }

    @ParameterizedTest
    @CsvSource({"false, false", "true, true"})
    void shouldTakeThreeRecordsFromEachOfFiveThreads(final boolean checksums, final boolean timestamps)
    {
        final Set<Long> positions = new ConcurrentSkipListSet<>();
        try (ConcurrentShmWriter<ByteBuffer> writer =
            live(smallSegments().checksums(checksums).timestamps(timestamps)).openConcurrentWriter())
        {
            Writers.start(5, thread -> {
                for (int i = 0; i < 3; i++)
                {
                    positions.add(writer.write(record(thread, i, 100)));
                }
            }).join();
            assertEquals(14, writer.lastSequence());
        }
        final List<Records.Read> records = readAll();
        final int[] next = new int[5];
        records.forEach(read -> assertWhole(read.payload(), next));
        assertEquals(15, records.size());
        assertEquals(List.copyOf(positions), records.stream().map(Records.Read::position).toList());
        assertEquals(List.of(), channel().verify().findings());
    }

    @Test
    void shouldNeverMixRecordsOfTwoThreads()
    {
        final int count = 20_000;
        final int[] next = new int[2];
        long read = 0;
        try (ConcurrentShmWriter<ByteBuffer> writer = live(smallSegments()).openConcurrentWriter();
            ShmReader<ByteBuffer> reader = at(path()).openReader())
        {
            final Writers writers = Writers.start(2, thread -> {
                final Random random = new Random(thread);
                for (int i = 0; i < count; i++)
                {
                    writer.write(record(thread, i, 8 + random.nextInt(200)));
                }
            });
            final Patience patience = new Patience("all records");
            while (read < 2 * count)
            {
                read += reader.poll((buffer, offset, length, context) -> {
                    final byte[] found = new byte[length];
                    buffer.get(offset, found);
                    assertWhole(found, next);
                }, 100);
                patience.check();
            }
            writers.join();
            assertEquals(0, reader.poll(record -> {
            }, 1));
        }
        assertEquals(List.of(), channel().verify().findings());
    }

    /** How many records there are, with those that make room meanwhile for the segment that is prepared. */
    private static long countAll(final ShmReader<ByteBuffer> weak)
    {
        final long[] count = new long[1];
        boolean dry = false;
        while (!dry)
        {
            try
            {
                dry = weak.poll(record -> count[0]++, 100) == 0;
            }
            catch (final OvertakenException ex)
            {
                count[0] += ex.lostRecords();
            }
        }
        return count[0];
    }

    @Test
    void shouldNeverMixOrLoseRecordsInTheSmallestRing()
    {
        final int count = 20_000;
        final int[] next = new int[2];
        final ShmChannel<ByteBuffer> channel = live(smallSegments().retention(Retention.ring(3)));
        long read = 0;
        try (ConcurrentShmWriter<ByteBuffer> writer = channel.openConcurrentWriter();
            ShmReader<ByteBuffer> strong = at(path()).gating(Gating.WRITER).openReader();
            ShmReader<ByteBuffer> idle = at(path()).openReader())
        {
            writer.write(record(0, 0, 100));
            assertEquals(1, idle.poll(record -> {
            }, 1));
            final long left = idle.position();
            final Writers writers = Writers.start(2, thread -> {
                final Random random = new Random(thread);
                for (int i = 1 - thread; i < count; i++)
                {
                    writer.write(record(thread, i, 8 + random.nextInt(200)));
                }
            });
            final Patience patience = new Patience("all records");
            while (read < 2 * count)
            {
                final long before = read;
                read += strong.poll((buffer, offset, length, context) -> {
                    final byte[] found = new byte[length];
                    buffer.get(offset, found);
                    final int thread = ByteBuffer.wrap(found).getInt(0);
                    assertEquals(next[thread], ByteBuffer.wrap(found).getInt(4));
                    assertWhole(found, next);
                }, 100);
                assertEquals(read, strong.sequence(), () -> "after " + before);
                patience.check();
            }
            writers.join();
            assertEquals(2 * count - 1, writer.lastSequence());
            final OvertakenException lost = assertThrows(OvertakenException.class, () -> idle.poll(record -> {
            }, 1));
            assertEquals(left, lost.position());
            assertEquals(2 * count, 1 + lost.lostRecords() + countAll(idle));
        }
        assertEquals(List.of(), channel().verify().findings());
    }

    /** In the build 2 * 10^5 a thread; run with {@code -Dclaims=10000000 -Dclaims.seed=2} for a long campaign. */
    @ParameterizedTest
    @CsvSource({"false, false", "true, true"})
    @Timeout(3600)
    void shouldReadClaimsOfFourThreadsInOneOrderWhateverIsAborted(final boolean checksums, final boolean timestamps)
    {
        final int threads = 4;
        final int segmentSize = CLAIMS > 1_000_000 ? 64 << 20 : 1 << 20;
        final ChannelSpec spec =
            ChannelSpec.defaults().segmentSize(segmentSize).checksums(checksums).timestamps(timestamps);
        final AtomicLong committed = new AtomicLong();
        final int[] next = new int[threads];
        final long[] found = new long[2];
        try (ConcurrentShmWriter<ByteBuffer> writer = live(spec).openConcurrentWriter();
            ShmReader<ByteBuffer> reader = at(path()).openReader())
        {
            final Writers writers = Writers.start(threads, thread -> committed.addAndGet(claim(writer, thread)));
            final RecordHandler handler = (buffer, offset, length, context) -> {
                check(buffer, offset, length, next);
                assertTrue(context.sequence() > found[1] || found[0] == 0, "sequence " + context.sequence());
                found[1] = context.sequence();
                found[0]++;
            };
            while (!writers.isDone())
            {
                reader.poll(handler, 1000);
            }
            writers.join();
            while (reader.poll(handler, 1000) > 0)
            {
                // Until nothing comes.
            }
            assertEquals(committed.get(), found[0]);
            assertEquals((long)threads * CLAIMS, reader.sequence());
            assertEquals((long)threads * CLAIMS, writer.lastSequence() + 1);
            assertTrue(committed.get() < (long)threads * CLAIMS);
        }
        assertEquals(List.of(), channel().verify().findings());
        final ChannelInfo info = channel().info();
        assertEquals((long)threads * CLAIMS, info.endSequence());
        assertEquals(info.endPosition(), info.durablePosition());
    }

    /** Several open at a time, resolved in any order; how many were committed. */
    private static long claim(final ConcurrentShmWriter<ByteBuffer> writer, final int thread)
    {
        final Random random = new Random(SEED * 31L + thread);
        final List<SharedClaim> open = new ArrayList<>();
        long committed = 0;
        for (int i = 0; i < CLAIMS; i++)
        {
            final int length = 8 + random.nextInt(32);
            final SharedClaim claim = writer.claim(length + random.nextInt(3) * random.nextInt(40));
            fill(claim, thread, i, length);
            open.add(claim);
            while (!open.isEmpty() && (i == CLAIMS - 1 || random.nextInt(4) != 0))
            {
                final SharedClaim one = open.remove(random.nextInt(open.size()));
                if (random.nextInt(5) == 0)
                {
                    one.abort();
                }
                else
                {
                    one.commit(one.buffer().getInt(one.offset()) & 0xFF);
                    committed++;
                }
            }
        }
        return committed;
    }

    /** In words, since there are many: length and thread, number, and then what follows from these. */
    private static void fill(final SharedClaim claim, final int thread, final int number, final int length)
    {
        final ByteBuffer buffer = claim.buffer();
        final int offset = claim.offset();
        buffer.putInt(offset, thread << 8 | length);
        buffer.putInt(offset + 4, number);
        for (int i = 8; i < length; i++)
        {
            buffer.put(offset + i, (byte)(number * 31 + thread + i));
        }
    }

    private static void check(final ByteBuffer buffer, final int offset, final int length, final int[] next)
    {
        final int thread = buffer.getInt(offset) >>> 8;
        final int number = buffer.getInt(offset + 4);
        boolean whole = (buffer.getInt(offset) & 0xFF) == length && number >= next[thread];
        next[thread] = number + 1;
        for (int i = 8; i < length; i++)
        {
            whole &= buffer.get(offset + i) == (byte)(number * 31 + thread + i);
        }
        assertTrue(whole, "record " + number + " of thread " + thread);
    }

    @Test
    void shouldReturnPositionsAndCountSequences()
    {
        try (ConcurrentShmWriter<ByteBuffer> writer = channel().openConcurrentWriter())
        {
            assertEquals(-1, writer.lastSequence());
            assertEquals(0, writer.write(Records.buffer(0, 4)));
            assertEquals(16, writer.tryWrite(Records.buffer(1, 0)));
            writer.heartbeat();
            assertEquals(32, writer.writeBytes(Records.buffer(2, 8)));
            assertEquals(48, writer.position());
            assertEquals(2, writer.lastSequence());
            assertEquals(smallSegments().segmentSize(), writer.header().segmentSize());
            assertEquals(RawFormat.raw().id(), writer.format().id());
        }
    }

    @Test
    void shouldNotEncodeAtTheEndOfASegmentWhatHasNoRoomThere()
    {
        int count = 0;
        try (ConcurrentShmWriter<ByteBuffer> writer = channel().openConcurrentWriter())
        {
            while (writer.position() < 3 * SEGMENT_SIZE)
            {
                conductor.doWork();
                writer.write(Records.buffer(count, 100 + count % 3000));
                count++;
            }
        }
        final List<Records.Read> records = readAll();
        assertEquals(count, records.size());
        for (int i = 0; i < count; i++)
        {
            assertArrayEquals(Records.payload(i, 100 + i % 3000), records.get(i).payload());
        }
        assertEquals(List.of(), channel().verify().findings());
    }

    @Test
    void shouldWriteTheLongestRecordAndRefuseALongerOne()
    {
        try (ConcurrentShmWriter<ByteBuffer> writer = channel().openConcurrentWriter())
        {
            final byte[] longest = Records.payload(1, MAX_RECORD_LENGTH);
            writer.write(ByteBuffer.wrap(longest));
            assertThrows(RecordTooLongException.class, () -> writer.write(ByteBuffer.allocate(MAX_RECORD_LENGTH + 1)));
            assertThrows(RecordTooLongException.class,
                () -> writer.writeBytes(ByteBuffer.allocate(MAX_RECORD_LENGTH + 1)));
            assertThrows(RecordTooLongException.class, () -> writer.claim(MAX_RECORD_LENGTH + 1));
            assertThrows(IllegalArgumentException.class, () -> writer.claim(-1));
            assertEquals(0, writer.lastSequence());
            assertArrayEquals(longest, readAll().get(0).payload());
        }
    }

    @Test
    void shouldSayWhenTheNextSegmentIsNotReady()
    {
        final Conductor idle = Conductor.builder().workers(0).build();
        try (ConcurrentShmWriter<ByteBuffer> writer = channel().conductor(idle).openConcurrentWriter())
        {
            int written = 0;
            while (writer.tryWrite(Records.buffer(written, 1000)) >= 0)
            {
                written++;
            }
            assertEquals(WriteStatus.BACK_PRESSURED, writer.tryWrite(Records.buffer(written, 1000)));
            assertEquals(null, writer.tryClaim(1000));
            assertEquals(written - 1, writer.lastSequence());
            idle.doWork();
            assertEquals(SEGMENT_SIZE, writer.tryWrite(Records.buffer(written, 1000)));
            assertRecords(readAll(), 0, written + 1, 1000);
        }
    }

    @Test
    void shouldEndASingleSegmentThatIsFull()
    {
        final ChannelSpec spec = smallSegments().retention(Retention.SINGLE_SEGMENT);
        try (ConcurrentShmWriter<ByteBuffer> writer = channel(spec).openConcurrentWriter())
        {
            int written = 0;
            while (writer.tryWrite(Records.buffer(written, 1000)) >= 0)
            {
                written++;
            }
            assertEquals(WriteStatus.FULL, writer.tryWrite(Records.buffer(0, 0)));
            assertThrows(ChannelFullException.class, () -> writer.write(Records.buffer(0, 0)));
            assertThrows(ChannelFullException.class, () -> writer.claim(0));
            assertThrows(ChannelFullException.class, () -> writer.tryClaim(0));
            assertThrows(ChannelFullException.class, writer::heartbeat);
            assertRecords(readAll(), 0, written, 1000);
        }
    }

    @Test
    void shouldLeaveNothingOfAnEncoderThatFails()
    {
        final FailingFormat format = new FailingFormat();
        try (ConcurrentShmWriter<ByteBuffer> writer = channel().format(format).openConcurrentWriter())
        {
            writer.write(Records.buffer(0, 100));
            format.failure = new IllegalStateException("told to");
            assertThrows(IllegalStateException.class, () -> writer.write(Records.buffer(1, 100)));
            format.failure = null;
            writer.write(Records.buffer(1, 100));
            assertEquals(1, writer.lastSequence());
        }
        assertHolds(2, 100);
    }

    @Test
    void shouldSayToWhoeverTriesThatItIsBeingDrainedOrClosed() throws InterruptedException
    {
        try (ConcurrentShmWriter<ByteBuffer> writer = live(smallSegments()).openConcurrentWriter())
        {
            final SharedClaim claim = writer.claim(100);
            final Writers drainer = Writers.start(1, thread -> writer.drain());
            awaitStatus(writer, WriteStatus.DRAINED);
            assertThrows(ChannelClosedException.class, () -> writer.tryClaim(8));
            assertThrows(ChannelClosedException.class, writer::heartbeat);
            claim.commit(100);
            drainer.join();
            assertEquals(WriteStatus.DRAINED, writer.tryWrite(record(0, 1, 8)));
        }
        final ConcurrentShmWriter<ByteBuffer> other =
            ShmChannel.at(directory.resolve("other")).spec(smallSegments()).openConcurrentWriter();
        final SharedClaim claim = other.claim(100);
        final Writers closer = Writers.start(1, thread -> other.close());
        awaitStatus(other, WriteStatus.CLOSED);
        claim.abort();
        closer.join();
        assertEquals(WriteStatus.CLOSED, other.tryWrite(record(0, 1, 8)));
    }

    private static void awaitStatus(final ConcurrentShmWriter<ByteBuffer> writer, final long status)
    {
        final Patience patience = new Patience("status " + status);
        long found = writer.tryWrite(record(0, 0, 8));
        while (found >= 0 || found == WriteStatus.BACK_PRESSURED)
        {
            patience.check();
            found = writer.tryWrite(record(0, 0, 8));
        }
        assertEquals(status, found);
    }

    @Test
    void shouldTellWhoeverTriesWhileTheDiskHasNoRoomAndItDrops()
    {
        final TestDisk disk = new TestDisk();
        try (ConcurrentShmWriter<ByteBuffer> writer =
            channel().fileOperations(disk).backpressure(Backpressure.DROP).openConcurrentWriter())
        {
            disk.fill(".seg");
            long number = 0;
            while (writer.tryWrite(Records.buffer(number, 1000)) >= 0)
            {
                number++;
            }
            conductor.doWork();
            assertEquals(WriteStatus.BACK_PRESSURED, writer.tryWrite(Records.buffer(number, 1000)));
            assertEquals(WriteStatus.DROPPED, writer.write(Records.buffer(number, 1000)));
            assertEquals(1, channel().info().rollWaits());
            assertEquals(1, channel().info().drops());
        }
    }

    @Test
    void shouldBeTheOnlyOwner()
    {
        try (ConcurrentShmWriter<ByteBuffer> writer = channel().openConcurrentWriter())
        {
            assertThrows(ChannelLockedException.class, () -> channel().openConcurrentWriter());
            assertThrows(ChannelLockedException.class, () -> channel().openWriter());
            assertFalse(writer.header().checksums());
        }
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            writer.write(Records.buffer(0, 100));
        }
        try (ConcurrentShmWriter<ByteBuffer> writer = channel().openConcurrentWriter())
        {
            writer.write(Records.buffer(1, 100));
        }
        assertHolds(2, 100);
    }

    /** What a thread has to itself goes to another when it is dead, so that many that come and go cost no more. */
    @Test
    void shouldServeMoreThreadsThanThereAreAtATime() throws Exception
    {
        final int rounds = 50;
        final int threads = 4;
        try (ConcurrentShmWriter<ByteBuffer> writer = live(smallSegments()).openConcurrentWriter())
        {
            for (int i = 0; i < rounds; i++)
            {
                final int round = i;
                final CyclicBarrier together = new CyclicBarrier(threads);
                Writers.start(threads, thread -> {
                    try
                    {
                        together.await();
                    }
                    catch (final java.util.concurrent.BrokenBarrierException ex)
                    {
                        throw new IllegalStateException(ex);
                    }
                    writer.write(record(thread, round, 50));
                }).join();
            }
        }
        final int[] next = new int[threads];
        final Set<Long> sequences = new TreeSet<>();
        readAll().forEach(read -> {
            assertWhole(read.payload(), next);
            sequences.add(read.sequence());
        });
        assertEquals(new HashSet<>(sequences).size(), rounds * threads);
    }
}
