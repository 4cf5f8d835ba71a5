package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.shmjournal.testing.Damage;
import org.shmjournal.testing.Records;
import org.shmjournal.testing.TestDisk;

/** What each mode forces and when, on a conductor and a clock that the test drives; and what a power loss leaves. */
class DurabilityTest extends ChannelFixture
{
    private static final long ANOTHER_BOOT = 2;
    private static final int RECORD = 112;

    private final TestDisk disk = new TestDisk();
    private long now;
    private final Conductor clocked = Conductor.builder().workers(0).nanoClock(() -> now).build();

    private ShmChannel<ByteBuffer> on(final ChannelSpec spec)
    {
        return channel(spec).fileOperations(disk).conductor(clocked)
            .idleStrategy(() -> new ConductingIdle(clocked));
    }

    private ChannelSpec periodic()
    {
        return smallSegments().durability(Durability.PERIODIC);
    }

    private List<Records.Read> afterPowerLoss()
    {
        final Path left = directory.resolve("left");
        disk.losePower(path(), left);
        at(left).bootId(() -> ANOTHER_BOOT).recover();
        try (ShmReader<ByteBuffer> reader = at(left).openReader())
        {
            return Records.readAll(reader);
        }
    }

    private void append(final ShmWriter<ByteBuffer> writer, final int count)
    {
        for (int i = 0; i < count; i++)
        {
            writer.write(Records.buffer(writer.lastSequence() + 1, 100));
        }
    }

    @Test
    void shouldForceWhenSoManyBytesWereWrittenAndNotBefore()
    {
        try (ShmWriter<ByteBuffer> writer = on(periodic().forceEvery(10 * RECORD)).openWriter())
        {
            append(writer, 9);
            clocked.doWork();
            assertEquals(0, writer.durablePosition());
            append(writer, 1);
            clocked.doWork();
            assertEquals(10 * RECORD, writer.durablePosition());
            assertRecords(afterPowerLoss(), 0, 10, 100);
            append(writer, 9);
            clocked.doWork();
            assertEquals(10 * RECORD, writer.durablePosition());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 1_000_000_000_000L, -5_000_000_000L, -1_000_000_000_000L, Long.MAX_VALUE - 10,
        Long.MIN_VALUE})
    void shouldForceWhenSoMuchTimeHasPassedWhereverTheClockBegins(final long begin)
    {
        now = begin;
        try (ShmWriter<ByteBuffer> writer = on(periodic().forceEvery(Duration.ofNanos(1000))).openWriter())
        {
            clocked.doWork();
            for (int i = 1; i <= 5; i++)
            {
                append(writer, 1);
                now += 999;
                clocked.doWork();
                assertEquals((i - 1) * RECORD, writer.durablePosition());
                now++;
                clocked.doWork();
                assertEquals(i * RECORD, writer.durablePosition());
            }
        }
    }

    @Test
    void shouldForceNothingWhenNothingWasWritten()
    {
        try (ShmWriter<ByteBuffer> writer =
            on(periodic().forceEvery(1).forceEvery(Duration.ofNanos(1))).openWriter())
        {
            append(writer, 1);
            clocked.doWork();
            disk.forget();
            for (int i = 0; i < 100; i++)
            {
                now += 1000;
                clocked.doWork();
                writer.flush();
            }
            assertEquals(List.of(), disk.forces());
        }
    }

    @Test
    void shouldNotForceByItselfInOtherModes()
    {
        for (final Durability mode : new Durability[]{Durability.PROCESS, Durability.SYNC})
        {
            try (ShmWriter<ByteBuffer> writer =
                on(smallSegments().durability(mode)).openWriter())
            {
                append(writer, 100);
                disk.forget();
                now += Duration.ofDays(1).toNanos();
                clocked.doWork();
                assertEquals(0, disk.recordForces());
                assertEquals(0, writer.durablePosition());
            }
            deleteChannel();
        }
    }

    private void deleteChannel()
    {
        Damage.deleteDirectory(path());
    }

    @Test
    void shouldNeverPassTheStartOfAnOpenClaim()
    {
        try (ShmWriter<ByteBuffer> writer = on(periodic().forceEvery(1)).openWriter())
        {
            append(writer, 3);
            try (RecordClaim claim = writer.claim(100))
            {
                claim.buffer().put(claim.offset(), Records.payload(3, 100));
                clocked.doWork();
                assertEquals(3 * RECORD, writer.durablePosition());
                writer.flush();
                assertEquals(3 * RECORD, writer.durablePosition());
                claim.commit(100);
            }
            clocked.doWork();
            assertEquals(4 * RECORD, writer.durablePosition());
        }
    }

    @Test
    void shouldMoveFromBoundaryToBoundaryAcrossRolls()
    {
        try (ShmWriter<ByteBuffer> writer = on(periodic().forceEvery(3 * RECORD)).openWriter())
        {
            long before = 0;
            for (int i = 0; i < 2000; i++)
            {
                append(writer, 1);
                clocked.doWork();
                final long durable = writer.durablePosition();
                assertTrue(durable >= before && durable <= writer.position(), "durable=" + durable);
                assertTrue(writer.position() - durable < 3 * RECORD, "durable=" + durable);
                final long offset = durable % SEGMENT_SIZE;
                assertTrue(offset % RECORD == 0 && offset <= RECORDS_END, "durable=" + durable);
                before = durable;
            }
            assertEquals(2000 - (writer.position() - before) / RECORD, afterPowerLoss().size());
        }
    }

    @ParameterizedTest
    @EnumSource(Durability.class)
    void shouldHoldEverythingThatWasFlushedAfterAPowerLossInEachMode(final Durability mode)
    {
        try (ShmWriter<ByteBuffer> writer = on(smallSegments().durability(mode)).openWriter())
        {
            for (int i = 0; i < 700; i++)
            {
                append(writer, 1);
                clocked.doWork();
            }
            append(writer, 1);
            writer.flush();
            assertEquals(writer.position(), writer.durablePosition());
            append(writer, 50);
            assertRecords(afterPowerLoss(), 0, 701, 100);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldHoldEverythingAfterAPowerLossBehindAClose(final boolean checksums)
    {
        try (ShmWriter<ByteBuffer> writer = on(smallSegments().checksums(checksums)).openWriter())
        {
            append(writer, 1700);
        }
        assertRecords(afterPowerLoss(), 0, 1700, 100);
        assertTrue(at(directory.resolve("left")).info().closed());
    }

    @Test
    void shouldHoldSealedSegmentsThatOnlyTheConductorForced()
    {
        try (ShmWriter<ByteBuffer> writer = on(smallSegments()).openWriter())
        {
            while (writer.position() < 2L * SEGMENT_SIZE)
            {
                append(writer, 1);
                clocked.doWork();
            }
            clocked.doWork();
            assertEquals(2L * SEGMENT_SIZE, writer.durablePosition());
            final int full = (int)writer.lastSequence();
            append(writer, 10);
            assertRecords(afterPowerLoss(), 0, full, 100);
        }
    }
}
