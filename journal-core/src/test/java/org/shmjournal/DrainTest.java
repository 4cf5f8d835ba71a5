package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.shmjournal.error.ChannelClosedException;
import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.error.StorageException;
import org.shmjournal.io.FileOperations;
import org.shmjournal.layout.ControlLayout;
import org.shmjournal.layout.RecordWord;
import org.shmjournal.layout.SegmentLayout;
import org.shmjournal.testing.Damage;
import org.shmjournal.testing.DelegatingFiles;
import org.shmjournal.testing.Records;
import org.shmjournal.testing.TestDisk;

/** The stream ends for ever: nothing comes behind it, and nobody waits for more. */
class DrainTest extends ChannelFixture
{
    private static final long THIS_BOOT = 1;
    private static final long ANOTHER_BOOT = 2;

    private final TestDisk disk = new TestDisk();

    private void assertDrained(final Path path, final int count, final int length)
    {
        final ChannelClosedException refused =
            assertThrows(ChannelClosedException.class, () -> at(path).openWriter());
        assertTrue(refused.getMessage().contains("ended for ever"), refused.getMessage());
        assertTrue(refused.getMessage().contains(path.toString()), refused.getMessage());
        try (ShmReader<ByteBuffer> reader = at(path).openReader())
        {
            assertRecords(Records.readAll(reader), 0, count, length);
            assertEquals(ReaderState.DRAINED, reader.state());
            assertFalse(reader.state().mayHaveMore());
            assertEquals(0, Records.readAll(reader).size());
            assertEquals(ReaderState.DRAINED, reader.state());
            reader.seekToEnd();
            assertEquals(0, Records.readAll(reader).size());
            assertEquals(ReaderState.DRAINED, reader.state());
        }
        assertEquals(List.of(), at(path).verify().findings());
        assertEquals(ControlLayout.DRAINED, Damage.longAt(path.resolve("channel.ctl"), ControlLayout.STATE));
    }

