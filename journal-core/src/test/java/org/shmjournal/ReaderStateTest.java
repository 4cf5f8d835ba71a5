package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.IdleStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.shmjournal.layout.ControlLayout;
import org.shmjournal.testing.Damage;
import org.shmjournal.testing.Records;

/** A reader with a timeout, on a clock that the test moves. */
class ReaderStateTest extends ChannelFixture
{
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final long NANOS = TIMEOUT.toNanos();

    private long now = 1L << 62;

    private ShmChannel<ByteBuffer> channelWithTimeout(final Liveness liveness)
    {
        return channel(smallSegments().timeout(TIMEOUT)).nanoClock(() -> now).liveness(liveness);
    }

    @ParameterizedTest
    @CsvSource({"STREAM", "STREAM_AND_OWNER"})
    void shouldTimeOutAfterSilenceLongerThanTheTimeout(final Liveness liveness)
    {
        writeAndDie(liveness);
        try (ShmReader<ByteBuffer> reader = channelWithTimeout(liveness).openReader())
        {
            Records.readAll(reader);
            assertEquals(ReaderState.ACTIVE, reader.state());
            now += NANOS;
            assertEquals(ReaderState.ACTIVE, reader.state());
            now++;
            assertEquals(ReaderState.TIMED_OUT, reader.state());
            assertTrue(reader.state().mayHaveMore());
        }
    }

    @Test
    void shouldRecoverWhenTheWriterResumes()
    {
        try (ShmWriter<ByteBuffer> writer = channelWithTimeout(Liveness.STREAM).openWriter();
            ShmReader<ByteBuffer> reader = channelWithTimeout(Liveness.STREAM).openReader())
        {
            assertEquals(ReaderState.ACTIVE, reader.state());
            now += NANOS + 1;
            assertEquals(ReaderState.TIMED_OUT, reader.state());

            writer.write(Records.buffer(0, 10));
            assertRecords(Records.readAll(reader), 0, 1, 10);
            assertEquals(ReaderState.ACTIVE, reader.state());
            now += NANOS + 1;
            assertEquals(ReaderState.TIMED_OUT, reader.state());

            writer.heartbeat();
            assertEquals(0, Records.readAll(reader).size());
            assertEquals(ReaderState.ACTIVE, reader.state());
        }
    }

    @Test
    void shouldHeedTheOwnersBeatByDefault()
    {
        try (ShmWriter<ByteBuffer> writer = channelWithTimeout(Liveness.STREAM_AND_OWNER).openWriter();
            ShmReader<ByteBuffer> reader = channel(smallSegments()).nanoClock(() -> now).openReader();
            ShmReader<ByteBuffer> streamOnly = channelWithTimeout(Liveness.STREAM).openReader())
        {
            assertEquals(ReaderState.ACTIVE, reader.state());
            assertEquals(ReaderState.ACTIVE, streamOnly.state());
            now += NANOS + 1;
            conductor.doWork();

            assertEquals(ReaderState.ACTIVE, reader.state());
            assertEquals(ReaderState.TIMED_OUT, streamOnly.state());
            now += NANOS + 1;
            assertEquals(ReaderState.TIMED_OUT, reader.state());
            assertTrue(writer.available() > 0);
        }
    }

    @Test
    void shouldNeverTimeOutWithoutATimeout()
    {
        writeAndDie(Liveness.STREAM);
        try (ShmReader<ByteBuffer> reader = channelWithTimeout(Liveness.STREAM).timeout(Duration.ZERO).openReader())
        {
            assertEquals(ReaderState.ACTIVE, reader.state());
            now += Long.MAX_VALUE / 2;
            assertEquals(ReaderState.ACTIVE, reader.state());
        }
    }

    @Test
    void shouldPreferItsOwnTimeoutToThatOfTheChannel()
    {
        writeAndDie(Liveness.STREAM);
        try (ShmReader<ByteBuffer> reader = channelWithTimeout(Liveness.STREAM).timeout(Duration.ofNanos(10))
            .openReader())
        {
            assertEquals(ReaderState.ACTIVE, reader.state());
            now += 11;
            assertEquals(ReaderState.TIMED_OUT, reader.state());
        }
    }

    @Test
    void shouldNotBeTimedOutButClosedAfterAClose()
    {
        writeAndClose(smallSegments().timeout(TIMEOUT), 1, 10);
        try (ShmReader<ByteBuffer> reader = channelWithTimeout(Liveness.STREAM).openReader())
        {
            Records.readAll(reader);
            now += 2 * NANOS;
            assertEquals(ReaderState.CLOSED, reader.state());
        }
    }

