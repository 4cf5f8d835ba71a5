package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.agrona.concurrent.IdleStrategy;
import org.junit.jupiter.api.Test;
import org.shmjournal.error.ChannelClosedException;
import org.shmjournal.error.ChannelNotFoundException;
import org.shmjournal.error.StorageException;
import org.shmjournal.testing.Records;
import org.shmjournal.testing.TestDisk;

/** Aborts everyone at once, and loses nothing that was published. */
class TerminateTest extends ChannelFixture
{
    private void assertStopped(final ShmWriter<ByteBuffer> writer)
    {
        assertThrows(ChannelClosedException.class, () -> writer.write(Records.buffer(0, 8)));
        assertEquals(WriteStatus.TERMINATED, writer.tryWrite(Records.buffer(0, 8)));
        assertThrows(ChannelClosedException.class, () -> writer.writeBytes(Records.buffer(0, 8)));
        assertThrows(ChannelClosedException.class, () -> writer.claim(8));
        assertThrows(ChannelClosedException.class, writer::heartbeat);
        assertThrows(ChannelClosedException.class, writer::flush);
        assertThrows(ChannelClosedException.class, writer::drain);
    }

    @Test
    void shouldAbortWriterAndReadersAndLetALaterOwnerGoOnWithAllRecords()
    {
        try (ShmReader<ByteBuffer> reader = writeAndTerminate())
        {
            assertEquals(ReaderState.TERMINATED, reader.state());
            assertFalse(reader.state().mayHaveMore());
            try (ShmWriter<ByteBuffer> writer = channel().openWriter())
            {
                assertEquals(699, writer.lastSequence());
                assertEquals(ReaderState.ACTIVE, reader.state());
                write(writer, 700, 700, 100);
            }
            assertRecords(Records.readAll(reader), 0, 1400, 100);
            assertEquals(ReaderState.CLOSED, reader.state());
        }
        assertHolds(1400, 100);
    }

