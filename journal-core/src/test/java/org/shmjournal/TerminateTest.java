package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.agrona.concurrent.IdleStrategy;
import org.junit.jupiter.api.Test;
import org.shmjournal.error.ChannelClosedException;
import org.shmjournal.error.StorageException;
import org.shmjournal.testing.Records;
import org.shmjournal.testing.TestDisk;

/** Aborts everyone at once, and loses nothing that was published. */
class TerminateTest extends ChannelFixture
{
    private void assertStopped(final ShmWriter<ByteBuffer> writer)
    {
        assertThrows(ChannelClosedException.class, () -> writer.write(Records.buffer(0, 8)));
        assertThrows(ChannelClosedException.class, () -> writer.tryWrite(Records.buffer(0, 8)));
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