    @ParameterizedTest
    @CsvSource({"NANOSECONDS, 0, 1500000001", "MICROSECONDS, 1, 1500001", "MILLISECONDS, 2, 1501",
        "SECONDS, 3, 2"})
    void shouldKeepTheTimeoutInTicksRoundedUp(final TimeUnit unit, final int code, final long ticks)
    {
        final ChannelSpec spec = smallSegments().timeout(Duration.ofNanos(1_500_000_001)).tickUnit(unit);
        final ChannelSpec created = channel(spec).create();
        final Duration expected = Duration.of(ticks, unit.toChronoUnit());

        assertEquals(unit, created.tickUnit());
        assertEquals(expected, created.timeout());
        assertEquals(code, (int)Damage.longAt(controlFile(), 104));
        assertEquals(ticks, Damage.longAt(controlFile(), 112));
        try (ShmReader<ByteBuffer> reader = channel(spec).nanoClock(() -> now).openReader())
        {
            assertEquals(expected, reader.header().timeout());
            assertEquals(unit, reader.header().tickUnit());
            assertEquals(ReaderState.ACTIVE, reader.state());
            now += expected.toNanos();
            assertEquals(ReaderState.ACTIVE, reader.state());
            now++;
            assertEquals(ReaderState.TIMED_OUT, reader.state());
        }
    }

    @ParameterizedTest
    @CsvSource({"MINUTES", "HOURS", "DAYS"})
    void shouldRefuseTicksThatTheFormatDoesNotKnow(final TimeUnit unit)
    {
        assertThrows(IllegalArgumentException.class, () -> ChannelSpec.defaults().tickUnit(unit));
    }

    @Test
    void shouldEndAnIterationWhenTheChannelTimesOutAndGoOnWithAnother()
    {
        try (ShmWriter<ByteBuffer> writer = channelWithTimeout(Liveness.STREAM).openWriter();
            ShmReader<ByteBuffer> reader = channelWithTimeout(Liveness.STREAM).idleStrategy(MovingClock::new)
                .openReader())
        {
            write(writer, 0, 3, 10);
            assertEquals(3, reader.stream().count());
            assertEquals(ReaderState.TIMED_OUT, reader.state());
            write(writer, 3, 2, 10);
            assertEquals(2, reader.stream().count());
        }
    }

    @Test
    void shouldEndAnIterationAtAClose()
    {
        writeAndClose(smallSegments(), 1000, 100);
        try (ShmReader<ByteBuffer> reader = channel().openReader())
        {
            long sequence = 0;
            for (final ByteBuffer record : reader)
            {
                assertEquals(Records.buffer(sequence++, 100), record);
            }
            assertEquals(1000, sequence);
            assertThrows(NoSuchElementException.class, () -> reader.iterator().next());
        }
    }

    @Test
    void shouldDeliverNoMoreThanTheLimit()
    {
        writeAndClose(smallSegments(), 10, 100);
        try (ShmReader<ByteBuffer> reader = channel().openReader())
        {
            assertEquals(0, reader.poll(record -> {
            }, 0));
            assertEquals(0, reader.poll(record -> {
            }, -1));
            assertEquals(4, reader.poll(record -> {
            }, 4));
            assertEquals(4, reader.sequence());
            assertEquals(6, reader.poll(record -> {
            }, 100));
        }
    }

    @Test
    void shouldHaveATimestampOnlyWhileARecordIsHandled()
    {
        writeAndClose(smallSegments(), 1, 10);
        try (ShmReader<ByteBuffer> reader = channel().openReader())
        {
            assertThrows(IllegalStateException.class, reader::timestamp);
            assertEquals(1, reader.poll((buffer, offset, length, context) -> assertEquals(-1, context.timestamp()),
                1));
        }
    }

    /** An owner that neither closed nor beats any more. */
    private void writeAndDie(final Liveness liveness)
    {
        try (ShmWriter<ByteBuffer> writer = channelWithTimeout(liveness).openWriter())
        {
            writer.write(Records.buffer(0, 10));
        }
        Damage.putLong(segmentFile(0), DATA_OFFSET + 24, 0);
        Damage.putLong(controlFile(), ControlLayout.DURABLE_POSITION, 24);
    }

    /** Lets the time pass instead of waiting. */
    private final class MovingClock implements IdleStrategy
    {
        @Override
        public void idle(final int workCount)
        {
            idle();
        }

        @Override
        public void idle()
        {
            now += NANOS / 2;
        }

        @Override
        public void reset()
        {
            // Nothing to reset
        }
    }
}
