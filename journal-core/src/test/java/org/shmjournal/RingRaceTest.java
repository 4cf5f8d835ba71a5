package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.shmjournal.error.RecycledException;
import org.shmjournal.io.FileOperations;
import org.shmjournal.testing.Damage;
import org.shmjournal.testing.Records;

/** Whoever looks at a whole ring while its writer goes round takes nothing that is recycled for damage, or for data. */
@Timeout(300)
class RingRaceTest
{
    private static final int SEGMENT_SIZE = 64 * 1024;
    private static final int SLOTS = 3;
    private static final int LENGTH = 1000;
    private static final int LOOKS = 50;
    private static final int COPIES = 10;
    private static final int MIN_ROUNDS = 50;

    @TempDir
    Path directory;

    private int segmentSize = SEGMENT_SIZE;
    private final AtomicLong written = new AtomicLong();
    private final AtomicInteger busy = new AtomicInteger();
    private final AtomicInteger outrun = new AtomicInteger();
    /** Held for each record, and by whoever was outrun a thousand times, as looks on few cores may be. */
    private final ReentrantLock turn = new ReentrantLock(true);

    private ShmChannel<ByteBuffer> channel()
    {
        return ShmChannel.at(directory.resolve("channel")).eagerUnmapping(true).spec(ChannelSpec.defaults()
            .segmentSize(segmentSize).retention(Retention.ring(SLOTS)).timestamps(true).checksums(true));
    }

    @Test
    void shouldNotTakeForDamageWhatIsRecycled() throws Exception
    {
        final long rounds =
            race(List.of(this::verify, this::verifyByThreads, this::verifyCopies, this::look, this::lookForTheEnd,
                this::lookAtASlot, this::lookAtCopies));
        System.out.println("looked at while the writer went round " + rounds + " times, and outran " + outrun);
        assertEquals(List.of(), channel().verify().findings());
    }

    @Test
    void shouldCopyOnlyWhatIsWhole() throws Exception
    {
        final long rounds = race(List.of(this::copy, this::copyAndGoOn));
        System.out.println("copied while the writer went round " + rounds + " times, and outran " + outrun);
    }

    /** By segments that have an index to go by. */
    @Test
    void shouldBeginStrongReadersWhereverTheWriterIs() throws Exception
    {
        segmentSize = 8 * SEGMENT_SIZE;
        final long rounds = race(List.of(this::begin, this::begin));
        System.out.println("begun to read while the writer went round " + rounds + " times, and outran " + outrun);
    }

    private Void begin()
    {
        for (int i = 0; i < 20 * LOOKS; i++)
        {
            try (ShmReader<ByteBuffer> reader = look(channel().gating(Gating.WRITER)::openReader))
            {
                for (final Records.Read read : Records.read(reader, 10))
                {
                    assertArrayEquals(Records.payload(read.sequence(), LENGTH), read.payload());
                }
            }
        }
        return null;
    }

    /**
     * A look, and, if the writer was faster than each of a thousand, as the error says, another while that waits: then
     * it must be over.
     */
    private <T> T look(final Supplier<T> look)
    {
        try
        {
            return look.get();
        }
        catch (final RecycledException ex)
        {
            outrun.incrementAndGet();
            turn.lock();
            try
            {
                return look.get();
            }
            finally
            {
                turn.unlock();
            }
        }
    }

    /** Runs beside a writer, for as long as the longest of them takes; how often that went round. */
    private long race(final List<Callable<Void>> tasks) throws Exception
    {
        channel().create();
        busy.set(tasks.size());
        final ExecutorService threads = Executors.newCachedThreadPool();
        try
        {
            final List<Future<?>> all = new ArrayList<>();
            all.add(threads.submit(this::write));
            for (final Callable<Void> task : tasks)
            {
                all.add(threads.submit(() -> {
                    try
                    {
                        return task.call();
                    }
                    finally
                    {
                        busy.decrementAndGet();
                    }
                }));
            }
            for (final Future<?> one : all)
            {
                one.get();
            }
        }
        finally
        {
            threads.shutdownNow();
        }
        return channel().info().endPosition() / segmentSize / SLOTS;
    }

