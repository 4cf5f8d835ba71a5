package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.shmjournal.error.ChannelClosedException;
import org.shmjournal.error.JournalException;
import org.shmjournal.error.OwnerFencedException;
import org.shmjournal.testing.Damage;
import org.shmjournal.testing.Records;

/** The lock file was deleted or replaced: another owner may come, so this one must stop by itself. */
@InEachMode
class FencedOwnerTest extends ChannelFixture
{
    private final List<JournalException> told = new ArrayList<>();

    private final ChannelListener listener = new ChannelListener()
    {
        @Override
        public void onStopped(final JournalException reason)
        {
            told.add(reason);
        }
    };

    @Test
    void shouldWriteNothingMoreOnceTheLockFileWasDeleted() throws IOException
    {
        try (ShmWriter<ByteBuffer> writer = channel().listener(listener).openWriter())
        {
            writer.write(Records.buffer(0, 10));
            Files.delete(lockFile());
            conductor.doWork();

            assertFenced(writer);
        }
        assertEquals(1, told.size());
    }

    @Test
    void shouldWriteNothingMoreOnceTheLockFileWasReplaced() throws IOException
    {
        try (ShmWriter<ByteBuffer> writer = channel().listener(listener).openWriter())
        {
            writer.write(Records.buffer(0, 10));
            Files.move(lockFile(), path().resolve("moved"));
            Files.createFile(lockFile());
            conductor.doWork();

            assertFenced(writer);
        }
    }

    @Test
    void shouldWriteNothingMoreOnceTheWholeDirectoryWasDeleted()
    {
        try (ShmWriter<ByteBuffer> writer = channel().listener(listener).openWriter())
        {
            writer.write(Records.buffer(0, 10));
            Damage.deleteDirectory(path());
            conductor.doWork();

            assertFenced(writer);
        }
    }

    @Test
    void shouldNoticeWhileItIdles() throws IOException
    {
        try (ShmWriter<ByteBuffer> writer = channel().listener(listener).openWriter())
        {
            conductor.doWork();
            Files.delete(lockFile());
            final Patience patience = new Patience("the owner to notice");
            while (told.isEmpty())
            {
                conductor.doWork();
                patience.check();
            }
            assertFenced(writer, -1);
        }
    }

    @Test
    void shouldNoticeBeforeItPreparesASegment() throws IOException
    {
        try (ShmWriter<ByteBuffer> writer = channel().listener(listener).openWriter())
        {
            conductor.doWork();
            writeUntilLessIsLeft(writer, SEGMENT_SIZE / 2 - 200);
            Files.delete(lockFile());
            conductor.doWork();

            assertEquals(List.of("00000000000000000000.seg", "channel.ctl"), Damage.names(path()));
            assertEquals(1, told.size());
            assertThrows(ChannelClosedException.class, () -> writer.write(Records.buffer(0, 10)));
        }
    }

    @Test
    void shouldFreeAWriterThatWaitsForTheNextSegment() throws IOException
    {
        try (ShmWriter<ByteBuffer> writer = channel().listener(listener).openWriter())
        {
            writeUntilLessIsLeft(writer, 200);
            Files.delete(lockFile());
            assertThrows(ChannelClosedException.class, () -> writer.write(Records.buffer(0, 1000)));
        }
    }

    @Test
    void shouldLeaveTheFilesAloneWhenItClosesAfterItWasFenced() throws IOException
    {
        final ShmWriter<ByteBuffer> writer = channel().openWriter();
        writeUntilLessIsLeft(writer, SEGMENT_SIZE / 2 - 200);
        Files.delete(lockFile());
        conductor.doWork();
        final byte[] before = Files.readAllBytes(segmentFile(0));

        final ChannelClosedException closed = assertThrows(ChannelClosedException.class, writer::close);
        assertInstanceOf(OwnerFencedException.class, closed.getCause());
        writer.close();

        assertArrayEquals(before, Files.readAllBytes(segmentFile(0)));
        channel().openWriter().close();
    }

