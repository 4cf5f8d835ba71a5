package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.shmjournal.error.ChannelClosedException;
import org.shmjournal.error.ChannelFullException;
import org.shmjournal.error.RecordTooLongException;
import org.shmjournal.layout.RecordWord;
import org.shmjournal.testing.Damage;
import org.shmjournal.testing.Records;

/** Space in the map as slices, filled in any order, then one record or nothing. */
@InEachMode
class VectoredWriteTest extends ChannelFixture
{
    private ShmWriter<ByteBuffer> writer;
    private ShmReader<ByteBuffer> reader;

    @BeforeEach
    void open()
    {
        writer = channel(smallSegments().checksums(true)).openWriter();
        reader = channel().openReader();
    }

    @AfterEach
    void close()
    {
        reader.close();
        writer.close();
        assertTrue(channel().verify().isGood());
    }

    /** All of the space, as what it would be as one record. */
    private static void fill(final ByteBuffer[] slices, final long sequence)
    {
        final int length = Arrays.stream(slices).mapToInt(ByteBuffer::remaining).sum();
        final ByteBuffer source = Records.buffer(sequence, length);
        for (final ByteBuffer slice : slices)
        {
            slice.put(source.slice(source.position(), slice.remaining()));
            source.position(source.position() + slice.limit());
        }
    }

    private static int[] lengths(final ByteBuffer[] slices)
    {
        return Arrays.stream(slices).mapToInt(ByteBuffer::remaining).toArray();
    }

    private void assertDelivered(final byte[]... payloads)
    {
        assertEquals(Arrays.stream(payloads).map(Arrays::toString).toList(),
            Records.texts(Records.readAll(reader)));
    }

    private static byte[] beginning(final long sequence, final int length, final int of)
    {
        return Arrays.copyOf(Records.payload(sequence, of), length);
    }

    @Test
    void shouldPublishWhatWasPutIntoOneSlice()
    {
        try (VectoredWrite space = writer.claimVectored(20, 20))
        {
            final ByteBuffer[] slices = space.slices();
            assertEquals(20, space.remaining());
            assertArrayEquals(new int[]{20}, lengths(slices));
            assertEquals(ByteOrder.LITTLE_ENDIAN, slices[0].order());
            fill(slices, 0);
            assertDelivered();
            assertEquals(32, space.commit(20));
        }
        assertEquals(0, writer.lastPosition());
        assertDelivered(Records.payload(0, 20));
    }

    @Test
    void shouldPublishNothingBehindACommitInTheMidstOfASlice()
    {
        try (VectoredWrite space = writer.claimVectored(1000, 1000))
        {
            final ByteBuffer[] slices = space.slices(300);
            assertArrayEquals(new int[]{300, 300, 300, 100}, lengths(slices));
            fill(slices, 0);
            assertEquals(RecordWord.align(RecordWord.LENGTH + 437), space.commit(437));
        }
        assertDelivered(beginning(0, 437, 1000));
        final int behind = (int)writer.position();
        // Not in the padding, and not as a word; what stands further behind is never looked at.
        assertEquals(0, Damage.bytesAt(segmentFile(0), DATA_OFFSET + RecordWord.LENGTH + 437, 1)[0]);
        assertEquals(0, Damage.longAt(segmentFile(0), DATA_OFFSET + behind));
        writer.write(Records.buffer(1, 8));
        assertDelivered(Records.payload(1, 8));
        assertEquals(0, Damage.longAt(segmentFile(0), DATA_OFFSET + writer.position()));
    }

    @Test
    void shouldShowTheNextOwnerNothingOfWhatIsBehind()
    {
        try (VectoredWrite space = writer.claimVectored(1000, 1000))
        {
            final ByteBuffer slice = space.slices()[0];
            while (slice.hasRemaining())
            {
                slice.put((byte)0xFF);
            }
            space.commit(3);
        }
        writer.close();
        reader.close();
        writer = channel().openWriter();
        reader = channel().openReader();
        assertDelivered(new byte[]{-1, -1, -1});
        assertEquals(0, writer.lastSequence());
        for (int i = 0; i < 100; i++)
        {
            assertEquals(0, Damage.longAt(segmentFile(0), DATA_OFFSET + writer.position()));
            writer.write(Records.buffer(i, 8));
            assertDelivered(Records.payload(i, 8));
        }
    }

    @Test
    void shouldPublishAnEmptyRecord()
    {
        writer.claimVectored(0).commit(0);
        final VectoredWrite none = writer.claimVectored(0, 0);
        assertEquals(0, none.slices().length);
        assertEquals(0, none.slices(7).length);
        assertEquals(8, none.commit(0));
        assertDelivered(new byte[0], new byte[0]);
    }

