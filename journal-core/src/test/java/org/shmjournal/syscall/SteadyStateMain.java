package org.shmjournal.syscall;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.shmjournal.ChannelSpec;
import org.shmjournal.DataFormat;
import org.shmjournal.FormatDescriptor;
import org.shmjournal.Gating;
import org.shmjournal.RecordHandler;
import org.shmjournal.Retention;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.ShmWriter;

/**
 * A writer of a ring and its strong reader, each in a process of its own, on a thread whose name the kernel knows. The
 * writer takes its time for each record, so that nobody waits; they go on until they are killed.
 */
final class SteadyStateMain
{
    static final String WRITER = "steady-writer";
    static final String READER = "steady-reader";
    static final String CONDUCTOR = "shm-conductor";
    static final int SLOTS = 8;
    static final int SEGMENT_SIZE = 8 * 1024 * 1024;

    private static final int LENGTH = 32;
    private static final int LIMIT = 256;
    private static final int STEPS = 64;

    private static volatile long sum;

    private SteadyStateMain()
    {
    }

    /** A number, and what it takes to come by one. */
    private static final class Slow implements DataFormat<long[]>
    {
        @Override
        public int id()
        {
            return FormatDescriptor.FIRST_USER_ID;
        }

        @Override
        public String mediaType()
        {
            return "application/x-steady";
        }

        @Override
        public int encode(final long[] value, final ByteBuffer target, final int offset, final int available)
        {
            if (available < LENGTH)
            {
                return -1;
            }
            long mixed = value[0];
            for (int i = 0; i < STEPS; i++)
            {
                mixed = mixed * 0x9E37_79B9_7F4A_7C15L + 1;
            }
            target.putLong(offset, value[0]);
            target.putLong(offset + LENGTH - Long.BYTES, mixed);
            return LENGTH;
        }

        @Override
        public long[] decode(final ByteBuffer source, final int offset, final int length)
        {
            return new long[]{source.getLong(offset)};
        }
    }

    /** Arguments: write or read, and the channel. */
    public static void main(final String[] args) throws IOException
    {
        final ShmChannel<long[]> channel = ShmChannel.at(Path.of(args[1])).format(new Slow())
            .spec(ChannelSpec.defaults().segmentSize(SEGMENT_SIZE).retention(Retention.ring(SLOTS)));
        final boolean writes = "write".equals(args[0]);
        final Thread thread = new Thread(() -> work(channel, writes), writes ? WRITER : READER);
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((failed, ex) -> {
            ex.printStackTrace();
            // Or the parent would wait for what never comes.
            Runtime.getRuntime().halt(1);
        });
        thread.start();
        // Until the parent is gone.
        while (System.in.read() >= 0)
        {
            continue;
        }
    }

    private static void work(final ShmChannel<long[]> channel, final boolean writes)
    {
        if (writes)
        {
            write(channel);
        }
        else
        {
            read(channel);
        }
    }

    private static void write(final ShmChannel<long[]> channel)
    {
        final ShmWriter<long[]> writer = channel.idleStrategy(() -> BusySpinIdleStrategy.INSTANCE).openWriter();
        final long[] value = new long[1];
        System.out.println("READY");
        while (true)
        {
            writer.write(value);
            value[0]++;
        }
    }

    private static void read(final ShmChannel<long[]> channel)
    {
        final ShmReader<long[]> reader = channel.gating(Gating.WRITER).openReader();
        final RecordHandler handler = (buffer, offset, length, context) -> {
            if (buffer.getLong(offset) != context.sequence())
            {
                throw new IllegalStateException("sequence=" + context.sequence());
            }
        };
        System.out.println("READY");
        while (true)
        {
            sum += reader.poll(handler, LIMIT);
        }
    }
}
