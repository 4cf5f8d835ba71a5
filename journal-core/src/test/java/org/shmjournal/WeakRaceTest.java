package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shmjournal.layout.RecordWord;

/**
 * A weak reader on the smallest ring, lapped by a writer that does not wait for it: whatever it gets is whole and in
 * order, and with what it is told to have lost it is everything. Nothing but its look at retained-from keeps it from
 * delivering a record that was overwritten while it was copied: without that this test fails.
 */
class WeakRaceTest
{
    private static final long RECORDS = Long.getLong("race.records", 100_000_000L);
    private static final long OVERTAKES = 10_000;
    private static final long DISCARDS = 100;
    private static final int SEGMENT_SIZE = 64 * 1024;
    /** Every so many records there is a long one, whose copy takes its time. */
    private static final int LONG_EVERY = 256;
    private static final int LONG_WORDS = 1024;
    /** So few records at a time, with some work behind them, that the writer laps the reader again and again. */
    private static final int FEW = 64;
    private static final int SPINS = 4000;

    @TempDir
    Path directory;

    private long spun;

    private static int words(final long sequence)
    {
        return sequence % LONG_EVERY == 0 ? LONG_WORDS : 1 + (int)(sequence & 3);
    }

    private static final class Counter implements RecordHandler
    {
        private long next;
        private long records;

        @Override
        public void onRecord(final ByteBuffer buffer, final int offset, final int length, final RecordContext context)
        {
            final long sequence = context.sequence();
            if (sequence < next || length != words(sequence) * Long.BYTES)
            {
                throw new AssertionError("sequence " + sequence + " of length " + length + " came after " + next);
            }
            final long expected = RecordWord.fmix64(sequence);
            for (int i = 0; i < length; i += Long.BYTES)
            {
                if (buffer.getLong(offset + i) != expected)
                {
                    throw new AssertionError("sequence " + sequence + " is torn at byte " + i);
                }
            }
            next = sequence + 1;
            records++;
        }
    }

    @Test
    void shouldNeverDeliverATornRecord() throws InterruptedException
    {
        final Conductor conductor = Conductor.builder().workers(0).build();
        final ShmChannel<ByteBuffer> channel = ShmChannel.at(directory.resolve("channel")).conductor(conductor)
            .spec(ChannelSpec.defaults().segmentSize(SEGMENT_SIZE).retention(Retention.ring(3)));
        final AtomicReference<Throwable> failure = new AtomicReference<>();
        final AtomicBoolean enough = new AtomicBoolean();
        try (ShmWriter<ByteBuffer> writer = channel.openWriter())
        {
            final Thread writing = new Thread(() -> write(writer, conductor, enough, failure), "writer");
            writing.start();
            final long[] lost = new long[2];
            final Counter counter = new Counter();
            try (ShmReader<ByteBuffer> reader = channel.onLoss(loss -> {
                lost[0]++;
                lost[1] += loss.lostRecords();
                counter.next += loss.lostRecords();
            }).openReader())
            {
                while (failure.get() == null && (reader.sequence() < RECORDS || lost[0] < OVERTAKES ||
                    reader.discardedCopies() < DISCARDS))
                {
                    reader.poll(counter, FEW);
                    spin();
                }
                enough.set(true);
                System.out.println("weak race: " + reader.sequence() + " records, " + counter.records + " read, " +
                    lost[0] + " overtakes, " + lost[1] + " lost, " + reader.discardedCopies() + " discarded copies");
                assertNull(failure.get());
                assertEquals(reader.sequence(), counter.records + lost[1]);
            }
            finally
            {
                enough.set(true);
                writing.join();
            }
        }
    }

    private void spin()
    {
        for (int i = 0; i < SPINS; i++)
        {
            spun = spun * 0x5851_F42D_4C95_7F2DL + i;
        }
    }

    /** The writer's thread does the cold work itself: two threads for two cores. */
    private static void write(
        final ShmWriter<ByteBuffer> writer,
        final Conductor conductor,
        final AtomicBoolean enough,
        final AtomicReference<Throwable> failure)
    {
        try
        {
            for (long sequence = 0; !enough.get(); sequence++)
            {
                final int length = words(sequence) * Long.BYTES;
                RecordClaim claim = writer.tryClaim(length);
                while (claim == null)
                {
                    conductor.doWork();
                    claim = writer.tryClaim(length);
                }
                final long value = RecordWord.fmix64(sequence);
                for (int i = 0; i < length; i += Long.BYTES)
                {
                    claim.buffer().putLong(claim.offset() + i, value);
                }
                claim.commit(length);
            }
        }
        catch (final RuntimeException | Error ex)
        {
            failure.compareAndSet(null, ex);
        }
    }
}
