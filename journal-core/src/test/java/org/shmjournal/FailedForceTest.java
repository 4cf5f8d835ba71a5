package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shmjournal.error.ChannelClosedException;
import org.shmjournal.error.JournalException;
import org.shmjournal.error.StorageException;
import org.shmjournal.layout.ControlLayout;
import org.shmjournal.testing.Damage;
import org.shmjournal.testing.Records;
import org.shmjournal.testing.TestDisk;

/** A force fails once; the kernel then takes the lost pages for clean, and a second one would "succeed" without. */
class FailedForceTest extends ChannelFixture
{
    private static final long THIS_BOOT = 1;
    private final ChannelSpec checked = smallSegments().checksums(true);

    private final TestDisk disk = new TestDisk();
    private final List<JournalException> stops = new ArrayList<>();
    private final List<RecoveryReport> recoveries = new ArrayList<>();

    private final ChannelListener listener = new ChannelListener()
    {
        @Override
        public void onStopped(final JournalException reason)
        {
            stops.add(reason);
        }

        @Override
        public void onRecovered(final RecoveryReport report)
        {
            recoveries.add(report);
        }
    };

    private ShmWriter<ByteBuffer> open(final ChannelSpec spec)
    {
        return channel(spec).fileOperations(disk).bootId(() -> THIS_BOOT).listener(listener).openWriter();
    }

    private void assertPoisoned(final ShmWriter<ByteBuffer> writer, final long durable)
    {
        disk.forget();
        assertThrows(ChannelClosedException.class, writer::flush);
        assertThrows(ChannelClosedException.class, () -> writer.write(Records.buffer(0, 8)));
        assertThrows(ChannelClosedException.class, () -> writer.writeBytes(Records.buffer(0, 8)));
        assertThrows(ChannelClosedException.class, () -> writer.tryClaim(8));
        assertThrows(ChannelClosedException.class, writer::heartbeat);
        assertThrows(ChannelClosedException.class, writer::drain);
        for (int i = 0; i < 10; i++)
        {
            conductor.doWork();
        }
        assertEquals(durable, writer.durablePosition());
        writer.close();
        assertEquals(List.of(), disk.forces(), "forced again");
        assertEquals(durable, channel().info().durablePosition());
        assertEquals(0, Damage.longAt(controlFile(), ControlLayout.BOOT_ID));
        assertEquals(1, stops.size());
        assertInstanceOf(StorageException.class, stops.get(0));
    }

    @Test
    void shouldPoisonTheWriterAndNeverForceAgain()
    {
        final ShmWriter<ByteBuffer> writer = open(checked);
        write(writer, 0, 10, 100);
        writer.flush();
        write(writer, 10, 10, 100);
        disk.breakForces(".seg");
        final ChannelClosedException failed = assertThrows(ChannelClosedException.class, writer::flush);
        assertTrue(failed.getMessage().contains("Input/output error"), failed.getMessage());
        disk.breakForces(null);
        assertPoisoned(writer, 10 * 112);
    }

    @Test
    void shouldNotCallDurableWhatOnlyTheControlFileDidNotKeep()
    {
        final ShmWriter<ByteBuffer> writer = open(smallSegments());
        write(writer, 0, 10, 100);
        writer.flush();
        write(writer, 10, 10, 100);
        disk.breakForces("channel.ctl");
        assertThrows(ChannelClosedException.class, writer::flush);
        disk.breakForces(null);
        assertPoisoned(writer, 10 * 112);
    }

    @Test
    void shouldPoisonTheWriterWhenTheConductorCannotForceASealedSegment()
    {
        final ShmWriter<ByteBuffer> writer = open(checked);
        while (writer.position() < SEGMENT_SIZE)
        {
            write(writer, writer.lastSequence() + 1, 1, 100);
        }
        disk.breakForces(".seg");
        conductor.doWork();
        disk.breakForces(null);
        assertPoisoned(writer, 0);
    }

