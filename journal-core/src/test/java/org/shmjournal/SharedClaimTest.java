package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shmjournal.error.ChannelClosedException;
import org.shmjournal.error.InterruptedWaitException;
import org.shmjournal.error.PositionUnavailableException;
import org.shmjournal.error.WaitTimeoutException;
import org.shmjournal.testing.Records;

/** Claims of several threads, or of one that has several open, and what they hold back. */
@InEachMode
class SharedClaimTest extends ChannelFixture
{
    private static final Duration AT_ONCE = Duration.ZERO;

    private static SharedClaim fill(final SharedClaim claim, final long number)
    {
        claim.buffer().put(claim.offset(), Records.payload(number, claim.length()));
        return claim;
    }

    private ShmChannel<ByteBuffer> impatient()
    {
        return channel().writeDeadline(AT_ONCE);
    }

    private void write(final ConcurrentShmWriter<ByteBuffer> writer, final long first, final int count)
    {
        for (int i = 0; i < count; i++)
        {
            conductor.doWork();
            writer.write(Records.buffer(first + i, 100));
        }
    }

    private static void assertRead(final List<Records.Read> records, final long... numbers)
    {
        final List<Records.Read> left = new ArrayList<>(records);
        for (final long number : numbers)
        {
            final byte[] found = left.remove(0).payload();
            assertArrayEquals(Records.payload(number, found.length), found);
        }
        assertEquals(List.of(), left);
    }

    /** Whoever waits until a claim is resolved has to be seen waiting first. */
    private static void awaitPause(final Writers writers, final int thread)
    {
        final Patience patience = new Patience("a thread to wait");
        while (writers.thread(thread).getState() != Thread.State.TIMED_WAITING)
        {
            assertFalse(writers.isDone());
            patience.check();
        }
    }

    @Test
    void shouldHideWhatIsBehindAnOpenClaimUntilItIsResolved()
    {
        try (ConcurrentShmWriter<ByteBuffer> writer = channel().openConcurrentWriter();
            ShmReader<ByteBuffer> reader = at(path()).openReader())
        {
            writer.write(Records.buffer(0, 10));
            final SharedClaim claim = fill(writer.claim(20), 1);
            assertEquals(20, claim.length());
            assertEquals(24, claim.position());
            writer.write(Records.buffer(2, 30));
            assertRead(Records.readAll(reader), 0);
            assertEquals(ReaderState.ACTIVE, reader.state());
            assertEquals(1, at(path()).info().openClaims());
            assertEquals(24, at(path()).info().endPosition());
            assertEquals(24, claim.commit(20));
            assertRead(Records.readAll(reader), 1, 2);
            assertEquals(0, at(path()).info().openClaims());
        }
        assertTrue(at(path()).verify().isGood());
    }

    @Test
    void shouldPublishReservedSlicesInTheirOrderWhicheverIsFilledFirst()
    {
        final int slices = 20;
        try (ConcurrentShmWriter<ByteBuffer> writer = channel().openConcurrentWriter();
            ShmReader<ByteBuffer> reader = at(path()).openReader())
        {
            final List<SharedClaim> reserved = new ArrayList<>();
            for (int i = 0; i < slices; i++)
            {
                reserved.add(writer.claim(100));
            }
            assertEquals(slices - 1, writer.lastSequence());
            assertEquals(slices, at(path()).info().openClaims());
            final List<Integer> order = new ArrayList<>();
            for (int i = 0; i < slices; i++)
            {
                order.add(i);
            }
            Collections.shuffle(order, new Random(5));
            int visible = 0;
            final List<Integer> done = new ArrayList<>();
            for (final int i : order)
            {
                // By other threads than that which has claimed them.
                Writers.start(1, thread -> fill(reserved.get(i), i).commit(100)).join();
                done.add(i);
                while (done.contains(visible))
                {
                    visible++;
                }
                Records.readAll(reader);
                assertEquals(visible, reader.sequence());
            }
        }
        assertRecords(readAll(), 0, slices, 100);
    }

    @Test
    void shouldSkipWhatWasAbortedAndWhatWasNotUsed()
    {
        try (ConcurrentShmWriter<ByteBuffer> writer = channel().openConcurrentWriter();
            ShmReader<ByteBuffer> reader = at(path()).openReader())
        {
            fill(writer.claim(100), 0).commit(3);
            fill(writer.claim(100), 1).abort();
            try (SharedClaim claim = writer.claim(50))
            {
                fill(claim, 2);
            }
            assertEquals(0, reader.sequence());
            writer.claim(100).commit(0);
            fill(writer.claim(8), 4).commit(8);
            final List<Records.Read> records = Records.readAll(reader);
            assertEquals(List.of(0L, 3L, 4L), records.stream().map(Records.Read::sequence).toList());
            assertEquals(List.of(3, 0, 8), records.stream().map(read -> read.payload().length).toList());
            reader.seekToSequence(3);
            assertEquals(2, Records.readAll(reader).size());
            reader.seekToSequence(2);
            assertEquals(3, Records.readAll(reader).get(0).sequence());
        }
        assertTrue(at(path()).verify().isGood());
    }

