package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shmjournal.testing.DelegatingFiles;

/** That the conductor leaves to its driver what may block, and serves everybody meanwhile. */
@Timeout(60)
class ConductorTest
{
    private static final int CHANNELS = 100;
    private static final int SEGMENT_SIZE = 64 * 1024;
    private static final List<String> FILE_EVENTS =
        List.of("jdk.FileForce", "jdk.FileRead", "jdk.FileWrite");

    @TempDir
    Path directory;

    /** Of which some work waits until the test lets it go. */
    private static final class Stuck extends DelegatingFiles
    {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);
        private final AtomicReference<Thread> worker = new AtomicReference<>();
        private volatile boolean isPreparing;
        private volatile boolean isForcing;

        private void await()
        {
            worker.set(Thread.currentThread());
            begun.countDown();
            try
            {
                released.await();
            }
            catch (final InterruptedException ex)
            {
                throw new AssertionError(ex);
            }
        }

        @Override
        public void allocate(
            final Path file,
            final long length,
            final ByteBuffer head,
            final boolean forced,
            final Set<PosixFilePermission> permissions)
            throws IOException
        {
            if (isPreparing)
            {
                await();
            }
            super.allocate(file, length, head, forced, permissions);
        }

        @Override
        public void force(final MappedByteBuffer memory, final int index, final int length) throws IOException
        {
            if (isForcing)
            {
                await();
            }
            super.force(memory, index, length);
        }
    }

    /** Counts how often one thread lists a directory. */
    private static final class Listing extends DelegatingFiles
    {
        private final AtomicInteger lists = new AtomicInteger();
        private volatile Thread other;

        @Override
        public List<String> list(final Path directory) throws IOException
        {
            if (Thread.currentThread() == other)
            {
                lists.incrementAndGet();
            }
            return super.list(directory);
        }
    }

    private ShmChannel<ByteBuffer> channel(final String name)
    {
        return ShmChannel.at(directory.resolve(name)).spec(ChannelSpec.defaults().segmentSize(SEGMENT_SIZE));
    }

    private static void writeThreeQuartersOfASegment(final ShmWriter<ByteBuffer> writer)
    {
        final ByteBuffer record = ByteBuffer.allocate(1000);
        for (int bytes = 0; bytes <= SEGMENT_SIZE * 3 / 4; bytes += record.remaining())
        {
            writer.write(record);
        }
    }

    private static void conduct(final Conductor conductor, final CountDownLatch until)
    {
        final Patience patience = new Patience("the driver to begin");
        while (until.getCount() > 0)
        {
            conductor.doWork();
            patience.check();
        }
    }

    @Test
    void shouldGoOnWhileASegmentIsPreparedAndWhileAnotherIsForced() throws IOException
    {
        final Stuck preparing = new Stuck();
        final Stuck forcing = new Stuck();
        final Conductor conductor = Conductor.builder().build();
        final ShmChannel<ByteBuffer> periodic = channel("periodic").fileOperations(forcing).conductor(conductor)
            .spec(ChannelSpec.defaults().segmentSize(SEGMENT_SIZE).durability(Durability.PERIODIC).forceEvery(1000));
        try (ShmWriter<ByteBuffer> one = channel("one").fileOperations(preparing).conductor(conductor).openWriter();
            ShmWriter<ByteBuffer> two = periodic.openWriter();
            ShmWriter<ByteBuffer> three = channel("three").conductor(conductor).openWriter())
        {
            preparing.isPreparing = true;
            forcing.isForcing = true;
            try
            {
                writeThreeQuartersOfASegment(one);
                two.write(ByteBuffer.allocate(2000));
                three.write(ByteBuffer.allocate(10));
                conduct(conductor, preparing.begun);
                conduct(conductor, forcing.begun);

                assertNotSame(Thread.currentThread(), preparing.worker.get());
                assertNotSame(Thread.currentThread(), forcing.worker.get());
                assertBeats(conductor, "one");
                assertBeats(conductor, "periodic");
                assertBeats(conductor, "three");
            }
            finally
            {
                // Or closing would wait for them.
                preparing.released.countDown();
                forcing.released.countDown();
            }
            final Patience patience = new Patience("the driver to go on");
            while (two.durablePosition() < two.position())
            {
                conductor.doWork();
                patience.check();
            }
            one.write(ByteBuffer.allocate(10));
        }
        finally
        {
            conductor.close();
        }
    }

    private void assertBeats(final Conductor conductor, final String name)
    {
        final long before = channel(name).info().owner().heartbeats();
        final Patience patience = new Patience("a heartbeat of " + name);
        while (channel(name).info().owner().heartbeats() == before)
        {
            conductor.doWork();
            patience.check();
        }
    }

    @Test
    void shouldGoOnWhileAllThatWasSubmittedTakesItsTime()
    {
        final CountDownLatch released = new CountDownLatch(1);
        try (Conductor conductor = Conductor.launch();
            ShmWriter<ByteBuffer> writer = channel("beside").conductor(conductor).openWriter())
        {
            try
            {
                for (int i = 0; i < 10; i++)
                {
                    conductor.submit(() -> {
                        released.await();
                        return null;
                    });
                }
                for (int segment = 0; segment < 4; segment++)
                {
                    writeThreeQuartersOfASegment(writer);
                }
                final Patience patience = new Patience("the full segments to be forced");
                while (writer.durablePosition() < SEGMENT_SIZE)
                {
                    patience.check();
                    Thread.yield();
                }
            }
            finally
            {
                released.countDown();
            }
        }
    }

    @Test
    void shouldServeAHundredChannelsWithThreeThreads()
    {
        final List<ShmWriter<ByteBuffer>> writers = new ArrayList<>();
        final int before = journalThreads().size();
        final Conductor conductor = Conductor.launch();
        try
        {
            for (int i = 0; i < CHANNELS; i++)
            {
                writers.add(channel("channel-" + i).conductor(conductor).writeDeadline(Duration.ofSeconds(50))
                    .openWriter());
            }
            final ByteBuffer record = ByteBuffer.allocate(10_000);
            for (int count = 0; count < 20; count++)
            {
                for (final ShmWriter<ByteBuffer> writer : writers)
                {
                    writer.write(record);
                }
            }
            assertEquals(before + 3, journalThreads().size(), journalThreads()::toString);
        }
        finally
        {
            writers.forEach(ShmWriter::close);
            conductor.close();
        }
        for (int i = 0; i < CHANNELS; i++)
        {
            assertEquals(20, channel("channel-" + i).info().records());
        }
        assertEquals(before, journalThreads().size(), journalThreads()::toString);
    }

    private static List<String> journalThreads()
    {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName)
            .filter(name -> name.startsWith("shm-")).sorted().collect(Collectors.toList());
    }

    @Test
    void shouldDoNoFileWorkOnTheConductorsOrTheCallersThread() throws IOException
    {
        final Path dump = directory.resolve("busy.jfr");
        final Conductor conductor = Conductor.launch();
        try (ShmWriter<ByteBuffer> writer = channel("busy").conductor(conductor)
            .spec(ChannelSpec.defaults().segmentSize(SEGMENT_SIZE).retention(Retention.keepSegments(3))
                .durability(Durability.PERIODIC).forceEvery(10_000))
            .openWriter(); Recording recording = new Recording())
        {
            for (final String event : FILE_EVENTS)
            {
                recording.enable(event).withThreshold(Duration.ZERO).withStackTrace();
            }
            recording.start();
            final ByteBuffer record = ByteBuffer.allocate(1000);
            for (int count = 0; count < 2000; count++)
            {
                writer.write(record);
            }
            recording.stop();
            recording.dump(dump);
        }
        finally
        {
            conductor.close();
        }

        final List<RecordedEvent> events = RecordingFile.readAllEvents(dump).stream()
            .filter(event -> FILE_EVENTS.contains(event.getEventType().getName()))
            .filter(event -> String.valueOf(event.getString("path")).contains(directory.toString()))
            .collect(Collectors.toList());
        assertTrue(events.stream().allMatch(event -> thread(event).startsWith("shm-driver")), events::toString);
        assertFalse(events.isEmpty(), "nothing was recorded");
        assertTrue(Files.exists(dump));
    }

    private static String thread(final RecordedEvent event)
    {
        return event.getThread() == null ? "none" : String.valueOf(event.getThread().getJavaName());
    }

    @Test
    void shouldEndWhenAListenerClosesTheWriterOnAThreadOfTheDriver() throws InterruptedException
    {
        final CountDownLatch closed = new CountDownLatch(1);
        final AtomicReference<ShmWriter<ByteBuffer>> writer = new AtomicReference<>();
        final AtomicReference<Thread> on = new AtomicReference<>();
        writer.set(channel("closing").listener(new ChannelListener()
        {
            @Override
            public void onSegmentSealed(final Path file, final long number)
            {
                on.set(Thread.currentThread());
                writer.get().close();
                closed.countDown();
            }
        }).openWriter());
        final ByteBuffer record = ByteBuffer.allocate(10_000);
        for (int count = 0; count < 7; count++)
        {
            writer.get().write(record);
        }

        closed.await();
        assertNotSame(Thread.currentThread(), on.get());
        assertFalse(channel("closing").info().owner().alive());
        final Patience patience = new Patience("the threads to end");
        while (on.get().isAlive())
        {
            patience.check();
            Thread.yield();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void shouldHaveNothingToDoWhileAReaderHoldsARingBack(final int workers)
    {
        final Conductor conductor = Conductor.builder().workers(workers).nanoClock(() -> 0).build();
        // Forced before it is recycled, so that this is no matter of memory alone.
        final ShmChannel<ByteBuffer> ring = channel("ring").conductor(conductor)
            .spec(ChannelSpec.defaults().segmentSize(SEGMENT_SIZE).retention(Retention.ring(3))
                .durability(Durability.PERIODIC).forceEvery(1000));
        ring.create();
        try (ShmReader<ByteBuffer> reader = ring.gating(Gating.WRITER).openReader();
            ShmWriter<ByteBuffer> writer = ring.openWriter())
        {
            final ByteBuffer record = ByteBuffer.allocate(1000);
            final Patience patience = new Patience("a full ring without anything to do");
            int idle = 0;
            while (idle < 1000)
            {
                final int taken = writer.tryWriteBytes(record);
                idle = taken == WriteStatus.BACK_PRESSURED && conductor.doWork() == 0 ? idle + 1 : 0;
                patience.check();
            }
            assertEquals(0, reader.position());
        }
        finally
        {
            conductor.close();
        }
    }

    /** Where a cursor is made in the midst of what is a matter of memory alone. */
    @Test
    void shouldListNoCursorsOnTheConductorsThread()
    {
        final Listing files = new Listing();
        final List<ShmReader<ByteBuffer>> others = new ArrayList<>();
        final Conductor conductor = Conductor.builder().workers(1).nanoClock(() -> 0).build();
        final ShmChannel<ByteBuffer> ring = channel("ring").conductor(conductor)
            .spec(ChannelSpec.defaults().segmentSize(SEGMENT_SIZE).retention(Retention.ring(8)));
        final ChannelListener joining = new ChannelListener()
        {
            @Override
            public void onCursorRevoked(final String name, final long position)
            {
                assertSame(files.other, Thread.currentThread());
                others.add(ring.gating(Gating.WRITER).fromEnd().openReader());
            }
        };
        ring.create();
        try (ShmWriter<ByteBuffer> writer = ring.fileOperations(files).listener(joining).openWriter();
            ShmReader<ByteBuffer> lagging =
                ring.cursor("lagging").gating(Gating.WRITER).maxLag(2 * SEGMENT_SIZE).openReader())
        {
            // All slots were used, so that they are mapped.
            while (segment(writer) < 10)
            {
                write(writer, conductor);
                lagging.poll(record -> {
                }, 1000);
            }
            while (segment(writer) < 12 || writer.available() > 2000)
            {
                write(writer, conductor);
            }
            conductUntilIdle(conductor);
            while (segment(writer) < 13 || writer.available() > SEGMENT_SIZE / 4)
            {
                assertTrue(writer.tryWriteBytes(ByteBuffer.allocate(1000)) > 0);
            }
            assertEquals(List.of(), others);
            files.other = Thread.currentThread();
            conductor.doWork();
            assertEquals(1, others.size());
            while (segment(writer) < 15)
            {
                write(writer, conductor);
            }
            assertEquals(0, files.lists.get());
            others.forEach(ShmReader::close);
        }
        finally
        {
            conductor.close();
        }
    }

    private static long segment(final ShmWriter<?> writer)
    {
        return writer.position() / SEGMENT_SIZE;
    }

    private static void write(final ShmWriter<?> writer, final Conductor conductor)
    {
        final Patience patience = new Patience("room");
        while (writer.tryWriteBytes(ByteBuffer.allocate(1000)) < 0)
        {
            conductor.doWork();
            patience.check();
        }
        conductor.doWork();
    }

    /** What its driver does was reported. */
    private static void conductUntilIdle(final Conductor conductor)
    {
        int idle = 0;
        while (idle < 1000)
        {
            idle = conductor.doWork() == 0 ? idle + 1 : 0;
            Thread.yield();
        }
    }

    @Test
    void shouldGoOnWhenAListenerThrowsAnError()
    {
        final AssertionError failure = new AssertionError("mine");
        final List<Throwable> told = new ArrayList<>();
        final Conductor conductor = Conductor.builder().workers(0).errorHandler(told::add).build();
        try (ShmWriter<ByteBuffer> writer = channel("failing").conductor(conductor).listener(new ChannelListener()
        {
            @Override
            public void onSegmentSealed(final Path file, final long number)
            {
                throw failure;
            }
        }).openWriter())
        {
            final ByteBuffer record = ByteBuffer.allocate(1000);
            for (int count = 0; count < 200; count++)
            {
                conductor.doWork();
                writer.write(record);
            }
        }
        finally
        {
            conductor.close();
        }
        assertFalse(told.isEmpty());
        told.forEach(error -> assertSame(failure, error));
    }
}
