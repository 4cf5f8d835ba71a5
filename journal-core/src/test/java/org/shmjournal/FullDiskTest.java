package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shmjournal.error.ChannelClosedException;
import org.shmjournal.error.JournalException;
import org.shmjournal.error.StorageException;
import org.shmjournal.error.StorageFullException;
import org.shmjournal.layout.ControlLayout;
import org.shmjournal.testing.Damage;
import org.shmjournal.testing.DelegatingFiles;
import org.shmjournal.testing.Records;

/** The disk is full while the next segment is prepared, or refuses to force. */
@InEachMode
class FullDiskTest extends ChannelFixture
{
    private final SmallDisk disk = new SmallDisk();
    private final List<JournalException> told = new ArrayList<>();

    private final ChannelListener listener = new ChannelListener()
    {
        @Override
        public void onPreparationFailed(final StorageException reason)
        {
            told.add(reason);
        }

        @Override
        public void onStopped(final JournalException reason)
        {
            told.add(reason);
        }
    };

    /** Has no room, or does not force, while a test says so. */
    private static final class SmallDisk extends DelegatingFiles
    {
        private String full;
        private boolean broken;
        private int forces;

        @Override
        public void allocate(
            final Path file,
            final long length,
            final ByteBuffer head,
            final boolean forced,
            final Set<PosixFilePermission> permissions)
            throws IOException
        {
            if (full != null)
            {
                // What fitted is there, as it would be
                super.allocate(file, head.remaining(), head, forced, permissions);
                throw new IOException(full);
            }
            super.allocate(file, length, head, forced, permissions);
        }

        @Override
        public void force(final MappedByteBuffer memory, final int index, final int length) throws IOException
        {
            forces++;
            if (broken)
            {
                throw new IOException("Input/output error");
            }
            super.force(memory, index, length);
        }
    }

    private ShmChannel<ByteBuffer> channelOnSmallDisk()
    {
        return channel().fileOperations(disk).listener(listener);
    }

    @ParameterizedTest
    @ValueSource(strings = {"No space left on device", "Disk quota exceeded"})
    void shouldFailOnlyWhenTheSpaceIsNeededAndGoOnWhenItIsThere(final String message)
    {
        try (ShmWriter<ByteBuffer> writer = channelOnSmallDisk().openWriter())
        {
            writeUntilLessIsLeft(writer, SEGMENT_SIZE / 2 - 200);
            disk.full = message;
            conductor.doWork();
            assertEquals(1, told.size());
            assertInstanceOf(StorageFullException.class, told.get(0));
            assertEquals(List.of("00000000000000000000.seg", "channel.ctl", "owner.lock"), Damage.names(path()));

            writeUntilLessIsLeft(writer, 200);
            final long position = writer.position();
            final long next = writer.lastSequence() + 1;
            final StorageFullException noSpace = assertThrows(StorageFullException.class,
                () -> writer.write(Records.buffer(next, 1000)));
            assertTrue(noSpace.getMessage().contains(message), noSpace.getMessage());
            assertTrue(noSpace.getMessage().contains(path().toString()), noSpace.getMessage());
            assertThrows(StorageFullException.class, () -> writer.tryWrite(Records.buffer(next, 1000)));
            assertThrows(StorageFullException.class, () -> writer.writeBytes(Records.buffer(next, 1000)));
            assertThrows(StorageFullException.class, () -> writer.tryClaim(1000));
            assertEquals(position, writer.position());
            assertTrue(channel().verify().isGood());

            disk.full = null;
            writeOnceThereIsSpace(writer, next, 1000);
            assertEquals(SEGMENT_SIZE + 1008, writer.position());
        }
        assertTrue(channel().verify().isGood());
        final List<Records.Read> records = readAll();
        assertRecords(records.subList(records.size() - 1, records.size()), records.size() - 1, 1, 1000);
    }

    @Test
    void shouldStillTakeWhatFitsTheSegmentThatIsThere()
    {
        try (ShmWriter<ByteBuffer> writer = channelOnSmallDisk().openWriter())
        {
            disk.full = "No space left on device";
            writeUntilLessIsLeft(writer, 200);
            conductor.doWork();
            assertThrows(StorageFullException.class, () -> writer.write(Records.buffer(0, 1000)));
            writer.write(Records.buffer(writer.lastSequence() + 1, 8));
            writer.heartbeat();
            writer.flush();
            assertEquals(writer.position(), writer.durablePosition());
        }
        assertTrue(channel().info().closed());
        assertTrue(channel().verify().isGood());
    }

    @Test
    void shouldTellOnceForEachTimeTheDiskIsFull()
    {
        try (ShmWriter<ByteBuffer> writer = channelOnSmallDisk().openWriter())
        {
            disk.full = "No space left on device";
            writeUntilLessIsLeft(writer, 200);
            for (int i = 0; i < 1000; i++)
            {
                conductor.doWork();
            }
            assertEquals(1, told.size());
        }
    }

    @Test
    void shouldLeaveNothingBehindWhenThereIsNoRoomToCreateAChannel()
    {
        disk.full = "No space left on device";
        assertThrows(StorageFullException.class, () -> channelOnSmallDisk().openWriter());
        assertFalse(channel().exists());
        assertEquals(List.of("owner.lock"), Damage.names(path()));

        disk.full = null;
        channelOnSmallDisk().openWriter().close();
        assertTrue(channel().exists());
    }

    @Test
    void shouldWriteNothingMoreAfterAForceFailedAndNotTryAgain()
    {
        final ShmWriter<ByteBuffer> writer = channelOnSmallDisk().openWriter();
        writer.write(Records.buffer(0, 10));
        writer.flush();
        final long durable = writer.durablePosition();
        writer.write(Records.buffer(1, 10));
        disk.broken = true;

        assertThrows(JournalException.class, writer::flush);
        disk.broken = false;
        final int forces = disk.forces;
        assertThrows(ChannelClosedException.class, writer::flush);
        assertThrows(ChannelClosedException.class, () -> writer.write(Records.buffer(2, 10)));

        assertEquals(durable, writer.durablePosition());
        assertEquals(0, Damage.longAt(controlFile(), ControlLayout.BOOT_ID));
        writer.close();
        assertEquals(forces, disk.forces);
        assertEquals(1, told.size());
        assertEquals(durable, channel().info().durablePosition());
        assertFalse(channel().info().closed());
    }

    @Test
    void shouldStopTheWriterWhenASealedSegmentCannotBeForced()
    {
        final ShmWriter<ByteBuffer> writer = channelOnSmallDisk().openWriter();
        while (writer.position() < SEGMENT_SIZE)
        {
            write(writer, writer.lastSequence() + 1, 1, 100);
        }
        final long durable = writer.durablePosition();
        assertTrue(durable < SEGMENT_SIZE);
        disk.broken = true;
        conductor.doWork();
        assertThrows(ChannelClosedException.class, () -> writer.write(Records.buffer(0, 10)));
        assertEquals(durable, writer.durablePosition());
        disk.broken = false;
        writer.close();
        assertEquals(durable, channel().info().durablePosition());
    }

    private void writeOnceThereIsSpace(final ShmWriter<ByteBuffer> writer, final long sequence, final int length)
    {
        final Patience patience = new Patience("space");
        boolean written = false;
        while (!written)
        {
            patience.check();
            conductor.doWork();
            try
            {
                written = writer.tryWrite(Records.buffer(sequence, length)) > 0;
            }
            catch (final StorageFullException ignored)
            {
                // It is tried again after a while.
            }
        }
    }
}
