package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.shmjournal.error.JournalException;
import org.shmjournal.error.StorageException;
import org.shmjournal.testing.Records;
import org.shmjournal.testing.TestDisk;

/**
 * A listener may close its writer in the midst of the cold work that has told it something: what is left of that work
 * touches no map any more. Maps end at once here: where a use after that is no exception it ends the JVM.
 */
class ClosingListenerTest extends ChannelFixture
{
    private final TestDisk disk = new TestDisk();
    private final List<String> told = new ArrayList<>();
    private ShmWriter<ByteBuffer> writer;

    private ShmChannel<ByteBuffer> closing(final ChannelSpec spec)
    {
        return channel(spec).eagerUnmapping(true).fileOperations(disk).listener(new ChannelListener()
        {
            @Override
            public void onSegmentSealed(final Path file, final long number)
            {
                told.add("sealed");
                writer.close();
            }

            @Override
            public void onPreparationFailed(final StorageException reason)
            {
                told.add("not prepared");
                writer.close();
            }

            @Override
            public void onCursorRefused(final JournalException reason)
            {
                told.add("cursor refused");
                writer.close();
            }

            @Override
            public void onStopped(final JournalException reason)
            {
                told.add("stopped: " + reason);
                writer.close();
            }
        });
    }

    private void fillTheSegment()
    {
        int count = 0;
        while (writer.tryWriteBytes(Records.buffer(count, 1000)) > 0)
        {
            count++;
        }
    }

    private void assertClosed(final String... events)
    {
        conductor.doWork();
        assertEquals(List.of(events), told);
        assertFalse(channel().info().owner().alive());
        assertThrows(IllegalStateException.class, () -> writer.flush());
    }

    @Test
    void shouldCloseWhenASegmentCannotBePrepared()
    {
        writer = closing(smallSegments()).openWriter();
        conductor.doWork();
        fillTheSegment();
        disk.fill("1.seg");
        conductor.doWork();
        assertClosed("not prepared");
    }

    @Test
    void shouldCloseWhenTheFlushOfTheWritersThreadSealsASegment()
    {
        writer = closing(smallSegments()).openWriter();
        fillTheSegment();
        conductor.doWork();
        // Into the next segment; nobody has forced the full one.
        writer.writeBytes(Records.buffer(0, 1000));
        writer.flush();
        assertClosed("sealed");
    }

    @Test
    void shouldCloseWhenAForceFails()
    {
        writer = closing(smallSegments()).openWriter();
        fillTheSegment();
        conductor.doWork();
        writer.writeBytes(Records.buffer(0, 1000));
        disk.breakForces(".seg");
        assertThrows(RuntimeException.class, () -> writer.flush());
        assertEquals(1, told.size(), told::toString);
    }

    @Test
    void shouldCloseWhenACursorIsDamaged() throws Exception
    {
        channel(smallSegments().retention(Retention.ring(4))).create();
        writer = closing(smallSegments().retention(Retention.ring(4))).openWriter();
        fillTheSegment();
        for (final String name : List.of("one", "two"))
        {
            Files.write(path().resolve("cursors").resolve(name + ".cursor"), new byte[4096]);
        }
        conductor.doWork();
        assertClosed("cursor refused");
    }

    @Test
    void shouldCloseOnTheThreadOfItsOwnConductor() throws InterruptedException
    {
        final CountDownLatch closed = new CountDownLatch(1);
        final AtomicReference<Thread> on = new AtomicReference<>();
        final AtomicReference<ShmWriter<ByteBuffer>> own = new AtomicReference<>();
        own.set(ShmChannel.at(path()).spec(smallSegments()).listener(new ChannelListener()
        {
            @Override
            public void onStopped(final JournalException reason)
            {
                on.set(Thread.currentThread());
                assertThrows(JournalException.class, () -> own.get().close());
                closed.countDown();
            }
        }).openWriter());
        ShmChannel.at(path()).terminate();

        closed.await();
        final Patience patience = new Patience("the conductor to end");
        while (on.get().isAlive())
        {
            patience.check();
            Thread.yield();
        }
        assertFalse(channel().info().owner().alive());
    }
}
