package org.shmjournal.bench.guard;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.shmjournal.ChannelSpec;
import org.shmjournal.Conductor;
import org.shmjournal.RawFormat;
import org.shmjournal.RecordClaim;
import org.shmjournal.RecordContext;
import org.shmjournal.Retention;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.ShmWriter;
import org.shmjournal.cli.measure.loop.JournalLayout;

/** One way to write records, or to read them, again and again: {@code WAY RECORDS DIRECTORY}. */
public final class Loop
{
    private static final int SEGMENT = 512 << 20;
    private static final int PAYLOAD = 32;
    private static final int LIMIT = 256;
    /** As many as make a loop a method of its own to the compiler. */
    private static final int BATCH = 1024;
    /** Written before what is counted is read, whatever that is: so that it is the same for all numbers. */
    private static final int WRITTEN = 6_100_000;

    private final ByteBuffer payload = ByteBuffer.allocateDirect(PAYLOAD);
    private long sum;

    private Loop()
    {
    }

    /** Does it. */
    public static void main(final String[] arguments)
    {
        new Loop().run(Way.valueOf(arguments[0]), Integer.parseInt(arguments[1]), Path.of(arguments[2]));
    }

    private void run(final Way way, final int records, final Path directory)
    {
        final ChannelSpec spec = ChannelSpec.defaults().segmentSize(SEGMENT).retention(Retention.SINGLE_SEGMENT);
        final ShmChannel<ByteBuffer> channel = JournalLayout.at(directory.resolve("channel")).format(RawFormat.raw())
            .spec(spec);
        // A conductor that nobody runs: what it does depends on time, and there is nothing to prepare.
        try (Conductor conductor = Conductor.builder().build();
            ShmWriter<ByteBuffer> writer = channel.conductor(conductor).openWriter())
        {
            if (way != Way.POLL)
            {
                for (int left = records; left > 0; left -= BATCH)
                {
                    write(way, writer);
                }
                return;
            }
            for (int left = WRITTEN; left > 0; left -= BATCH)
            {
                write(Way.WRITE, writer);
            }
        }
        try (ShmReader<ByteBuffer> reader = channel.openReader())
        {
            for (int left = records; left > 0;)
            {
                left -= reader.poll(this::add, LIMIT);
            }
        }
    }

    private void write(final Way way, final ShmWriter<ByteBuffer> writer)
    {
        if (way == Way.CLAIM)
        {
            for (int i = 0; i < BATCH; i++)
            {
                final RecordClaim claim = writer.claim(PAYLOAD);
                claim.buffer().putLong(claim.offset(), i);
                claim.commit(PAYLOAD);
            }
            return;
        }
        for (int i = 0; i < BATCH; i++)
        {
            writer.writeBytes(payload.clear());
        }
    }

    private void add(final ByteBuffer buffer, final int offset, final int length, final RecordContext context)
    {
        sum += buffer.getLong(offset);
    }
}
