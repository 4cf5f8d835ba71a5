package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.agrona.concurrent.IdleStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.shmjournal.error.ChannelClosedException;
import org.shmjournal.testing.Records;

/**
 * A writer that waits for a segment is closed, or stopped, when that comes at the same moment. Maps end at once here:
 * where a use after that is no exception it ends the JVM.
 */
class CloseOfAWaitingWriterTest extends ChannelFixture
{
    private static final int ROUNDS = 200;
    private static final int LENGTH = 1000;

    /** What waits. */
    enum Call
    {
        WRITE
        {
            @Override
            void run(final ShmWriter<ByteBuffer> writer, final long sequence)
            {
                assertTrue(writer.write(Records.buffer(sequence, LENGTH)) > 0);
            }
        },
        WRITE_BYTES
        {
            @Override
            void run(final ShmWriter<ByteBuffer> writer, final long sequence)
            {
                assertTrue(writer.writeBytes(Records.buffer(sequence, LENGTH)) > 0);
            }
        },
        CLAIM
        {
            @Override
            void run(final ShmWriter<ByteBuffer> writer, final long sequence)
            {
                final RecordClaim claim = writer.claim(LENGTH);
                claim.buffer().put(claim.offset(), Records.buffer(sequence, LENGTH), 0, LENGTH);
                assertTrue(claim.commit(LENGTH) > 0);
            }
        };

        abstract void run(ShmWriter<ByteBuffer> writer, long sequence);
    }

    /** Tells when its thread begins to wait, and what it does then. */
    private static final class Told implements IdleStrategy
    {
        private final Runnable onReset;
        private final Runnable onIdle;
        private final Patience patience = new Patience("the end of the wait");

        private Told(final Runnable onReset, final Runnable onIdle)
        {
            this.onReset = onReset;
            this.onIdle = onIdle;
        }

        @Override
        public void idle(final int workCount)
        {
            idle();
        }

        @Override
        public void idle()
        {
            patience.check();
            onIdle.run();
        }

        @Override
        public void reset()
        {
            onReset.run();
        }
    }

    private ShmChannel<ByteBuffer> told(final Path path, final Runnable onReset, final Runnable onIdle)
    {
        return at(path).spec(smallSegments()).eagerUnmapping(true).idleStrategy(() -> new Told(onReset, onIdle));
    }

    @ParameterizedTest
    @EnumSource
    void shouldEitherWriteOrBeClosed(final Call call)
    {
        for (int round = 0; round < ROUNDS; round++)
        {
            final Path path = directory.resolve("channel-" + round);
            final CountDownLatch waits = new CountDownLatch(1);
            final ShmWriter<ByteBuffer> writer = told(path, waits::countDown, conductor::doWork).openWriter();
            writeUntilLessIsLeft(writer, 200);
            final long sequence = writer.lastSequence() + 1;
            final Writers closing = new Writers().start(() -> {
                Patience.await("a waiting writer", waits);
                closeUnlessClaimed(writer);
            });
            final boolean written = isWritten(call, writer, sequence);
            closing.join();
            closeUnlessClaimed(writer);
            assertHolds(path, sequence + (written ? 1 : 0));
        }
    }

    private static boolean isWritten(final Call call, final ShmWriter<ByteBuffer> writer, final long sequence)
    {
        try
        {
            call.run(writer, sequence);
            return true;
        }
        catch (final IllegalStateException closed)
        {
            assertTrue(closed.getMessage().endsWith("is closed"), closed.getMessage());
            return false;
        }
    }

    /** A claim that was opened before is not closed over. */
    private static void closeUnlessClaimed(final ShmWriter<ByteBuffer> writer)
    {
        try
        {
            writer.close();
        }
        catch (final IllegalStateException claimed)
        {
            assertTrue(claimed.getMessage().contains("is open: commit or abort it first"), claimed.getMessage());
        }
    }

    private void assertHolds(final Path path, final long count)
    {
        assertTrue(at(path).info().closed());
        assertTrue(at(path).verify().isGood());
        try (ShmReader<ByteBuffer> reader = at(path).openReader())
        {
            assertEquals(count, Records.readAll(reader).size());
        }
    }

    /** By a close that is over before the thread that begins to wait has looked once. */
    @Test
    void shouldEndAWaitThatHasJustBegun()
    {
        final ShmWriter<?>[] waiting = new ShmWriter<?>[1];
        final Writers closing = new Writers();
        final ShmWriter<ByteBuffer> writer = told(path(), () -> {
            closing.start(waiting[0]::close);
            final Patience patience = new Patience("a closed writer");
            while (waiting[0].isBackPressured())
            {
                patience.check();
            }
        }, Thread::onSpinWait).openWriter();
        waiting[0] = writer;
        writeUntilLessIsLeft(writer, 200);
        assertThrows(IllegalStateException.class, () -> writer.write(Records.buffer(0, LENGTH)));
        closing.join();
        assertTrue(channel().info().closed());
    }

    @ParameterizedTest
    @EnumSource
    void shouldNotGoOnInASegmentThatCameBeforeItWasTerminated(final Call call)
    {
        final ShmWriter<?>[] waiting = new ShmWriter<?>[1];
        final ShmWriter<ByteBuffer> writer = told(path(), () -> {
            // Nothing yet
        }, () -> {
            conductor.doWork();
            waiting[0].terminate();
        }).openWriter();
        waiting[0] = writer;
        writeUntilLessIsLeft(writer, 200);
        final long sequence = writer.lastSequence() + 1;
        assertNotNull(assertThrows(ChannelClosedException.class, () -> call.run(writer, sequence)).getMessage());
        writer.close();
        assertEquals("TERMINATED", channel().info().state());
        channel().openWriter().close();
        try (ShmReader<ByteBuffer> reader = channel().openReader())
        {
            assertEquals(sequence, Records.readAll(reader).size());
        }
    }
}
