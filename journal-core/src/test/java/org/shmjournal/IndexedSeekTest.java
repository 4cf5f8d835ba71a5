package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.error.PositionUnavailableException;
import org.shmjournal.layout.IndexWord;
import org.shmjournal.layout.SegmentLayout;
import org.shmjournal.testing.Damage;
import org.shmjournal.testing.Records;

/** Seeks lead to the same places whatever stands in the index. */
class IndexedSeekTest extends ChannelFixture
{
    private static final int STRIDES = 4;
    private static final int SIZE = STRIDES * IndexWord.STRIDE;
    private static final long START = 1_000_000;

    private final List<Written> written = new ArrayList<>();
    private long now = START;

    private record Written(long position, long timestamp)
    {
    }

    private ChannelSpec spec()
    {
        return ChannelSpec.defaults().segmentSize(SIZE).timestamps(true);
    }

    private ShmChannel<ByteBuffer> timed(final ChannelSpec spec)
    {
        return channel(spec).epochClock(() -> now);
    }

    /** Records of all lengths, now and then with heartbeats around, several at the same time, and gaps in time. */
    private void fill(final ShmWriter<ByteBuffer> writer, final Random random, final int segments)
    {
        final long end = writer.position() + (long)segments * SIZE;
        while (writer.position() < end)
        {
            conductor.doWork();
            if (random.nextInt(10) == 0)
            {
                writer.heartbeat();
            }
            now += random.nextInt(4) * 10L;
            final int length = random.nextInt(100) == 0 ? SIZE / 4 : random.nextInt(4000);
            writer.write(Records.buffer(written.size(), length));
            written.add(new Written(writer.lastPosition(), now));
        }
    }

    @ParameterizedTest
    @CsvSource({"false, 1", "true, 2"})
    void shouldFindEachRecordByPositionSequenceAndTime(final boolean checksums, final int seed)
    {
        try (ShmWriter<ByteBuffer> writer = timed(spec().checksums(checksums)).openWriter();
            ShmReader<ByteBuffer> reader = channel(spec()).openReader())
        {
            final Random random = new Random(seed);
            fill(writer, random, 2);
            assertAllAreFound(reader);
            // The reader has to notice that there are more segments now.
            fill(writer, random, 3);
            assertAllAreFound(reader);
        }
        try (ShmWriter<ByteBuffer> next = timed(spec()).openWriter();
            ShmReader<ByteBuffer> reader = channel(spec()).openReader())
        {
            assertAllAreFound(reader);
            fill(next, new Random(seed + 1L), 1);
            assertAllAreFound(reader);
        }
    }

    @Test
    void shouldFindEachRecordWhateverStandsInTheIndex()
    {
        try (ShmWriter<ByteBuffer> writer = timed(spec()).openWriter())
        {
            fill(writer, new Random(3), 3);
        }
        final Random random = new Random(4);
        try (ShmReader<ByteBuffer> reader = channel(spec()).openReader())
        {
            for (int segment = 0; segment < 3; segment++)
            {
                for (int stride = 0; stride < STRIDES; stride++)
                {
                    final long at = SegmentLayout.INDEX + (long)stride * IndexWord.LENGTH;
                    final long right = Damage.longAt(segmentFile(segment), at);
                    for (final long wrong : wrongWords(right, segment, random))
                    {
                        Damage.putLong(segmentFile(segment), at, wrong);
                        assertSomeAreFound(reader, random);
                    }
                    Damage.putLong(segmentFile(segment), at, right);
                }
            }
        }
    }

    /** Damaged ones, and above all those that their own check calls good. */
    private long[] wrongWords(final long right, final int segment, final Random random)
    {
        final int offset = (int)IndexWord.offset(right);
        final long records = IndexWord.records(right);
        final Written any = written.get(random.nextInt(written.size()));
        return new long[]{
            0,
            -1,
            random.nextLong(),
            right ^ 1L << random.nextInt(64),
            IndexWord.of(Math.max(0, offset), records + 1),
            IndexWord.of(Math.max(0, offset), Math.max(0, records - 1)),
            IndexWord.of(Math.max(0, offset), 0),
            IndexWord.of(Math.max(0, offset) + 8, records),
            IndexWord.of((int)(any.position % SIZE), any.position / SIZE == segment ? 0 : records),
            Damage.longAt(segmentFile(segment), SegmentLayout.INDEX + random.nextInt(STRIDES) * 8L)
        };
    }

    @Test
    void shouldFindEachRecordWithoutAnyIndex()
    {
        try (ShmWriter<ByteBuffer> writer = timed(spec()).openWriter())
        {
            fill(writer, new Random(5), 3);
        }
        for (int segment = 0; segment < 3; segment++)
        {
            Damage.putBytes(segmentFile(segment), SegmentLayout.INDEX, new byte[STRIDES * IndexWord.LENGTH]);
        }
        try (ShmReader<ByteBuffer> reader = channel(spec()).openReader())
        {
            assertAllAreFound(reader);
        }
    }