    @Test
    void shouldHandOutTheSameClaimsAgain()
    {
        try (ConcurrentShmWriter<ByteBuffer> writer = channel().openConcurrentWriter())
        {
            final SharedClaim first = writer.claim(8);
            final SharedClaim second = writer.claim(8);
            assertNotSame(first, second);
            second.commit(8);
            final SharedClaim third = writer.claim(8);
            assertEquals(second, third);
            first.commit(8);
            third.commit(8);
            assertThrows(IllegalStateException.class, () -> third.commit(8));
            assertThrows(IllegalStateException.class, third::abort);
            assertThrows(IllegalStateException.class, third::buffer);
            third.close();
        }
    }

    @Test
    void shouldKeepAClaimOpenWhenMoreIsCommittedThanWasClaimed()
    {
        try (ConcurrentShmWriter<ByteBuffer> writer = channel().openConcurrentWriter())
        {
            final SharedClaim claim = fill(writer.claim(8), 0);
            assertThrows(IllegalArgumentException.class, () -> claim.commit(9));
            assertThrows(IllegalArgumentException.class, () -> claim.commit(-1));
            claim.commit(8);
        }
        assertRecords(readAll(), 0, 1, 8);
    }

    @Test
    void shouldWaitForOpenClaimsBeforeItCloses()
    {
        final ConcurrentShmWriter<ByteBuffer> writer = ShmChannel.at(path()).spec(smallSegments())
            .openConcurrentWriter();
        final SharedClaim claim = fill(writer.claim(100), 0);
        final Writers closer = Writers.start(1, thread -> writer.close());
        awaitPause(closer, 0);
        assertThrows(IllegalStateException.class, () -> writer.write(Records.buffer(1, 100)));
        claim.commit(100);
        closer.join();
        writer.close();
        assertThrows(IllegalStateException.class, () -> writer.write(Records.buffer(1, 100)));
        assertThrows(IllegalStateException.class, writer::flush);
        assertThrows(IllegalStateException.class, writer::durablePosition);
        assertThrows(IllegalStateException.class, writer::terminate);
        assertThrows(IllegalStateException.class, writer::drain);
        assertRecords(readAll(), 0, 1, 100);
        assertTrue(at(path()).info().closed());
    }

    @Test
    void shouldStayOpenWhenAClaimIsOpenForTooLong()
    {
        try (ConcurrentShmWriter<ByteBuffer> writer = impatient().openConcurrentWriter())
        {
            final SharedClaim claim = fill(writer.claim(100), 0);
            assertThrows(WaitTimeoutException.class, writer::close);
            assertThrows(WaitTimeoutException.class, writer::drain);
            writer.write(Records.buffer(1, 100));
            claim.commit(100);
        }
        assertRecords(readAll(), 0, 2, 100);
    }

    @Test
    void shouldStayOpenWhenItsCloserIsInterrupted()
    {
        try (ConcurrentShmWriter<ByteBuffer> writer = channel().openConcurrentWriter())
        {
            final SharedClaim claim = fill(writer.claim(100), 0);
            Thread.currentThread().interrupt();
            assertThrows(InterruptedWaitException.class, writer::close);
            assertTrue(Thread.currentThread().isInterrupted());
            assertThrows(InterruptedWaitException.class, writer::drain);
            assertTrue(Thread.interrupted());
            claim.commit(100);
            writer.write(Records.buffer(1, 100));
        }
        assertRecords(readAll(), 0, 2, 100);
    }

    @Test
    void shouldDrainBehindOpenClaims()
    {
        try (ConcurrentShmWriter<ByteBuffer> writer = ShmChannel.at(path()).spec(smallSegments())
            .openConcurrentWriter();
            ShmReader<ByteBuffer> reader = at(path()).openReader())
        {
            final SharedClaim claim = fill(writer.claim(100), 0);
            fill(writer.claim(100), 1).commit(100);
            final Writers drainer = Writers.start(1, thread -> writer.drain());
            awaitPause(drainer, 0);
            assertThrows(ChannelClosedException.class, () -> writer.write(Records.buffer(2, 100)));
            assertThrows(ChannelClosedException.class, () -> writer.claim(100));
            assertEquals(List.of(), Records.readAll(reader));
            assertEquals(ReaderState.ACTIVE, reader.state());
            claim.commit(100);
            drainer.join();
            assertRead(Records.readAll(reader), 0, 1);
            assertEquals(ReaderState.DRAINED, reader.state());
            assertThrows(ChannelClosedException.class, writer::drain);
            assertEquals(writer.position(), writer.durablePosition());
        }
        assertThrows(ChannelClosedException.class, () -> channel().openConcurrentWriter());
    }