    @Test
    void shouldStopWhenAnotherOwnerTookTheChannelWithALockFileOfItsOwn() throws IOException
    {
        final ShmWriter<ByteBuffer> old = channel().listener(listener).openWriter();
        old.write(Records.buffer(0, 10));
        Files.delete(lockFile());
        try (ShmWriter<ByteBuffer> writer = channelOfAnotherConductor().openWriter())
        {
            assertEquals(0, writer.lastSequence());
            conductor.doWork();
            assertFenced(old);
            old.close();
            writer.write(Records.buffer(1, 10));
        }
        assertHolds(2, 10);
    }

    @Test
    void shouldNotHideTheNextOwnerWhenItCloses() throws IOException
    {
        final ShmWriter<ByteBuffer> old = channel().openWriter();
        Files.delete(lockFile());
        try (ShmWriter<ByteBuffer> writer = channelOfAnotherConductor().openWriter())
        {
            conductor.doWork();
            assertThrows(ChannelClosedException.class, old::close);
            assertEquals(ProcessHandle.current().pid(), channel().info().owner().pid());
            assertTrue(writer.available() > 0);
        }
    }

    @Test
    void shouldNotHarmTheNextOwnerWhenItClosesBeforeTheConductorNoticed() throws IOException
    {
        final ShmWriter<ByteBuffer> old = channel().openWriter();
        writeUntilLessIsLeft(old, SEGMENT_SIZE / 2 - 200);
        conductor.doWork();
        final long first = old.lastSequence() + 1;
        Files.delete(lockFile());
        try (ShmWriter<ByteBuffer> writer = channelOfAnotherConductor().openWriter())
        {
            writer.write(Records.buffer(first, 1000));
            assertThrows(ChannelClosedException.class, old::close);
            for (int i = 1; i < 60; i++)
            {
                writer.write(Records.buffer(first + i, 1000));
            }
        }
        assertEquals(List.of(), channel().verify().findings());
        final List<Records.Read> records = readAll();
        assertEquals(first + 60, records.size());
        assertRecords(records.subList((int)first, (int)first + 60), first, 60, 1000);
    }

    @Test
    void shouldNotMoveTheDurablePositionOnFlushBeforeTheConductorNoticed() throws IOException
    {
        final ShmWriter<ByteBuffer> old = channel().openWriter();
        old.write(Records.buffer(0, 1000));
        Files.delete(lockFile());
        try (ShmWriter<ByteBuffer> writer = channelOfAnotherConductor().openWriter())
        {
            writer.write(Records.buffer(1, 100));
            writer.flush();
            final long durable = writer.durablePosition();

            assertThrows(JournalException.class, old::flush);

            assertEquals(durable, writer.durablePosition());
        }
        // That it is fenced it has told.
        old.close();
    }

    private ShmChannel<ByteBuffer> channelOfAnotherConductor()
    {
        final Conductor another = Conductor.builder().workers(0).build();
        return channel().conductor(another).idleStrategy(() -> new ConductingIdle(another));
    }

    private void assertFenced(final ShmWriter<ByteBuffer> writer)
    {
        assertFenced(writer, 0);
    }

    private void assertFenced(final ShmWriter<ByteBuffer> writer, final long lastSequence)
    {
        final long position = writer.position();
        final ChannelClosedException closed = assertThrows(ChannelClosedException.class,
            () -> writer.write(Records.buffer(1, 10)));
        assertInstanceOf(OwnerFencedException.class, closed.getCause());
        assertTrue(closed.getMessage().contains("lock file"), closed.getMessage());
        assertThrows(ChannelClosedException.class, () -> writer.tryWrite(Records.buffer(1, 10)));
        assertThrows(ChannelClosedException.class, () -> writer.writeBytes(Records.buffer(1, 10)));
        assertThrows(ChannelClosedException.class, writer::heartbeat);
        assertThrows(ChannelClosedException.class, () -> writer.claim(1));
        assertThrows(ChannelClosedException.class, writer::flush);
        assertEquals(position, writer.position());
        assertEquals(lastSequence, writer.lastSequence());
        assertInstanceOf(OwnerFencedException.class, told.get(0));
    }
}