    @Test
    void shouldPoisonTheWriterWhenAPeriodicForceFails()
    {
        final ShmWriter<ByteBuffer> writer = open(smallSegments().durability(Durability.PERIODIC).forceEvery(1));
        write(writer, 0, 10, 100);
        disk.breakForces(".seg");
        conductor.doWork();
        disk.breakForces(null);
        assertPoisoned(writer, 9 * 112);
    }

    @Test
    void shouldTellWhoClosesAndDoSoAllTheSame()
    {
        final ShmWriter<ByteBuffer> writer = open(checked);
        write(writer, 0, 10, 100);
        disk.breakForces(".seg");
        assertThrows(ChannelClosedException.class, writer::close);
        disk.breakForces(null);
        writer.close();
        assertEquals(0, Damage.longAt(controlFile(), ControlLayout.BOOT_ID));
        open(checked).close();
        assertRecords(readAll(), 0, 10, 100);
    }

    @Test
    void shouldTellWhoClosesOfAForceThatFailedBesideTheWriter()
    {
        final ShmWriter<ByteBuffer> writer = open(smallSegments().durability(Durability.PERIODIC).forceEvery(1));
        write(writer, 0, 10, 100);
        disk.breakForces(".seg");
        conductor.doWork();
        disk.breakForces(null);
        final ChannelClosedException told = assertThrows(ChannelClosedException.class, writer::close);
        assertInstanceOf(StorageException.class, told.getCause());
        assertEquals(stops, List.of(told.getCause()));
        writer.close();
        open(smallSegments().durability(Durability.PERIODIC).forceEvery(1)).close();
    }

    @Test
    void shouldNotTellWhoClosesWhatWasThrownBefore()
    {
        final ShmWriter<ByteBuffer> writer = open(checked);
        write(writer, 0, 10, 100);
        disk.breakForces(".seg");
        assertThrows(ChannelClosedException.class, writer::flush);
        disk.breakForces(null);
        writer.close();
        open(checked).close();
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 900})
    void shouldForceEveryPageAgainAsTheNextOwnerOnTheSameBoot(final int count)
    {
        final ShmWriter<ByteBuffer> writer = open(checked);
        write(writer, 0, 5, 100);
        writer.flush();
        disk.breakForces(".seg");
        int written = 5;
        while (written < count)
        {
            writer.write(Records.buffer(written++, 100));
            if (writer.available() < SEGMENT_SIZE / 4)
            {
                // Prepares the next one; forces only what is sealed.
                conductor.doWork();
            }
            if (!stops.isEmpty())
            {
                break;
            }
        }
        assertThrows(ChannelClosedException.class, writer::flush);
        disk.breakForces(null);
        writer.close();
        final int last = (int)writer.lastSequence();
        disk.forget();

        open(checked).close();

        final RecoveryReport report = recoveries.get(recoveries.size() - 1);
        assertFalse(report.sameBoot());
        assertEquals(last + 1, report.endSequence());
        assertEquals(5 * 112, report.durablePosition());
        final Path left = directory.resolve("left");
        disk.losePower(path(), left);
        try (ShmReader<ByteBuffer> reader = at(left).openReader())
        {
            assertRecords(Records.readAll(reader), 0, last + 1, 100);
        }
        assertEquals(List.of(), at(left).verify().findings());
        assertTrue(disk.forces().contains(new TestDisk.Force(segmentFile(0).getFileName().toString(), DATA_OFFSET,
            SEGMENT_SIZE)));
    }

    @Test
    void shouldBeRecoveredAgainWhenTheForceOfTheNextOwnerFails()
    {
        final ShmWriter<ByteBuffer> writer = open(checked);
        write(writer, 0, 10, 100);
        disk.breakForces(".seg");
        assertThrows(ChannelClosedException.class, writer::flush);
        writer.close();
        assertThrows(StorageException.class, () -> open(checked));
        disk.breakForces("channel.ctl");
        assertThrows(StorageException.class, () -> open(checked));
        disk.breakForces(null);
        assertEquals(0, Damage.longAt(controlFile(), ControlLayout.BOOT_ID));
        open(checked).close();
        assertFalse(recoveries.get(recoveries.size() - 1).sameBoot());
        assertHolds(10, 100);
    }
}