    @Test
    void shouldNeverCountFromAWrongBaseSequence()
    {
        try (ShmWriter<ByteBuffer> writer = timed(spec()).openWriter())
        {
            fill(writer, new Random(6), 4);
        }
        for (int segment = 0; segment < 4; segment++)
        {
            final long right = Damage.longAt(segmentFile(segment), SegmentLayout.BASE_SEQUENCE);
            for (final long wrong : new long[]{right + 1, right - 1, 0, Long.MAX_VALUE, Long.MIN_VALUE, right / 2})
            {
                Damage.putLong(segmentFile(segment), SegmentLayout.BASE_SEQUENCE, wrong);
                for (int i = 0; i < written.size(); i += 17)
                {
                    assertFoundOrTold(i);
                }
            }
            Damage.putLong(segmentFile(segment), SegmentLayout.BASE_SEQUENCE, right);
        }
    }

    /** With a reader that knows nothing from before. */
    private void assertFoundOrTold(final int sequence)
    {
        try (ShmReader<ByteBuffer> reader = channel(spec()).openReader())
        {
            reader.seekToSequence(sequence);
            assertEquals(written.get(sequence).position, reader.position());
            assertEquals(sequence, reader.sequence());
        }
        catch (final CorruptChannelException | PositionUnavailableException told)
        {
            // What the damage may cost.
            assertEquals(true, told.getMessage().contains(path().toString()));
        }
    }

    @Test
    void shouldRefuseToSeekATimeWithoutTimestamps()
    {
        writeAndClose(smallSegments(), 3, 10);
        try (ShmReader<ByteBuffer> reader = channel().openReader())
        {
            final IllegalStateException refused =
                assertThrows(IllegalStateException.class, () -> reader.seekToTime(0));
            assertEquals(true, refused.getMessage().contains("timestamps=false"));
        }
    }

    @Test
    void shouldGoToTheEndForATimeThatIsStillToCome()
    {
        try (ShmWriter<ByteBuffer> writer = timed(spec()).openWriter();
            ShmReader<ByteBuffer> reader = channel(spec()).openReader())
        {
            reader.seekToTime(START);
            assertEquals(0, reader.sequence());
            fill(writer, new Random(7), 1);
            reader.seekToTime(Long.MAX_VALUE);
            assertEquals(writer.position(), reader.position());
            assertEquals(written.size(), reader.sequence());
            assertEquals(0, Records.readAll(reader).size());
            write(writer, 0, 1, 10);
            assertEquals(1, Records.readAll(reader).size());
        }
        try (ShmReader<ByteBuffer> reader = channel(spec()).openReader())
        {
            reader.seekToTime(Long.MAX_VALUE);
            assertEquals(0, Records.readAll(reader).size());
            assertEquals(ReaderState.CLOSED, reader.state());
        }
    }

    private void assertAllAreFound(final ShmReader<ByteBuffer> reader)
    {
        for (int i = 0; i < written.size(); i++)
        {
            assertFound(reader, i * 7919 % written.size());
        }
    }

    private void assertSomeAreFound(final ShmReader<ByteBuffer> reader, final Random random)
    {
        for (int i = 0; i < 10; i++)
        {
            assertFound(reader, random.nextInt(written.size()));
        }
    }

    private void assertFound(final ShmReader<ByteBuffer> reader, final int sequence)
    {
        final Written record = written.get(sequence);
        reader.seekToSequence(sequence);
        assertAt(reader, sequence);
        reader.seek(record.position);
        assertAt(reader, sequence);

        int first = sequence;
        while (first > 0 && written.get(first - 1).timestamp >= record.timestamp)
        {
            first--;
        }
        reader.seekToTime(record.timestamp);
        assertAt(reader, first);
        reader.seekToTime(first == 0 ? Long.MIN_VALUE : written.get(first - 1).timestamp + 1);
        assertAt(reader, first);
    }

    private void assertAt(final ShmReader<ByteBuffer> reader, final int sequence)
    {
        assertEquals(written.get(sequence).position, reader.position());
        assertEquals(sequence, reader.sequence());
        final int[] read = new int[1];
        reader.poll((buffer, offset, length, context) -> {
            read[0]++;
            assertEquals(sequence, context.sequence());
            assertEquals(Records.buffer(sequence, length), buffer.slice(offset, length));
            assertEquals(written.get(sequence).timestamp, context.timestamp());
        }, 1);
        assertEquals(1, read[0]);
    }
}