    @Test
    void shouldExposeWhatARecordCanHave()
    {
        try (VectoredWrite space = writer.claimVectored(1))
        {
            assertEquals(MAX_RECORD_LENGTH, space.remaining());
        }
        writeUntilLessIsLeft(writer, 5000);
        final int room = writer.available() - RecordWord.LENGTH;
        try (VectoredWrite space = writer.claimVectored(1))
        {
            assertEquals(room, space.remaining());
            fill(space.slices(1000), 7);
            space.commit(room);
        }
        assertEquals(0, writer.available());
        Records.readAll(reader);
    }

    @Test
    void shouldClipTheLastSliceByTheLimit()
    {
        try (VectoredWrite space = writer.claimVectored(1, 2500))
        {
            assertArrayEquals(new int[]{1000, 1000, 500}, lengths(space.slices(1000)));
            assertArrayEquals(new int[]{2500}, lengths(space.slices(Integer.MAX_VALUE)));
            assertArrayEquals(new int[]{1250, 1250}, lengths(space.slices(1250)));
            assertThrows(IllegalArgumentException.class, () -> space.slices(0));
        }
    }

    @Test
    void shouldRefuseALimitAboveWhatCanBeHadBeforeAnythingMoves()
    {
        writeUntilLessIsLeft(writer, 200);
        final long position = writer.position();
        assertThrows(RecordTooLongException.class, () -> writer.claimVectored(1, MAX_RECORD_LENGTH + 1));
        assertThrows(RecordTooLongException.class, () -> writer.claimVectored(MAX_RECORD_LENGTH + 1));
        assertThrows(RecordTooLongException.class, () -> writer.tryClaimVectored(1, Integer.MAX_VALUE));
        assertThrows(IllegalArgumentException.class, () -> writer.claimVectored(-1));
        assertThrows(IllegalArgumentException.class, () -> writer.claimVectored(2, 1));
        assertEquals(position, writer.position());
        assertEquals(0, channel().info().rollWaits());
        Records.readAll(reader);
        writer.write(Records.buffer(1, 8));
        assertDelivered(Records.payload(1, 8));
    }

    @Test
    void shouldRefuseToCommitMoreThanThereIsAndStayUsable()
    {
        final VectoredWrite space = writer.claimVectored(1, 100);
        fill(space.slices(), 0);
        assertThrows(IllegalArgumentException.class, () -> space.commit(101));
        assertThrows(IllegalArgumentException.class, () -> space.commit(-1));
        assertDelivered();
        space.commit(100);
        assertDelivered(Records.payload(0, 100));
    }

    @Test
    void shouldAbortWhatIsClosedWithoutCommitAndUseTheSpaceAgain()
    {
        try (VectoredWrite space = writer.claimVectored(1, 100))
        {
            fill(space.slices(), 0);
        }
        assertEquals(0, writer.position());
        assertDelivered();
        try (VectoredWrite space = writer.claimVectored(1, 50))
        {
            fill(space.slices(), 1);
            space.commit(50);
        }
        assertEquals(0, writer.lastPosition());
        assertDelivered(Records.payload(1, 50));
    }

    @Test
    void shouldRefuseToBeResolvedTwiceOrUsedAfterwards()
    {
        final VectoredWrite committed = writer.claimVectored(1, 10);
        fill(committed.slices(), 0);
        committed.commit(10);
        final VectoredWrite aborted = writer.claimVectored(1, 10);
        aborted.abort();
        // Even while another one is open, it is not theirs to resolve.
        final VectoredWrite other = writer.claimVectored(1, 10);
        assertNotSame(committed, other);
        for (final VectoredWrite old : List.of(committed, aborted))
        {
            assertThrows(IllegalStateException.class, () -> old.commit(1));
            assertThrows(IllegalStateException.class, old::abort);
            assertThrows(IllegalStateException.class, old::slices);
            assertThrows(IllegalStateException.class, () -> old.slices(1));
            assertThrows(IllegalStateException.class, old::remaining);
            assertThrows(IllegalStateException.class, old::extendLifetime);
            old.close();
        }
        fill(other.slices(), 1);
        other.commit(10);
        assertDelivered(Records.payload(0, 10), Records.payload(1, 10));
    }

    @Test
    void shouldKeepEverythingElseOutWhileItIsOpen()
    {
        final VectoredWrite space = writer.claimVectored(1, 10);
        assertThrows(IllegalStateException.class, () -> writer.write(Records.buffer(1, 1)));
        assertThrows(IllegalStateException.class, () -> writer.claim(1));
        assertThrows(IllegalStateException.class, () -> writer.claimVectored(1));
        assertThrows(IllegalStateException.class, writer::heartbeat);
        assertThrows(IllegalStateException.class, writer::close);
        space.abort();
        writer.write(Records.buffer(1, 1));
        assertDelivered(Records.payload(1, 1));
    }

