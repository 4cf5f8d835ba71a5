package org.shmjournal.tck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.reactivestreams.tck.TestEnvironment;
import org.shmjournal.ChannelSpec;
import org.shmjournal.Conductor;
import org.shmjournal.ShmChannel;
import org.shmjournal.async.AsyncShmWriter;
import org.shmjournal.testing.Damage;
import org.shmjournal.testing.Records;

/** The channels of one test, with their conductor; all gone when it is closed. */
final class TckChannels implements AutoCloseable
{
    private static final int SEGMENT_SIZE = 64 * 1024;
    /** Three of them fill a segment. */
    private static final int LENGTH = 16 * 1024;
    /** What is there when a subscriber comes; the others follow while it reads. */
    private static final int THERE = 4;
    /** More than any test waits for of a stream that need not end. */
    private static final int MANY = 500;

    private final List<Throwable> errors = new CopyOnWriteArrayList<>();
    private final Conductor conductor = Conductor.builder().errorHandler(errors::add).launch();
    private final Path directory;
    private int count;

    TckChannels()
    {
        try
        {
            directory = Files.createTempDirectory("tck");
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    /** Signals come soon, but on a busy machine; that none comes is believed after a moment. */
    static TestEnvironment environment()
    {
        return new TestEnvironment(5_000, 50, 50);
    }

    Conductor conductor()
    {
        return conductor;
    }

    ShmChannel<ByteBuffer> channel()
    {
        count++;
        return ShmChannel.at(directory.resolve("channel" + count))
            .spec(ChannelSpec.defaults().segmentSize(SEGMENT_SIZE));
    }

    AsyncShmWriter<ByteBuffer> writer(final ShmChannel<ByteBuffer> channel)
    {
        return AsyncShmWriter.open(channel, conductor);
    }

    static ByteBuffer record(final long sequence)
    {
        return Records.buffer(sequence, LENGTH);
    }

    /** A channel of so many records, then closed; or of many, if there should be more than that. */
    ShmChannel<ByteBuffer> live(final long elements)
    {
        final ShmChannel<ByteBuffer> channel = channel();
        final AsyncShmWriter<ByteBuffer> writer = writer(channel);
        final int records = (int)Math.min(elements, MANY);
        final List<ByteBuffer> later = new ArrayList<>();
        for (int i = 0; i < records; i++)
        {
            if (i < THERE)
            {
                writer.write(record(i)).join();
            }
            else
            {
                later.add(record(i));
            }
        }
        conductor.submit(() -> {
            later.forEach(writer::write);
            return elements == records ? writer.close() : null;
        });
        return channel;
    }

    @Override
    public void close()
    {
        conductor.close();
        Damage.deleteTree(directory);
        if (!errors.isEmpty())
        {
            throw new AssertionError("errors were handled", errors.get(0));
        }
    }
}
