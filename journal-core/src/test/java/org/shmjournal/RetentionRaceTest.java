package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.shmjournal.error.OvertakenException;
import org.shmjournal.error.PositionUnavailableException;
import org.shmjournal.testing.Damage;
import org.shmjournal.testing.Records;

/** Whoever reads while segments are deleted gets right records, or is told what is gone; never anything else. */
@Timeout(120)
class RetentionRaceTest
{
    private static final int SEGMENT_SIZE = 64 * 1024;
    private static final int RECORDS = 80_000;
    private static final int LENGTH = 100;
    private static final int MIN_ROUNDS = 50;

    @TempDir
    Path directory;

    private final AtomicLong written = new AtomicLong();

    private ShmChannel<ByteBuffer> channel()
    {
        return ShmChannel.at(directory.resolve("channel")).eagerUnmapping(true).spec(
            ChannelSpec.defaults().segmentSize(SEGMENT_SIZE).retention(Retention.keepSegments(2)).timestamps(true));
    }

    private boolean isOver()
    {
        return written.get() == RECORDS;
    }

    @Test
    void shouldReadRightWhileSegmentsAreDeleted() throws Exception
    {
        channel().create();
        final ExecutorService threads = Executors.newCachedThreadPool();
        try
        {
            final List<Future<Integer>> all = new ArrayList<>();
            for (final Callable<Integer> task : List.<Callable<Integer>> of(this::write, this::tail, this::tailSlowly,
                this::seek, this::look, this::copy))
            {
                all.add(threads.submit(task));
            }
            int losses = 0;
            for (final Future<Integer> one : all)
            {
                losses += one.get();
            }
            System.out.println("overtaken " + losses + " times");
        }
        finally
        {
            threads.shutdownNow();
        }
        assertTrue(channel().verify().isGood());
        assertTrue(mappedSegments() <= 2, "maps of segments that nobody reads any more");
    }

    private int write()
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            for (int i = 0; i < RECORDS; i++)
            {
                writer.write(Records.buffer(i, LENGTH));
                written.lazySet(i + 1);
            }
        }
        return 0;
    }

    private int tail()
    {
        return tail(1000);
    }

    private int tailSlowly()
    {
        return tail(1);
    }

    /** Everything that was not lost, in order. */
    private int tail(final int limit)
    {
        final long[] next = {0};
        int losses = 0;
        try (ShmReader<ByteBuffer> reader = channel().openReader())
        {
            next[0] = reader.sequence();
            while (next[0] < RECORDS)
            {
                try
                {
                    reader.poll((buffer, offset, length, context) -> {
                        assertEquals(next[0]++, context.sequence());
                        assertEquals(Records.buffer(context.sequence(), LENGTH), buffer.slice(offset, length));
                    }, limit);
                }
                catch (final OvertakenException loss)
                {
                    losses++;
                    assertTrue(loss.lostRecords() > 0 && loss.lostBytes() > 0);
                    assertEquals(loss.resumePosition(), reader.position());
                    next[0] += loss.lostRecords();
                    assertEquals(next[0], reader.sequence());
                }
            }
        }
        return losses;
    }

    private int seek()
    {
        final Random random = new Random(1);
        int rounds = 0;
        try (ShmReader<ByteBuffer> reader = channel().openReader())
        {
            while (!isOver() || rounds < MIN_ROUNDS)
            {
                rounds++;
                final long end = written.get();
                final long sequence = Math.max(0, end - random.nextInt(2 * SEGMENT_SIZE / LENGTH));
                try
                {
                    switch (random.nextInt(4))
                    {
                        case 0 -> reader.seekToStart();
                        case 1 -> reader.seekToEnd();
                        case 2 ->
                            reader.seekToTime(System.currentTimeMillis() * 1_000_000 - random.nextInt(20_000_000));
                        default ->
                        {
                            reader.seekToSequence(sequence);
                            assertEquals(sequence, reader.sequence());
                        }
                    }
                    final long here = reader.sequence();
                    final long position = reader.position();
                    reader.poll((buffer, offset, length, context) -> {
                        assertEquals(here, context.sequence());
                        assertEquals(Records.buffer(here, LENGTH), buffer.slice(offset, length));
                    }, 1);
                    reader.seek(position);
                    assertEquals(here, reader.sequence());
                }
                catch (final PositionUnavailableException | OvertakenException gone)
                {
                    // Deleted, or not there yet.
                    assertTrue(gone.position() >= 0);
                }
            }
        }
        return 0;
    }

    private int look()
    {
        int rounds = 0;
        while (!isOver() || rounds < MIN_ROUNDS)
        {
            rounds++;
            final VerifyReport report = channel().verify();
            assertTrue(report.isGood(), report.toString());
            assertEquals(List.of(), channel().info().problems());
        }
        return 0;
    }

    private int copy()
    {
        int rounds = 0;
        while (!isOver() || rounds < 3)
        {
            final Path target = directory.resolve("copy-" + rounds++);
            channel().backup(target);
            final VerifyReport report = ShmChannel.at(target).eagerUnmapping(true).verify();
            assertTrue(report.isGood(), report.toString());
            Damage.deleteTree(target);
        }
        return 0;
    }

    private long mappedSegments() throws Exception
    {
        final Path maps = Path.of("/proc/self/maps");
        final String channel = directory.resolve("channel") + "/";
        return Files.exists(maps) ? Files.readAllLines(maps).stream()
            .filter(line -> line.contains(channel) && line.contains(".seg")).count() : 0;
    }
}