    private ShmReader<ByteBuffer> writeAndTerminate()
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            final ShmReader<ByteBuffer> reader = channel().openReader();
            write(writer, 0, 700, 100);
            writer.terminate();
            writer.terminate();
            assertStopped(writer);
            return reader;
        }
    }

    @Test
    void shouldDeliverNothingMoreToWhoeverReadsWhenItIsTerminated()
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter();
            ShmReader<ByteBuffer> reader = channel().openReader())
        {
            write(writer, 0, 700, 100);
            assertEquals(1, reader.poll(record -> {
            }, 1));
            writer.terminate();
            assertEquals(0, Records.readAll(reader).size());
            assertEquals(ReaderState.TERMINATED, reader.state());
            assertFalse(reader.iterator().hasNext());
        }
        try (ShmReader<ByteBuffer> later = channel().openReader())
        {
            int count = 0;
            while (later.state().mayHaveMore())
            {
                count += later.poll(record -> {
                }, 100);
            }
            assertEquals(700, count);
            assertEquals(ReaderState.TERMINATED, later.state());
            later.seekToSequence(699);
            assertEquals(1, Records.readAll(later).size());
            channel().openWriter().close();
            assertEquals(ReaderState.ACTIVE, later.state());
            try (ShmWriter<ByteBuffer> writer = channel().openWriter())
            {
                write(writer, 700, 1, 100);
                writer.terminate();
            }
            assertEquals(0, Records.readAll(later).size());
            assertEquals(ReaderState.TERMINATED, later.state());
        }
    }

    @Test
    void shouldOverrideDrainForThoseWhoStillReadAndStayDrainedForThoseWhoWouldWrite()
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter();
            ShmReader<ByteBuffer> reader = channel().openReader())
        {
            write(writer, 0, 700, 100);
            writer.drain();
            assertEquals(1, reader.poll(record -> {
            }, 1));
            writer.terminate();
            writer.terminate();
            assertEquals(0, Records.readAll(reader).size());
            assertEquals(ReaderState.TERMINATED, reader.state());
            assertEquals(WriteStatus.TERMINATED, writer.tryWrite(Records.buffer(0, 8)));
        }
        assertEquals("TERMINATED", channel().info().state());
        assertHolds(700, 100);
        assertThrows(ChannelClosedException.class, () -> channel().openWriter());
        assertEquals("DRAINED", channel().info().state());
        assertThrows(ChannelClosedException.class, () -> channel().openWriter());
        assertHolds(700, 100);
    }

    /** Whoever terminates stores to a map that whoever closes gives back. */
    @Test
    void shouldTerminateOrSayThatItIsClosedWhileAnotherThreadCloses() throws InterruptedException
    {
        for (int round = 0; round < 200; round++)
        {
            final ShmWriter<ByteBuffer> writer = channel().eagerUnmapping(true).openWriter();
            write(writer, round, 1, 100);
            final CompletableFuture<Throwable> end = new CompletableFuture<>();
            final CountDownLatch ready = new CountDownLatch(1);
            final Thread thread = new Thread(() -> {
                ready.countDown();
                try
                {
                    writer.terminate();
                    end.complete(null);
                }
                catch (final RuntimeException | Error ex)
                {
                    end.complete(ex);
                }
            });
            thread.start();
            ready.await();
            writer.close();
            thread.join();
            if (end.join() != null)
            {
                assertInstanceOf(IllegalStateException.class, end.join());
                assertEquals("ACTIVE", channel().info().state());
            }
            else
            {
                assertEquals("TERMINATED", channel().info().state());
            }
        }
        channel().openWriter().close();
        assertHolds(200, 100);
    }

    @Test
    void shouldNeverLoseAgainstADrainAtTheSameTime() throws InterruptedException
    {
        for (int round = 0; round < 100; round++)
        {
            final Path path = directory.resolve("channel-" + round);
            final ShmWriter<ByteBuffer> writer = at(path).spec(smallSegments()).openWriter();
            write(writer, 0, 1, 100);
            final CountDownLatch ready = new CountDownLatch(1);
            final Thread thread = new Thread(() -> {
                ready.countDown();
                at(path).terminate();
            });
            thread.start();
            ready.await();
            try
            {
                writer.drain();
            }
            catch (final ChannelClosedException terminatedBefore)
            {
                assertEquals("TERMINATED", at(path).info().state());
            }
            thread.join();
            assertEquals("TERMINATED", at(path).info().state());
            writer.close();
        }
    }

    @Test
    void shouldStopTheOwnerWhenItIsTerminatedFromElsewhere()
    {
        final ShmWriter<ByteBuffer> writer = channel().openWriter();
        write(writer, 0, 3, 100);
        assertEquals(new EndReport(path(), "ACTIVE", "TERMINATED", ProcessHandle.current().pid(), -1),
            channel().previewTerminate());
        assertEquals("ACTIVE", channel().info().state());
        assertTrue(channel().terminate().isChange());
        assertFalse(channel().terminate().isChange());
        conductor.doWork();
        // Nobody has told yet: what was written may not be forced.
        assertThrows(ChannelClosedException.class, writer::close);
        writer.close();
        channel().openWriter().close();
        assertHolds(3, 100);

        final ShmWriter<ByteBuffer> told = channel().openWriter();
        channel().terminate();
        conductor.doWork();
        assertEquals(WriteStatus.TERMINATED, told.tryWrite(Records.buffer(3, 100)));
        told.close();
    }

    @Test
    void shouldTerminateWithoutAnOwnerForThoseWhoStillRead()
    {
        writeAndClose(smallSegments(), 10, 100);
        try (ShmReader<ByteBuffer> reader = channel().openReader())
        {
            assertEquals(new EndReport(path(), "ACTIVE", "TERMINATED", 0, -1), channel().terminate());
            assertEquals(0, Records.readAll(reader).size());
            assertEquals(ReaderState.TERMINATED, reader.state());
        }
        assertThrows(ChannelNotFoundException.class, () -> at(directory.resolve("none")).terminate());
        assertHolds(10, 100);
    }

    @Test
    void shouldMakeAnOpenClaimFail()
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            write(writer, 0, 3, 100);
            final RecordClaim claim = writer.claim(100);
            writer.terminate();
            assertThrows(ChannelClosedException.class, () -> claim.commit(100));
            claim.close();
        }
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            write(writer, 3, 1, 100);
        }
        assertHolds(4, 100);
    }

    @Test
    void shouldWakeAWriterThatWaitsForASegment() throws InterruptedException
    {
        final CountDownLatch waits = new CountDownLatch(1);
        final IdleStrategy idle = new IdleStrategy()
        {
            @Override
            public void idle(final int workCount)
            {
                idle();
            }

            @Override
            public void idle()
            {
                waits.countDown();
            }

            @Override
            public void reset()
            {
                // Nothing to reset
            }
        };
        final ShmWriter<ByteBuffer> writer = channel().idleStrategy(() -> idle).openWriter();
        writeUntilLessIsLeft(writer, 200);
        final CompletableFuture<Throwable> end = new CompletableFuture<>();
        final int count = (int)writer.lastSequence() + 1;
        final Thread thread = new Thread(() -> {
            try
            {
                writer.write(Records.buffer(count, 1000));
                end.complete(null);
            }
            catch (final RuntimeException ex)
            {
                end.complete(ex);
            }
        });
        thread.start();
        waits.await();
        writer.terminate();
        assertInstanceOf(ChannelClosedException.class, end.join());
        thread.join();
        writer.close();
        channel().openWriter().close();
        assertHolds(count, 100);
    }

    @Test
    void shouldStopTheWriterEvenWhenTheStateCannotBeForced()
    {
        final TestDisk disk = new TestDisk();
        try (ShmWriter<ByteBuffer> writer = channel().fileOperations(disk).openWriter();
            ShmReader<ByteBuffer> reader = channel().openReader())
        {
            write(writer, 0, 3, 100);
            disk.breakForces("channel.ctl");
            assertThrows(StorageException.class, writer::terminate);
            disk.breakForces(null);
            assertEquals(ReaderState.TERMINATED, reader.state());
            assertStopped(writer);
        }
        channel().openWriter().close();
        assertHolds(3, 100);
    }
}