    @Test
    void shouldLetReadersHaveAllThatIsThereAndThenTellThemForEver()
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter();
            ShmReader<ByteBuffer> reader = channel().openReader())
        {
            write(writer, 0, 700, 100);
            assertEquals(1, reader.poll(record -> {
            }, 1));
            writer.drain();
            assertEquals(ReaderState.ACTIVE, reader.state());
            assertRecords(Records.readAll(reader), 1, 699, 100);
            assertEquals(ReaderState.DRAINED, reader.state());
            assertThrows(ChannelClosedException.class, () -> writer.write(Records.buffer(0, 8)));
            assertEquals(WriteStatus.DRAINED, writer.tryWrite(Records.buffer(0, 8)));
            assertThrows(ChannelClosedException.class, () -> writer.writeBytes(Records.buffer(0, 8)));
            assertThrows(ChannelClosedException.class, () -> writer.claim(8));
            assertThrows(ChannelClosedException.class, writer::heartbeat);
            assertThrows(ChannelClosedException.class, writer::drain);
            assertThrows(ChannelClosedException.class, writer::flush);
        }
        assertDrained(path(), 700, 100);
    }

    /** Without checksums, too, where only what is durable counts then: the END is. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldStayDrainedOnAnotherBoot(final boolean checksums)
    {
        try (ShmWriter<ByteBuffer> writer =
            channel(smallSegments().checksums(checksums)).bootId(() -> THIS_BOOT).openWriter())
        {
            write(writer, 0, 700, 100);
            writer.drain();
        }
        final ShmChannel<ByteBuffer> channel = channel().bootId(() -> ANOTHER_BOOT);
        assertThrows(ChannelClosedException.class, channel::openWriter);
        assertEquals(700, channel.recover(RecoverySpec.defaults().dryRun()).endSequence());
        final Path copy = directory.resolve("copy");
        channel.backup(copy);
        assertDrained(copy, 700, 100);
        assertDrained(path(), 700, 100);
    }

    /** Such as the JVM throws for a fault in a map: END is there, and nobody has said so. */
    @Test
    void shouldPutNothingOverAnEndThatWasNotComeToTheEndOf()
    {
        final AtomicBoolean faulty = new AtomicBoolean();
        final FileOperations files = new DelegatingFiles()
        {
            @Override
            public void force(final MappedByteBuffer memory, final int index, final int length) throws IOException
            {
                if (faulty.get())
                {
                    throw new InternalError("a fault");
                }
                super.force(memory, index, length);
            }
        };
        try (ShmWriter<ByteBuffer> writer = channel().fileOperations(files).openWriter())
        {
            write(writer, 0, 700, 100);
            faulty.set(true);
            assertThrows(InternalError.class, writer::drain);
            faulty.set(false);
            assertEquals(WriteStatus.DRAINED, writer.tryWrite(Records.buffer(0, 8)));
            assertThrows(ChannelClosedException.class, () -> writer.write(Records.buffer(0, 8)));
            assertThrows(ChannelClosedException.class, () -> writer.claim(8));
        }
        assertDrained(path(), 700, 100);
    }

    @Test
    void shouldDrainAChannelInWhichNothingWasWritten()
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            writer.drain();
        }
        assertDrained(path(), 0, 0);
    }

    @Test
    void shouldRefuseToDrainWhileAClaimIsOpen()
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            write(writer, 0, 1, 100);
            final RecordClaim claim = writer.claim(100);
            assertThrows(IllegalStateException.class, writer::drain);
            claim.buffer().put(claim.offset(), Records.payload(1, 100));
            claim.commit(100);
            write(writer, 2, 1, 100);
            writer.drain();
        }
        assertDrained(path(), 3, 100);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldDrainWithNothingButTheReservedWordsLeft(final boolean closedBefore)
    {
        final int length = SEGMENT_SIZE / 4 - 8;
        final ChannelSpec spec = smallSegments().retention(Retention.SINGLE_SEGMENT);
        try (ShmWriter<ByteBuffer> writer = channel(spec).openWriter())
        {
            write(writer, 0, 3, length);
            writer.writeBytes(Records.buffer(3, length - 16));
            assertEquals(0, writer.available());
            if (!closedBefore)
            {
                writer.drain();
            }
        }
        if (closedBefore)
        {
            try (ShmWriter<ByteBuffer> writer = channel().openWriter())
            {
                assertEquals(SEGMENT_SIZE - 8, writer.position());
                writer.drain();
            }
        }
        assertEquals(4, channel().info().records());
        assertThrows(ChannelClosedException.class, () -> channel().openWriter());
        try (ShmReader<ByteBuffer> reader = channel().openReader())
        {
            assertEquals(4, Records.readAll(reader).size());
            assertEquals(ReaderState.DRAINED, reader.state());
        }
        assertTrue(channel().verify().isGood());
    }

    @Test
    void shouldRemoveThePreparedSegment()
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            write(writer, 0, 400, 100);
            conductor.doWork();
            assertTrue(Files.exists(segmentFile(1)));
            writer.drain();
            assertFalse(Files.exists(segmentFile(1)));
            conductor.doWork();
            assertFalse(Files.exists(segmentFile(1)));
        }
        assertDrained(path(), 400, 100);
    }

    @Test
    void shouldHaveAllOnTheDiskOnceItHasDrained()
    {
        final Path left = directory.resolve("left");
        try (ShmWriter<ByteBuffer> writer = channel(smallSegments().checksums(true)).fileOperations(disk).openWriter())
        {
            write(writer, 0, 700, 100);
            writer.drain();
            disk.losePower(path(), left);
        }
        assertDrained(left, 700, 100);
    }

    /** As a kill between the END and the state leaves it. */
    private void drainAndForgetTheState(final ChannelSpec spec)
    {
        try (ShmWriter<ByteBuffer> writer =
            channel(spec).fileOperations(disk).bootId(() -> THIS_BOOT).openWriter())
        {
            write(writer, 0, 700, 100);
            writer.drain();
        }
        Damage.putLong(controlFile(), ControlLayout.STATE, ControlLayout.ACTIVE);
    }

    @ParameterizedTest
    @ValueSource(longs = {THIS_BOOT, ANOTHER_BOOT})
    void shouldEndForEverWhenTheOwnerDiedBetweenTheWordAndTheState(final long boot)
    {
        drainAndForgetTheState(smallSegments().checksums(true));
        try (ShmReader<ByteBuffer> reader = channel().openReader())
        {
            assertEquals(700, Records.readAll(reader).size());
            assertEquals(ReaderState.DRAINED, reader.state());
        }
        assertThrows(ChannelClosedException.class, () -> channel().bootId(() -> boot).openWriter());
        assertDrained(path(), 700, 100);
    }

    /** What was published and not forced must be on the disk before the state says that nobody needs to look. */
    @Test
    void shouldForceTheStreamBeforeItSaysThatADeadOwnerDrainedIt()
    {
        final Path copy = directory.resolve("copy");
        try (ShmWriter<ByteBuffer> writer =
            channel(smallSegments().checksums(true)).bootId(() -> THIS_BOOT).openWriter())
        {
            write(writer, 0, 700, 100);
            writer.drain();
            Damage.copyDirectory(path(), copy);
        }
        Damage.putLong(copy.resolve("channel.ctl"), ControlLayout.STATE, ControlLayout.ACTIVE);
        Damage.putLong(copy.resolve("channel.ctl"), ControlLayout.DURABLE_POSITION, 0);
        final TestDisk other = new TestDisk();
        assertThrows(ChannelClosedException.class,
            () -> at(copy).fileOperations(other).bootId(() -> THIS_BOOT).openWriter());
        for (int i = 0; i < 2; i++)
        {
            assertTrue(other.forces().contains(
                new TestDisk.Force(segmentFile(i).getFileName().toString(), DATA_OFFSET, SEGMENT_SIZE)));
        }
        assertDrained(copy, 700, 100);
    }

    @Test
    void shouldMendWhatAPowerLossLeftOfAStreamThatHadEnded()
    {
        drainAndForgetTheState(smallSegments().checksums(true));
        Damage.putLong(controlFile(), ControlLayout.DURABLE_POSITION, 0);
        Damage.putLong(segmentFile(1), SegmentLayout.BASE_SEQUENCE, -1);
        Damage.putLong(segmentFile(1), SegmentLayout.INDEX, 0);
        assertThrows(ChannelClosedException.class, () -> channel().bootId(() -> ANOTHER_BOOT).openWriter());
        assertDrained(path(), 700, 100);
        assertTrue(Damage.longAt(segmentFile(1), SegmentLayout.BASE_SEQUENCE) > 0);
    }

    @Test
    void shouldNotEndWhenTheEndStandsBehindAHole()
    {
        drainAndForgetTheState(smallSegments().checksums(true));
        Damage.putLong(controlFile(), ControlLayout.DURABLE_POSITION, 0);
        Damage.putLong(segmentFile(0), DATA_OFFSET + 10 * 112, 0);
        try (ShmWriter<ByteBuffer> writer = channel().bootId(() -> ANOTHER_BOOT).openWriter())
        {
            assertEquals(9, writer.lastSequence());
            write(writer, 10, 5, 100);
        }
        assertHolds(15, 100);
    }

    @Test
    void shouldWriteNothingBehindTheEndWhenTheStateCannotBeForced()
    {
        final ShmWriter<ByteBuffer> writer = channel(smallSegments().checksums(true)).fileOperations(disk).openWriter();
        write(writer, 0, 10, 100);
        disk.breakForces("channel.ctl");
        assertThrows(StorageException.class, writer::drain);
        disk.breakForces(null);
        assertThrows(ChannelClosedException.class, () -> writer.write(Records.buffer(10, 100)));
        assertThrows(ChannelClosedException.class, writer::drain);
        writer.close();
        assertDrained(path(), 10, 100);
    }

    @Test
    void shouldNotEndWhenTheRecordsCannotBeForced() throws IOException
    {
        final ShmWriter<ByteBuffer> writer = channel(smallSegments().checksums(true)).fileOperations(disk).openWriter();
        write(writer, 0, 10, 100);
        disk.breakForces(".seg");
        assertThrows(ChannelClosedException.class, writer::drain);
        disk.breakForces(null);
        writer.close();
        assertEquals(ControlLayout.ACTIVE, Damage.longAt(controlFile(), ControlLayout.STATE));
        // The END is there, and the next owner, who stores every page again, finds it.
        assertThrows(ChannelClosedException.class, () -> channel().openWriter());
        assertDrained(path(), 10, 100);
        final long end = Damage.longAt(segmentFile(0), DATA_OFFSET + 10 * 112);
        assertEquals(RecordWord.END, RecordWord.kind(end));
    }

    /** As when the state is damaged, or the END: all who look name the same place and the same mend, and that mends. */
    @ParameterizedTest
    @CsvSource({"1, true, true", "1, false, false", "2, true, true", "2, false, true", "2, true, false",
        "2, false, false"})
    void shouldTellThatAChannelSaidToBeDrainedHasNoEnd(
        final long boot, final boolean closed, final boolean checksums)
    {
        try (ShmWriter<ByteBuffer> writer =
            channel(smallSegments().checksums(checksums)).bootId(() -> THIS_BOOT).openWriter())
        {
            write(writer, 0, 700, 100);
            if (!closed)
            {
                writer.drain();
            }
        }
        if (closed)
        {
            Damage.putLong(controlFile(), ControlLayout.STATE, ControlLayout.DRAINED);
        }
        else
        {
            final long end = DATA_OFFSET + Damage.longAt(controlFile(), ControlLayout.DURABLE_POSITION) - SEGMENT_SIZE;
            assertEquals(RecordWord.END, RecordWord.kind(Damage.longAt(segmentFile(1), end)));
            Damage.putLong(segmentFile(1), end, 0);
        }
        final ShmChannel<ByteBuffer> channel = channel().bootId(() -> boot);
        final long position = assertNoEnd(channel::openWriter);
        assertEquals(position, assertNoEnd(channel::recover));
        assertEquals(position, assertNoEnd(() -> channel.recover(RecoverySpec.defaults().dryRun())));
        try (ShmReader<ByteBuffer> reader = channel.openReader())
        {
            assertEquals(700, Records.readAll(reader).size());
            assertEquals(position, assertNoEnd(reader::state));
        }
        try (ShmReader<ByteBuffer> reader = channel.fromEnd().openReader())
        {
            assertEquals(0, Records.readAll(reader).size());
            assertEquals(position, assertNoEnd(reader::state));
        }
        assertEquals(List.of(new VerifyReport.Finding(controlFile(), ControlLayout.STATE, position, "state",
            "ACTIVE, since the stream has no END", "DRAINED")), channel.verify().findings());
        channel.recover(RecoverySpec.defaults().cutAt(position));
        try (ShmWriter<ByteBuffer> writer = channel.openWriter())
        {
            write(writer, 700, 5, 100);
        }
        assertHolds(705, 100);
    }

    private long assertNoEnd(final Executable look)
    {
        final CorruptChannelException error = assertThrows(CorruptChannelException.class, look);
        assertEquals(controlFile(), error.path());
        assertEquals(ControlLayout.STATE, error.fileOffset());
        assertEquals("DRAINED", error.found());
        assertTrue(error.getMessage().endsWith("journal recover --cut-at " + error.position()), error.getMessage());
        return error.position();
    }
}
