package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.shmjournal.async.AsyncShmWriter;
import org.shmjournal.async.JournalFlow;
import org.shmjournal.io.AttachedFile;
import org.shmjournal.io.Proactor;
import org.shmjournal.testing.QuickFiles;
import org.shmjournal.testing.Records;

/** Whatever is opened and closed again and again leaves no descriptor, no map and no thread behind. */
class OpenCloseCycleTest
{
    private static final Path PROCESS = Path.of("/proc/self");
    private static final int WARM_UP = 20;
    private static final int CYCLES = 1000;

    @TempDir
    private Path directory;

    /** What the process has. */
    private record Belongings(long descriptors, long maps, long threads)
    {
    }

    private Belongings belongings() throws IOException
    {
        try (Stream<Path> descriptors = Files.list(PROCESS.resolve("fd"));
            Stream<String> maps = Files.lines(PROCESS.resolve("maps")))
        {
            // Of maps only those of the test's files, of threads the journal's: the JVM makes others as it likes.
            return new Belongings(descriptors.count(), maps.filter(line -> line.contains(directory + "/")).count(),
                Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().startsWith("shm-"))
                    .count());
        }
    }

    private ShmChannel<ByteBuffer> channel()
    {
        return ShmChannel.at(directory.resolve("channel")).spec(ChannelSpec.defaults().segmentSize(64 * 1024))
            .fileOperations(new QuickFiles()).eagerUnmapping(true);
    }

    private void cycle(final long cycle) throws IOException
    {
        try (Proactor driver = Proactor.builder().build();
            FileChannel file = FileChannel.open(directory.resolve("file"), StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
            ShmWriter<ByteBuffer> writer = channel().openWriter();
            ShmReader<ByteBuffer> reader = channel().fromEnd().openReader())
        {
            final AttachedFile attached = driver.attach(file);
            driver.push(attached.write(0, Records.buffer(cycle, 100)), "write");
            final MemoryGuard guard;
            try (VectoredWrite space = writer.claimVectored(100))
            {
                guard = space.extendLifetime();
                space.slices()[0].put(Records.buffer(cycle, 100));
                space.commit(100);
            }
            assertEquals(1, Records.readAll(reader).size());
            assertEquals(1, driver.poll(Proactor.ENDLESS, one -> assertTrue(one.isDone())));
            guard.close();
            // One more is on its way when everything is closed.
            driver.push(attached.force(true));
        }
    }

    private void asyncCycle(final long cycle)
    {
        try (Conductor conductor = Conductor.launch())
        {
            final AsyncShmWriter<ByteBuffer> writer = AsyncShmWriter.open(channel(), conductor);
            // Its reader is open, or on its way, when the conductor is closed.
            JournalFlow.publisher(channel().fromEnd(), conductor).subscribe(new Collecting(Long.MAX_VALUE));
            writer.write(Records.buffer(cycle, 100)).join();
            writer.flush().join();
            writer.close().toCompletableFuture().join();
        }
    }

    @Test
    @Timeout(300)
    void shouldHaveNoMoreThanBeforeAfterAThousandCycles() throws IOException
    {
        assertLeavesNothing(this::cycle);
    }

    @Test
    @Timeout(300)
    void shouldHaveNoMoreThanBeforeAfterAThousandAsynchronousCycles() throws IOException
    {
        assertLeavesNothing(this::asyncCycle);
    }

    /** What is opened and closed again. */
    private interface Cycle
    {
        void run(long number) throws IOException;
    }

    private void assertLeavesNothing(final Cycle cycle) throws IOException
    {
        assumeTrue(Files.isDirectory(PROCESS), "no /proc to see descriptors and maps by");
        for (int i = 0; i < WARM_UP; i++)
        {
            cycle.run(i);
        }
        final Belongings before = belongings();
        for (int i = 0; i < CYCLES; i++)
        {
            cycle.run(WARM_UP + i);
        }
        final Belongings after = belongings();

        assertEquals(0, after.maps());
        // Fewer, when a collection ended what another test left behind.
        assertTrue(after.descriptors() <= before.descriptors() && after.threads() <= before.threads(),
            () -> "before: " + before + ", after: " + after);
    }
}
