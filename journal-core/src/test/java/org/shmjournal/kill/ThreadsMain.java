package org.shmjournal.kill;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.shmjournal.ChannelSpec;
import org.shmjournal.ConcurrentShmWriter;
import org.shmjournal.Durability;
import org.shmjournal.Retention;
import org.shmjournal.SharedClaim;
import org.shmjournal.ShmChannel;

/**
 * The process that is killed while several of its threads write: each numbers its records, and tells of each when it
 * is written, often with another claim open in front of it.
 */
final class ThreadsMain
{
    static final int THREADS = 4;
    static final int HEADER = 2 * Long.BYTES;

    private static final int SEGMENT_SIZE = 64 * 1024;
    private static final int SLOTS = 4;
    private static final int FLUSH_INTERVAL = 100;
    private static final int THREAD_SHIFT = 48;

    private final ConcurrentShmWriter<ByteBuffer> writer;
    private final Messages messages = new Messages();

    private ThreadsMain(final ConcurrentShmWriter<ByteBuffer> writer)
    {
        this.writer = writer;
    }

    /** Arguments: channel, whether a ring, whether PERIODIC with all a record may have, each thread's first number. */
    public static void main(final String[] args) throws IOException
    {
        Child.listenToParent(message -> {
        });
        final ThreadsMain main = new ThreadsMain(
            channel(Path.of(args[0]), Boolean.parseBoolean(args[1]), Boolean.parseBoolean(args[2]))
                .openConcurrentWriter());
        for (int i = 0; i < THREADS; i++)
        {
            final int thread = i;
            final long first = Long.parseLong(args[3 + i]);
            new Thread(() -> main.write(thread, first)).start();
        }
    }

    static ShmChannel<ByteBuffer> channel(final Path path, final boolean ring, final boolean full)
    {
        final ChannelSpec plain = ChannelSpec.defaults().segmentSize(SEGMENT_SIZE);
        final ChannelSpec spec =
            full ? plain.checksums(true).timestamps(true).durability(Durability.PERIODIC) : plain;
        return ShmChannel.at(path).spec(ring ? spec.retention(Retention.ring(SLOTS)) : spec);
    }

    /** Of which record of which thread a message tells that it is written. */
    static long message(final int thread, final long number)
    {
        return (long)thread << THREAD_SHIFT | number;
    }

    static int thread(final long message)
    {
        return (int)(message >>> THREAD_SHIFT);
    }

    static long number(final long message)
    {
        return message & (1L << THREAD_SHIFT) - 1;
    }

    /** What the payload behind the header is a function of. */
    static long contents(final int thread, final long number)
    {
        return number * THREADS + thread;
    }

    private void write(final int thread, final long first)
    {
        final ByteBuffer scratch = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
        for (long number = first; true; number++)
        {
            switch ((int)(number % 4))
            {
                case 0 -> commit(thread, number);
                case 1, 3 ->
                {
                    // What is written behind it is written, though nobody sees it yet.
                    final SharedClaim inFront = writer.claim(thread);
                    final boolean written = tryWrite(thread, number, scratch);
                    if (written)
                    {
                        messages.send(message(thread, number));
                    }
                    inFront.abort();
                    if (!written)
                    {
                        // A ring's slot may be waited for in which that claim was.
                        writeBytes(thread, number, scratch);
                    }
                }
                default -> writeBytes(thread, number, scratch);
            }
            messages.send(message(thread, number));
            if (number % FLUSH_INTERVAL == thread)
            {
                writer.flush();
            }
        }
    }

    private boolean tryWrite(final int thread, final long number, final ByteBuffer scratch)
    {
        final int length = put(thread, number, scratch.clear(), 0);
        return writer.tryWrite(scratch.limit(length)) >= 0;
    }

    private void writeBytes(final int thread, final long number, final ByteBuffer scratch)
    {
        final int length = put(thread, number, scratch.clear(), 0);
        writer.writeBytes(scratch.limit(length));
    }

    /** Claims more than it commits. */
    private void commit(final int thread, final long number)
    {
        final int length = HEADER + Contents.length(contents(thread, number));
        try (SharedClaim claim = writer.claim(length + 100))
        {
            put(thread, number, claim.buffer(), claim.offset());
            claim.commit(length);
        }
    }

    private static int put(final int thread, final long number, final ByteBuffer target, final int offset)
    {
        final long contents = contents(thread, number);
        target.putLong(offset, thread);
        target.putLong(offset + Long.BYTES, number);
        Contents.put(contents, target, offset + HEADER, 0, Contents.length(contents));
        return HEADER + Contents.length(contents);
    }
}