    @Test
    void shouldBeFilledByFourThreadsAtOnce() throws InterruptedException
    {
        final int length = 16_000;
        for (int i = 0; i < 20; i++)
        {
            conductor.doWork();
            final long sequence = i;
            try (VectoredWrite space = writer.claimVectored(length, length))
            {
                final byte[] whole = Records.payload(sequence, length);
                final ByteBuffer[] slices = space.slices(length / 4);
                final List<Thread> threads = new ArrayList<>();
                for (int part = 3; part >= 0; part--)
                {
                    final ByteBuffer slice = slices[part];
                    final int from = part * (length / 4);
                    threads.add(new Thread(() -> slice.put(whole, from, slice.remaining())));
                }
                threads.forEach(Thread::start);
                for (final Thread thread : threads)
                {
                    thread.join();
                }
                space.commit(length);
            }
            assertDelivered(Records.payload(sequence, length));
        }
    }

    @Test
    void shouldTakeAFileWithoutACopyBetween() throws IOException
    {
        final Path file = Files.write(directory.resolve("file"), Records.payload(3, 10_000));
        try (FileChannel source = FileChannel.open(file);
            VectoredWrite space = writer.claimVectored(10_000))
        {
            final ByteBuffer[] slices = space.slices(1024);
            assertEquals(10_000, source.read(slices));
            space.commit(10_000);
        }
        assertDelivered(Records.payload(3, 10_000));
    }

    @Test
    void shouldTakeWhatAScatteringReadGets() throws IOException
    {
        final Pipe pipe = Pipe.open();
        try (Pipe.SourceChannel source = pipe.source(); Pipe.SinkChannel sink = pipe.sink())
        {
            sink.write(Records.buffer(4, 2500));
            try (VectoredWrite space = writer.claimVectored(1))
            {
                final long length = source.read(space.slices(1000));
                assertEquals(2500, length);
                space.commit((int)length);
            }
        }
        assertDelivered(Records.payload(4, 2500));
    }

    @Test
    void shouldRollOnlyWhenWhatLiesInTheNextSegmentIsCommitted()
    {
        writeUntilLessIsLeft(writer, 200);
        assertNull(writer.tryClaimVectored(1000, 2000));
        conductor.doWork();
        Records.readAll(reader);
        final long position = writer.position();

        final VectoredWrite aborted = writer.tryClaimVectored(1000, 2000);
        assertEquals(2000, aborted.remaining());
        fill(aborted.slices(), 0);
        aborted.abort();
        assertEquals(position, writer.position());
        final VectoredWrite committed = writer.claimVectored(1000);
        assertEquals(MAX_RECORD_LENGTH, committed.remaining());
        fill(committed.slices(), 1);
        committed.commit(1500);
        assertEquals(SEGMENT_SIZE, writer.lastPosition());
        assertDelivered(beginning(1, 1500, MAX_RECORD_LENGTH));
    }

    @Test
    void shouldEndAChannelOfOneSegmentWhenTheLeastHasNoRoom()
    {
        final Path single = directory.resolve("single");
        try (ShmWriter<ByteBuffer> one =
            at(single).spec(smallSegments().retention(Retention.SINGLE_SEGMENT)).openWriter())
        {
            writeUntilLessIsLeft(one, 200);
            final VectoredWrite here = one.claimVectored(8);
            assertEquals(one.available() - RecordWord.LENGTH, here.remaining());
            here.abort();
            assertThrows(ChannelFullException.class, () -> one.claimVectored(1000));
        }
    }

    @Test
    void shouldDropWhatWouldHaveToWait()
    {
        final Path dropping = directory.resolve("dropping");
        try (ShmWriter<ByteBuffer> one =
            at(dropping).spec(smallSegments()).backpressure(Backpressure.DROP).openWriter())
        {
            writeUntilLessIsLeft(one, 200);
            final long last = one.lastSequence();
            try (VectoredWrite space = one.claimVectored(1000, 1000))
            {
                fill(space.slices(300), 0);
                final MemoryGuard guard = space.extendLifetime();
                assertEquals(WriteStatus.DROPPED, space.commit(1000));
                guard.close();
            }
            assertEquals(last, one.lastSequence());
            assertEquals(1, at(dropping).info().drops());
        }
    }

    @Test
    void shouldBeLostWhenTheOwnerIsFencedMeanwhile() throws IOException
    {
        final VectoredWrite space = writer.claimVectored(1, 10);
        fill(space.slices(), 0);
        Files.delete(lockFile());
        conductor.doWork();
        assertThrows(ChannelClosedException.class, () -> space.commit(10));
        assertThrows(IllegalStateException.class, () -> space.commit(10));
        space.close();
        assertDelivered();
    }

    @Test
    void shouldWriteWhatAListHolds()
    {
        final Random random = new Random(5);
        final List<String> expected = new ArrayList<>();
        for (int i = 0; i < 300; i++)
        {
            conductor.doWork();
            final int most = 1 + random.nextInt(2000);
            final int length = random.nextInt(most + 1);
            try (VectoredWrite space = writer.claimVectored(length, most))
            {
                fill(space.slices(1 + random.nextInt(most)), i);
                if (random.nextInt(4) > 0)
                {
                    expected.add(Arrays.toString(beginning(i, length, space.remaining())));
                    space.commit(length);
                }
            }
        }
        assertEquals(expected, Records.texts(Records.readAll(reader)));
    }
}
