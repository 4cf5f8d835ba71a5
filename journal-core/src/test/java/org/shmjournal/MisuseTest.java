package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.shmjournal.error.ChannelClosedException;
import org.shmjournal.error.JournalException;
import org.shmjournal.testing.DelegatingFiles;
import org.shmjournal.testing.Records;

/** Mistakes of the caller, and what the caller's own code throws: told clearly, and nothing is lost by them. */
@InEachMode
class MisuseTest extends ChannelFixture
{
    /** Waits inside encode until the test says go on. */
    private static final class WaitingFormat implements DataFormat<ByteBuffer>
    {
        private final CountDownLatch inside = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);

        @Override
        public int id()
        {
            return RawFormat.ID;
        }

        @Override
        public String mediaType()
        {
            return RawFormat.MEDIA_TYPE;
        }

        @Override
        public int encode(final ByteBuffer value, final ByteBuffer target, final int offset, final int available)
        {
            inside.countDown();
            try
            {
                goOn.await();
            }
            catch (final InterruptedException ex)
            {
                throw new IllegalStateException(ex);
            }
            return RawFormat.raw().encode(value, target, offset, available);
        }

        @Override
        public ByteBuffer decode(final ByteBuffer source, final int offset, final int length)
        {
            return RawFormat.raw().decode(source, offset, length);
        }
    }

    @Test
    void shouldKeepASecondThreadOut() throws Exception
    {
        assumeTrue(ShmWriter.class.desiredAssertionStatus(), "assertions are off");
        final WaitingFormat format = new WaitingFormat();
        final ExecutorService first = Executors.newSingleThreadExecutor(task -> new Thread(task, "the first"));
        try (ShmWriter<ByteBuffer> writer = channel().format(format).openWriter())
        {
            final Future<Integer> taken = first.submit(() -> writer.write(Records.buffer(0, 10)));
            format.inside.await();

            final IllegalStateException second = assertThrows(IllegalStateException.class,
                () -> writer.write(Records.buffer(1, 10)));
            assertTrue(second.getMessage().contains("thread=the first"), second.getMessage());
            assertTrue(second.getMessage().contains("thread=" + Thread.currentThread().getName()),
                second.getMessage());
            assertThrows(IllegalStateException.class, () -> writer.writeBytes(Records.buffer(1, 10)));
            assertThrows(IllegalStateException.class, () -> writer.claim(10));
            assertThrows(IllegalStateException.class, writer::heartbeat);

            format.goOn.countDown();
            assertEquals(24, taken.get());
            // Another thread may have it, one at a time
            writer.write(Records.buffer(1, 10));
        }
        finally
        {
            first.shutdownNow();
        }
        assertHolds(2, 10);
    }

    @Test
    void shouldKeepAnEncoderFromWritingWhileItEncodes()
    {
        assumeTrue(ShmWriter.class.desiredAssertionStatus(), "assertions are off");
        final List<ShmWriter<ByteBuffer>> itself = new ArrayList<>();
        final DataFormat<ByteBuffer> reentrant = new DataFormat<>()
        {
            @Override
            public int id()
            {
                return RawFormat.ID;
            }

            @Override
            public String mediaType()
            {
                return RawFormat.MEDIA_TYPE;
            }

            @Override
            public int encode(final ByteBuffer value, final ByteBuffer target, final int offset, final int available)
            {
                return itself.get(0).writeBytes(value);
            }

            @Override
            public ByteBuffer decode(final ByteBuffer source, final int offset, final int length)
            {
                return RawFormat.raw().decode(source, offset, length);
            }
        };
        try (ShmWriter<ByteBuffer> writer = channel().format(reentrant).openWriter())
        {
            itself.add(writer);
            assertThrows(IllegalStateException.class, () -> writer.write(Records.buffer(0, 10)));
            writer.writeBytes(Records.buffer(0, 10));
        }
        assertHolds(1, 10);
    }

    @Test
    void shouldRefuseUseOfAWriterAfterItsClose()
    {
        final ShmWriter<ByteBuffer> writer = channel().openWriter();
        writer.write(Records.buffer(0, 10));
        final RecordClaim claim = writer.claim(1);
        claim.abort();
        writer.close();
        assertThrows(IllegalStateException.class, () -> writer.write(Records.buffer(1, 10)));
        assertEquals(WriteStatus.CLOSED, writer.tryWrite(Records.buffer(1, 10)));
        assertThrows(IllegalStateException.class, () -> writer.writeBytes(Records.buffer(1, 10)));
        assertThrows(IllegalStateException.class, () -> writer.claim(1));
        assertThrows(IllegalStateException.class, () -> writer.tryClaim(1));
        assertThrows(IllegalStateException.class, writer::heartbeat);
        assertThrows(IllegalStateException.class, writer::flush);
        assertThrows(IllegalStateException.class, writer::durablePosition);
        assertThrows(IllegalStateException.class, () -> claim.commit(1));
        writer.close();
        // What it knows by itself it still tells
        assertEquals(0, writer.lastSequence());
        assertEquals(32, writer.position());
        assertHolds(1, 10);
    }

    @Test
    void shouldNotTouchTheNextOwnersChannelWhenClosedTwice()
    {
        final ShmWriter<ByteBuffer> old = channel().openWriter();
        old.close();
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            writer.write(Records.buffer(0, 10));
            old.close();
            writer.write(Records.buffer(1, 10));
        }
        assertHolds(2, 10);
    }

    @Test
    void shouldRefuseUseOfAReaderAfterItsClose()
    {
        writeAndClose(smallSegments(), 1, 10);
        final ShmReader<ByteBuffer> reader = channel().openReader();
        reader.close();
        reader.close();
        assertThrows(IllegalStateException.class, () -> reader.poll(record -> {
        }, 1));
        assertThrows(IllegalStateException.class, () -> reader.seek(0));
        assertThrows(IllegalStateException.class, () -> reader.seekToSequence(0));
        assertThrows(IllegalStateException.class, reader::seekToStart);
        assertThrows(IllegalStateException.class, reader::seekToEnd);
        assertThrows(IllegalStateException.class, reader::state);
        assertThrows(IllegalStateException.class, () -> reader.iterator().hasNext());
    }

    @Test
    void shouldRefuseToMoveOrCloseAReaderFromItsHandler()
    {
        writeAndClose(smallSegments(), 2, 10);
        try (ShmReader<ByteBuffer> reader = channel().openReader())
        {
            assertEquals(2, reader.poll(record -> {
                assertThrows(IllegalStateException.class, () -> reader.poll(again -> {
                }, 1));
                assertThrows(IllegalStateException.class, reader::seekToStart);
                assertThrows(IllegalStateException.class, reader::close);
            }, 2));
            assertEquals(2, reader.sequence());
        }
    }

    @Test
    void shouldAbortWhateverAnEncoderThrows()
    {
        final FailingFormat format = new FailingFormat();
        try (ShmWriter<ByteBuffer> writer = channel().format(format).openWriter())
        {
            final Throwable[] failures = {new IllegalArgumentException("value"), new OutOfMemoryError("encoder"),
                new StackOverflowError(), new AssertionError()};
            for (int i = 0; i < failures.length; i++)
            {
                format.failure = failures[i];
                assertSame(failures[i], assertThrows(Throwable.class, () -> writer.write(Records.buffer(9, 200))));
                format.failure = null;
                writer.write(Records.buffer(i, 10));
            }
        }
        assertHolds(4, 10);
    }

    @Test
    void shouldStayBeforeTheRecordWhoseHandlerThrew()
    {
        writeAndClose(smallSegments(), 1000, 100);
        final Throwable[] failures = {new IllegalStateException("handler"), new OutOfMemoryError("handler")};
        try (ShmReader<ByteBuffer> reader = channel().openReader())
        {
            for (int i = 0; i < failures.length; i++)
            {
                final Throwable failure = failures[i];
                final long failing = 700 + i;
                assertSame(failure, assertThrows(Throwable.class, () -> reader.poll(
                    (buffer, offset, length, context) -> throwAt(failing, failure, context), 1000)));
                assertEquals(failing, reader.sequence());
            }
            assertRecords(Records.readAll(reader), 701, 299, 100);
        }
    }

    private static void throwAt(final long sequence, final Throwable failure, final RecordContext context)
    {
        if (context.sequence() == sequence)
        {
            if (failure instanceof Error error)
            {
                throw error;
            }
            throw (RuntimeException)failure;
        }
    }

    @Test
    void shouldGiveWhatAListenerThrowsToTheErrorHandler()
    {
        final List<Throwable> handled = new ArrayList<>();
        final Conductor handling = Conductor.builder().workers(0).errorHandler(handled::add).build();
        final ChannelListener listener = new ChannelListener()
        {
            @Override
            public void onSegmentSealed(final Path file, final long number)
            {
                throw new IllegalArgumentException("listener");
            }
        };
        try (ShmWriter<ByteBuffer> writer = channel().conductor(handling)
            .idleStrategy(() -> new ConductingIdle(handling)).listener(listener).openWriter())
        {
            for (int i = 0; i < 1200; i++)
            {
                writer.write(Records.buffer(i, 100));
            }
            handling.doWork();
        }
        assertEquals(2, handled.size());
        assertHolds(1200, 100);
    }

    @Test
    void shouldStopTheWriterWhenTheWorkBesideItFailsInAnUnexpectedWay()
    {
        final List<Throwable> stopped = new ArrayList<>();
        final DelegatingFiles broken = new DelegatingFiles()
        {
            @Override
            public void allocate(
                final Path file,
                final long length,
                final ByteBuffer head,
                final boolean forced,
                final Set<PosixFilePermission> permissions)
                throws IOException
            {
                if (file.toString().contains("1.seg"))
                {
                    throw new OutOfMemoryError("conductor");
                }
                super.allocate(file, length, head, forced, permissions);
            }
        };
        final ChannelListener listener = new ChannelListener()
        {
            @Override
            public void onStopped(final JournalException reason)
            {
                stopped.add(reason.getCause());
            }
        };
        try (ShmWriter<ByteBuffer> writer = channel().fileOperations(broken).listener(listener).openWriter())
        {
            writeUntilLessIsLeft(writer, 200);
            assertThrows(ChannelClosedException.class,
                () -> writer.write(Records.buffer(0, 1000)));
        }
        assertEquals(1, stopped.size());
        assertEquals(OutOfMemoryError.class, stopped.get(0).getClass());
        assertTrue(channel().verify().isGood());
    }
}