    private void write()
    {
        final long perRound = (long)SLOTS * segmentSize / LENGTH;
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            for (long i = 0; busy.get() > 0 || i < MIN_ROUNDS * perRound; i++)
            {
                turn.lock();
                try
                {
                    writer.write(Records.buffer(i, LENGTH));
                    written.lazySet(i + 1);
                }
                finally
                {
                    turn.unlock();
                }
            }
        }
    }

    private Void verify()
    {
        return verify(channel(), 1);
    }

    private Void verifyByThreads()
    {
        return verify(channel(), 3);
    }

    private Void verifyCopies()
    {
        return verify(channel().fileOperations(FileOperations.copying()), 2);
    }

    private Void verify(final ShmChannel<ByteBuffer> channel, final int parallelism)
    {
        for (int i = 0; i < LOOKS; i++)
        {
            final long before = written.get();
            final VerifyReport report = look(() -> channel.verify(parallelism));
            assertEquals(List.of(), report.findings());
            assertTrue(before == 0 || report.records() > 0, report.toString());
        }
        return null;
    }

    private Void look()
    {
        return look(channel());
    }

    private Void lookAtCopies()
    {
        return look(channel().fileOperations(FileOperations.copying()));
    }

    private Void look(final ShmChannel<ByteBuffer> channel)
    {
        for (int i = 0; i < LOOKS; i++)
        {
            final long before = written.get();
            final ChannelInfo info = look(channel::info);
            assertEquals(List.of(), info.problems());
            assertTrue(info.endSequence() >= before, info + " after " + before);
            assertEquals(info.endSequence() - info.oldestSequence(), info.records());
            assertTrue(info.records() <= (long)SLOTS * segmentSize / LENGTH, info.toString());
        }
        return null;
    }

    private Void lookForTheEnd()
    {
        for (int i = 0; i < 10 * LOOKS; i++)
        {
            final long before = written.get();
            try (ShmReader<ByteBuffer> reader = look(channel().fromEnd()::openReader))
            {
                assertTrue(reader.sequence() >= before, reader.sequence() + " after " + before);
            }
            final ChannelInfo info = look(channel()::glance);
            assertEquals(List.of(), info.problems());
            assertEquals(info.endSequence() - info.oldestSequence(), info.records());
        }
        return null;
    }

    /** A slot by itself, of which nobody says that it is recycled. */
    private Void lookAtASlot()
    {
        for (int i = 0; i < LOOKS; i++)
        {
            final ChannelInfo info = look(() -> ChannelInfo.ofSegment(directory.resolve("channel/0000.seg")));
            assertEquals(List.of(), info.problems());
        }
        return null;
    }

    private Void copy()
    {
        for (int i = 0; i < COPIES; i++)
        {
            copyTo(directory.resolve("copy"), false);
        }
        return null;
    }

    private Void copyAndGoOn()
    {
        for (int i = 0; i < COPIES; i++)
        {
            copyTo(directory.resolve("continued"), true);
        }
        return null;
    }

    private void copyTo(final Path target, final boolean goOn)
    {
        final long before = written.get();
        final long end = look(() -> channel().backup(target));
        final ShmChannel<ByteBuffer> copy = ShmChannel.at(target).eagerUnmapping(true);
        assertEquals(List.of(), copy.verify().findings());
        assertEquals(end, copy.info().endPosition());
        final long next = read(copy);
        assertTrue(next >= before, next + " after " + before);
        if (goOn)
        {
            final long rounds = 3L * SLOTS * SEGMENT_SIZE / LENGTH;
            try (ShmWriter<ByteBuffer> writer = copy.openWriter())
            {
                assertEquals(next - 1, writer.lastSequence());
                for (long i = next; i < next + rounds; i++)
                {
                    writer.write(Records.buffer(i, LENGTH));
                }
            }
            assertEquals(next + rounds, read(copy));
            assertEquals(List.of(), copy.verify().findings());
        }
        Damage.deleteTree(target);
    }

    /** All that is there, each record as it was written; the sequence behind it. */
    private static long read(final ShmChannel<ByteBuffer> channel)
    {
        try (ShmReader<ByteBuffer> reader = channel.openReader())
        {
            final List<Records.Read> records = Records.readAll(reader);
            assertEquals(reader.sequence() - channel.info().oldestSequence(), records.size());
            records.forEach(record -> assertEquals(Records.buffer(record.sequence(), LENGTH),
                ByteBuffer.wrap(record.payload())));
            return reader.sequence();
        }
    }
}
