package org.shmjournal.testing;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import com.sun.management.ThreadMXBean;
import org.shmjournal.ChannelSpec;
import org.shmjournal.ConcurrentShmWriter;
import org.shmjournal.Conductor;
import org.shmjournal.ReaderState;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.ShmWriter;
import org.shmjournal.async.AsyncShmWriter;
import org.shmjournal.error.ChannelLockedException;

/** What a test lets another process do with a channel. */
public final class ChannelProgram
{
    /** First word of the output when the lock or the channel was to be had. */
    public static final String FREE = "FREE";
    /** First word of the output when somebody else has it. */
    public static final String LOCKED = "LOCKED";

    /** How many threads claim. */
    public static final int THREADS = 4;
    /** Length of each record. */
    public static final int LENGTH = 32;

    private static final int RECORDS = 10_000;

    private ChannelProgram()
    {
    }

    /** Runs one command on a path. */
    public static void main(final String[] arguments) throws IOException
    {
        final Path path = Path.of(arguments[1]);
        switch (arguments[0])
        {
            case "probe-lock" -> probeLock(path);
            case "try-own" -> tryOwn(path);
            case "own" -> own(path);
            case "round-trip" -> roundTrip(path);
            case "allocate" -> allocate(path);
            case "claim-many" -> claimMany(path);
            case "write-async" -> writeAsync(path);
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    /** Asks the kernel, past the journal. */
    private static void probeLock(final Path file) throws IOException
    {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE))
        {
            System.out.println(channel.tryLock() == null ? LOCKED : FREE);
        }
    }

    private static void tryOwn(final Path path)
    {
        try
        {
            ShmChannel.at(path).openWriter().close();
            System.out.println(FREE);
        }
        catch (final ChannelLockedException ex)
        {
            System.out.println(LOCKED + " " + ex.getMessage());
        }
    }

    /** Owns the channel until its standard input ends. */
    private static void own(final Path path) throws IOException
    {
        try (ShmWriter<ByteBuffer> writer = ShmChannel.at(path).openWriter())
        {
            writer.heartbeat();
            System.out.println(FREE);
            while (System.in.read() >= 0)
            {
                // Until the end.
            }
        }
    }

    /** Creates, writes over rolls while a reader tails, closes, reads again. */
    private static void roundTrip(final Path path)
    {
        final ShmChannel<ByteBuffer> channel = ShmChannel.at(path)
            .spec(ChannelSpec.defaults().segmentSize(64 * 1024).checksums(true).timestamps(true));
        final AtomicLong tailed = new AtomicLong();
        try (ShmWriter<ByteBuffer> writer = channel.openWriter();
            ShmReader<ByteBuffer> reader = channel.openReader())
        {
            for (int i = 0; i < RECORDS; i++)
            {
                writer.write(ByteBuffer.wrap(Records.payload(i, LENGTH)));
                reader.poll(record -> check(record, tailed.getAndIncrement()), 10);
            }
            writer.flush();
        }

        long count = 0;
        try (ShmReader<ByteBuffer> reader = channel.openReader())
        {
            for (final ByteBuffer record : reader)
            {
                check(record, count++);
            }
            if (reader.state() != ReaderState.CLOSED)
            {
                throw new IllegalStateException("state=" + reader.state());
            }
        }
        if (count != RECORDS || tailed.get() != RECORDS || !channel.verify().isGood())
        {
            throw new IllegalStateException("count=" + count + " tailed=" + tailed);
        }
        System.out.println(ShmChannel.class.getModule() + " " + channel.info().segments().size());
    }

    /**
     * Threads that write numbered records, leave a claim open each, and go on. When each has written a number of them,
     * prints the last number; goes on until it is killed.
     */
    private static void claimMany(final Path path)
    {
        final ConcurrentShmWriter<ByteBuffer> writer =
            ShmChannel.at(path).spec(ChannelSpec.defaults().segmentSize(64 * 1024)).openConcurrentWriter();
        final CountDownLatch written = new CountDownLatch(THREADS);
        for (int i = 0; i < THREADS; i++)
        {
            final int number = i;
            new Thread(() -> claimMany(writer, number, written)).start();
        }
        awaitAll(written);
        System.out.println((long)THREADS * RECORDS - 1);
    }

    private static void awaitAll(final CountDownLatch latch)
    {
        try
        {
            latch.await();
        }
        catch (final InterruptedException ex)
        {
            throw new IllegalStateException(ex);
        }
    }

    private static void claimMany(
        final ConcurrentShmWriter<ByteBuffer> writer, final int thread, final CountDownLatch written)
    {
        final ByteBuffer record = ByteBuffer.allocate(LENGTH);
        for (long i = 0; true; i++)
        {
            if (i == (1 + thread) * RECORDS / 8)
            {
                writer.claim(thread);
            }
            writer.write(record.putLong(0, i * THREADS + thread));
            if (i == RECORDS - 1)
            {
                written.countDown();
            }
        }
    }

    /** Prints how many whole bytes each record with a timestamp costs the heap. */
    private static void allocate(final Path path)
    {
        final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();
        final long thread = Thread.currentThread().getId();
        final ByteBuffer payload = ByteBuffer.allocate(LENGTH);
        try (ShmWriter<ByteBuffer> writer = ShmChannel.at(path).spec(ChannelSpec.defaults().segmentSize(4 << 20)
            .checksums(true).timestamps(true)).openWriter())
        {
            writeMany(writer, payload);
            final long before = threads.getThreadAllocatedBytes(thread);
            writeMany(writer, payload);
            System.out.println((threads.getThreadAllocatedBytes(thread) - before) / RECORDS);
        }
    }

    private static void writeMany(final ShmWriter<ByteBuffer> writer, final ByteBuffer payload)
    {
        for (int i = 0; i < RECORDS; i++)
        {
            writer.write(payload);
        }
    }

    private static void check(final ByteBuffer record, final long sequence)
    {
        if (!record.equals(ByteBuffer.wrap(Records.payload(sequence, LENGTH))))
        {
            throw new IllegalStateException("sequence=" + sequence);
        }
    }

    /** Writes for ever without waiting, and prints of each record that is there how many there are. */
    private static void writeAsync(final Path path)
    {
        final Conductor conductor = Conductor.launch();
        final AsyncShmWriter<ByteBuffer> writer = AsyncShmWriter.open(
            ShmChannel.at(path).spec(ChannelSpec.defaults().segmentSize(64 * 1024)), conductor);
        for (long sequence = 0; true; sequence++)
        {
            writer.ready().join();
            final long count = sequence + 1;
            writer.write(Records.buffer(sequence, 1000)).thenRun(() -> System.out.println(count));
        }
    }
}