    @Test
    void shouldMakeOpenClaimsFailWhenItIsTerminated()
    {
        try (ConcurrentShmWriter<ByteBuffer> writer = channel().openConcurrentWriter();
            ShmReader<ByteBuffer> reader = at(path()).openReader())
        {
            writer.write(Records.buffer(0, 100));
            final SharedClaim committed = fill(writer.claim(100), 7);
            final SharedClaim aborted = fill(writer.claim(100), 8);
            writer.terminate();
            writer.terminate();
            assertThrows(ChannelClosedException.class, () -> committed.commit(100));
            assertThrows(IllegalStateException.class, () -> committed.commit(100));
            aborted.abort();
            assertThrows(ChannelClosedException.class, () -> writer.write(Records.buffer(1, 100)));
            assertEquals(WriteStatus.TERMINATED, writer.tryWrite(Records.buffer(1, 100)));
            assertThrows(ChannelClosedException.class, writer::heartbeat);
            assertThrows(ChannelClosedException.class, writer::flush);
            assertThrows(ChannelClosedException.class, writer::drain);
            // Who is there is aborted, too; what was written is read by who comes later.
            assertEquals(List.of(), Records.readAll(reader));
            assertEquals(ReaderState.TERMINATED, reader.state());
        }
        try (ConcurrentShmWriter<ByteBuffer> writer = channel().openConcurrentWriter())
        {
            assertEquals(2, writer.lastSequence());
            writer.write(Records.buffer(1, 100));
        }
        assertRead(readAll(), 0, 1);
        assertTrue(at(path()).verify().isGood());
    }

    /** Nobody reads, so nothing else is in the way; and whoever holds the claim must not wait for that. */
    @Test
    void shouldKeepTheSlotOfARingInWhichAClaimIsOpen()
    {
        final ChannelSpec ring = smallSegments().retention(Retention.ring(3));
        try (ConcurrentShmWriter<ByteBuffer> writer =
            channel(ring).writeDeadline(Duration.ZERO).openConcurrentWriter())
        {
            writer.write(Records.buffer(0, 100));
            final SharedClaim claim = fill(writer.claim(100), 1);
            final long first = claim.position();
            long number = 2;
            conductor.doWork();
            while (writer.tryWrite(Records.buffer(number, 1000)) >= 0)
            {
                conductor.doWork();
                number++;
                assertTrue(number < 1000, "the slot of an open claim is used again");
            }
            assertThrows(WaitTimeoutException.class, () -> writer.write(Records.buffer(1000, 1000)));
            assertEquals(first, claim.commit(100));
            assertEquals(number, readAll().size());
            final Patience patience = new Patience("the slot");
            while (writer.tryWrite(Records.buffer(number, 1000)) < 0)
            {
                conductor.doWork();
                patience.check();
            }
        }
        assertEquals(List.of(), at(path()).verify().findings());
    }

    /** Who holds a claim may be storing into it, so the lock is not given back before. */
    @Test
    void shouldKeepTheLockUntilNoClaimIsOpenThoughItIsTerminated()
    {
        final ConcurrentShmWriter<ByteBuffer> writer = impatient().openConcurrentWriter();
        final SharedClaim claim = writer.claim(100);
        writer.terminate();
        assertThrows(WaitTimeoutException.class, writer::close);
        assertThrows(org.shmjournal.error.ChannelLockedException.class, () -> channel().openConcurrentWriter());
        fill(claim, 0).close();
        writer.close();
        channel().openConcurrentWriter().close();
    }

    @Test
    void shouldWakeWhoeverDrainsWhenItIsTerminated()
    {
        try (ConcurrentShmWriter<ByteBuffer> writer = ShmChannel.at(path()).spec(smallSegments())
            .openConcurrentWriter())
        {
            final SharedClaim claim = writer.claim(100);
            final Writers drainer =
                Writers.start(1, thread -> assertThrows(ChannelClosedException.class, writer::drain));
            awaitPause(drainer, 0);
            writer.terminate();
            drainer.join();
            claim.close();
        }
    }

