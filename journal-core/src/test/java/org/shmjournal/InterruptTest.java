package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.shmjournal.error.ChannelLockedException;
import org.shmjournal.error.InterruptedWaitException;
import org.shmjournal.io.FileOperations;
import org.shmjournal.testing.ChannelProgram;
import org.shmjournal.testing.ChildJvm;
import org.shmjournal.testing.Records;

/** The JDK closes a file channel whose thread is interrupted, and with it every lock: not ours. */
@InEachMode
class InterruptTest extends ChannelFixture
{
    @AfterEach
    void forgetInterrupt()
    {
        Thread.interrupted();
    }

    private static void interrupt()
    {
        Thread.currentThread().interrupt();
    }

    private static void assertStillInterrupted()
    {
        assertTrue(Thread.currentThread().isInterrupted(), "the flag was lost");
    }

    @Test
    void shouldOpenWriteRollFlushReadAndCloseWhileInterrupted()
    {
        interrupt();
        try (ShmWriter<ByteBuffer> writer = channel().openWriter();
            ShmReader<ByteBuffer> reader = channel().openReader())
        {
            write(writer, 0, 2000, 100);
            writer.flush();
            assertEquals(writer.position(), writer.durablePosition());
            assertRecords(Records.readAll(reader), 0, 2000, 100);
            reader.seekToStart();
            reader.seekToSequence(1500);
            assertRecords(Records.readAll(reader), 1500, 500, 100);
            assertStillInterrupted();
            assertThrows(ChannelLockedException.class, () -> channel().openWriter());
            assertStillInterrupted();
        }
        assertStillInterrupted();
        Thread.interrupted();
        assertHolds(2000, 100);
    }

    @Test
    void shouldKeepTheLockWhenTheThreadThatTookItIsInterrupted()
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            interrupt();
            write(writer, 0, 1000, 100);
            writer.flush();
            assertTrue(Thread.interrupted());
            assertEquals(ChannelProgram.LOCKED,
                ChildJvm.of(ChannelProgram.class).run("probe-lock", lockFile().toString()).output().trim());
        }
        assertHolds(1000, 100);
    }

    @Test
    void shouldCreateWhileInterrupted()
    {
        interrupt();
        channel().create();
        assertStillInterrupted();
        assertTrue(channel().exists());
    }

    @Test
    void shouldReadByCopyingWhileInterrupted()
    {
        writeAndClose(smallSegments(), 1000, 100);
        interrupt();
        try (ShmReader<ByteBuffer> reader = channel().fileOperations(FileOperations.copying()).openReader())
        {
            assertRecords(Records.readAll(reader), 0, 1000, 100);
        }
        assertStillInterrupted();
    }

    @Test
    void shouldTakeASnapshotWhileInterrupted()
    {
        writeAndClose(smallSegments(), 1000, 100);
        interrupt();
        assertEquals(1000, channel().info().records());
        assertStillInterrupted();
    }

    @Test
    void shouldEndAWaitForTheNextSegmentWithNothingWritten()
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            writeUntilLessIsLeft(writer, 200);
            final long position = writer.position();
            interrupt();
            assertThrows(InterruptedWaitException.class, () -> writer.write(Records.buffer(0, 1000)));
            assertStillInterrupted();
            assertThrows(InterruptedWaitException.class, () -> writer.writeBytes(Records.buffer(0, 1000)));
            assertThrows(InterruptedWaitException.class, () -> writer.claim(1000));
            assertStillInterrupted();
            assertEquals(position, writer.position());

            // What needs no wait goes on
            writer.write(Records.buffer(writer.lastSequence() + 1, 8));
            assertEquals(position, writer.lastPosition());
            conductor.doWork();
            writer.write(Records.buffer(writer.lastSequence() + 1, 1000));
            assertStillInterrupted();
        }
        Thread.interrupted();
        assertTrue(channel().verify().isGood());
    }

    @Test
    void shouldEndAWaitForAChannelToAppear()
    {
        interrupt();
        assertThrows(InterruptedWaitException.class, () -> channel().deadline(Duration.ofDays(1)).openReader());
        assertStillInterrupted();
    }

    @Test
    void shouldEndAnIterationThatWaits()
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter();
            ShmReader<ByteBuffer> reader = channel().openReader())
        {
            writer.write(Records.buffer(0, 10));
            final Iterator<ByteBuffer> records = reader.iterator();
            records.next();
            interrupt();
            assertThrows(InterruptedWaitException.class, records::hasNext);
            assertStillInterrupted();
            Thread.interrupted();
            writer.write(Records.buffer(1, 10));
            assertEquals(Records.buffer(1, 10), records.next());
        }
    }

    @Test
    void shouldCloseWithAConductorOfItsOwnWhileInterruptedAndSayNothing()
    {
        final PrintStream error = System.err;
        final ByteArrayOutputStream said = new ByteArrayOutputStream();
        final ShmWriter<ByteBuffer> writer = ShmChannel.at(path()).spec(smallSegments()).openWriter();
        writer.write(Records.buffer(0, 10));
        interrupt();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try
        {
            writer.close();
        }
        finally
        {
            System.setErr(error);
        }
        assertStillInterrupted();
        Thread.interrupted();
        assertEquals("", said.toString(StandardCharsets.UTF_8));
        assertHolds(1, 10);
        assertTrue(channel().info().closed());
    }
}