    @Test
    void shouldForceUpToAnOpenClaimAndWaitForThoseInFrontOfWhatWasWritten()
    {
        try (ConcurrentShmWriter<ByteBuffer> writer = impatient().openConcurrentWriter())
        {
            writer.write(Records.buffer(0, 100));
            final SharedClaim claim = fill(writer.claim(100), 1);
            // Nothing was written behind the claim, so nothing is waited for.
            writer.flush();
            assertEquals(claim.position(), writer.durablePosition());
            writer.write(Records.buffer(2, 100));
            assertThrows(WaitTimeoutException.class, writer::flush);
            assertEquals(claim.position(), writer.durablePosition());
            claim.commit(100);
            writer.flush();
            assertEquals(writer.position(), writer.durablePosition());
        }
        assertRecords(readAll(), 0, 3, 100);
    }

    @Test
    void shouldFlushWhenTheClaimIsResolvedByAnother()
    {
        try (ConcurrentShmWriter<ByteBuffer> writer = ShmChannel.at(path()).spec(smallSegments())
            .openConcurrentWriter())
        {
            final SharedClaim claim = fill(writer.claim(100), 0);
            writer.write(Records.buffer(1, 100));
            final Writers flusher = Writers.start(1, thread -> {
                writer.flush();
                assertTrue(writer.durablePosition() >= writer.position());
            });
            awaitPause(flusher, 0);
            claim.commit(100);
            flusher.join();
        }
    }

    /** In the sealed segment a claim is open: it is neither forced whole, nor told, nor deleted; nor what is behind. */
    @Test
    void shouldKeepASealedSegmentInWhichAClaimIsOpen()
    {
        final List<Long> sealed = new ArrayList<>();
        final ChannelListener listener = new ChannelListener()
        {
            @Override
            public void onSegmentSealed(final java.nio.file.Path segmentFile, final long number)
            {
                sealed.add(number);
            }
        };
        final ChannelSpec spec = smallSegments().retention(Retention.keepSegments(1));
        try (ConcurrentShmWriter<ByteBuffer> writer = channel(spec).listener(listener).openConcurrentWriter();
            ShmReader<ByteBuffer> reader = at(path()).openReader())
        {
            write(writer, 0, 10);
            final SharedClaim claim = writer.claim(100);
            final long position = claim.position();
            write(writer, 11, 2000);
            conductor.doWork();
            assertTrue(writer.position() > 3 * SEGMENT_SIZE);
            assertEquals(List.of(), sealed);
            assertTrue(Files.exists(segmentFile(0)));
            assertTrue(writer.durablePosition() <= position);
            assertEquals(List.of(), at(path()).verify().findings());
            final ChannelInfo info = at(path()).info();
            assertEquals(1, info.openClaims());
            assertEquals(position, info.endPosition());
            assertEquals(10, info.endSequence());
            assertBackupEndsAtTheClaim(10);
            assertThrows(PositionUnavailableException.class, () -> reader.seekToSequence(11));
            assertEquals(10, Records.readAll(reader).size());

            fill(claim, 10).commit(100);
            assertEquals(2001, Records.readAll(reader).size());
            conductor.doWork();
            conductor.doWork();
            assertEquals(List.of(0L, 1L, 2L), sealed.subList(0, 3));
            assertFalse(Files.exists(segmentFile(0)));
            assertFalse(Files.exists(segmentFile(1)));
        }
        assertEquals(List.of(), at(path()).verify().findings());
    }

    private void assertBackupEndsAtTheClaim(final int records)
    {
        final java.nio.file.Path copy = directory.resolve("copy-" + System.nanoTime());
        at(path()).backup(copy);
        try (ShmReader<ByteBuffer> reader = at(copy).openReader())
        {
            assertRecords(Records.readAll(reader), 0, records, 100);
        }
        assertEquals(List.of(), at(copy).verify().findings());
    }

    /** The index leads behind an open claim; what is durable does not follow it there. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void shouldNotFollowTheIndexPastAnOpenClaim(final int strides)
    {
        final ChannelSpec spec = smallSegments().segmentSize(4 * SEGMENT_SIZE);
        try (ConcurrentShmWriter<ByteBuffer> writer = channel(spec).writeDeadline(AT_ONCE).openConcurrentWriter())
        {
            write(writer, 0, 10);
            writer.flush();
            final SharedClaim claim = writer.claim(100);
            final long position = claim.position();
            while (writer.position() < (long)strides * SEGMENT_SIZE + 1000)
            {
                writer.writeBytes(ByteBuffer.allocate(1000));
                conductor.doWork();
            }
            assertThrows(WaitTimeoutException.class, writer::flush);
            conductor.doWork();
            assertEquals(position, writer.durablePosition());
            try (ShmReader<ByteBuffer> reader = at(path()).openReader())
            {
                reader.seekToEnd();
                assertEquals(position, reader.position());
            }
            claim.abort();
            writer.flush();
            assertEquals(writer.position(), writer.durablePosition());
        }
    }
}
