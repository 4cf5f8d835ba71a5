package org.shmjournal.syscall;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.error.StorageException;
import org.shmjournal.testing.Records;

/**
 * Reads a channel on a file system that is mounted read-only, and tries to change it in each way; prints a line for
 * each refusal, and ends with an exception when something is wrong.
 */
final class ReadOnlyMountMain
{
    static final String CHANNEL = "channel";
    static final int RECORDS = 1000;
    static final int LENGTH = 100;
    static final int REFUSALS = 4;

    private ReadOnlyMountMain()
    {
    }

    /** Argument: the directory that is mounted. */
    public static void main(final String[] args)
    {
        final Path path = Path.of(args[0], CHANNEL);
        final ShmChannel<ByteBuffer> channel = ShmChannel.at(path);
        try (ShmReader<ByteBuffer> reader = channel.openReader())
        {
            for (int i = 0; i < RECORDS; i++)
            {
                final long sequence = i;
                require(reader.poll(record -> require(record.equals(Records.buffer(sequence, LENGTH))), 1) == 1);
            }
            require(reader.poll(record -> require(false), 1) == 0);
            reader.seekToSequence(RECORDS / 2);
            require(reader.poll(record -> require(record.equals(Records.buffer(RECORDS / 2, LENGTH))), 1) == 1);
        }
        channel.fromEnd().openReader().close();
        require(channel.verify().isGood());
        require(channel.info().records() == RECORDS);

        refuse(path, () -> channel.openWriter().close());
        refuse(path, () -> channel.cursor("mine").openReader().close());
        refuse(path, channel::recover);
        final Path other = path.resolveSibling("other");
        refuse(other, () -> ShmChannel.at(other).openWriter().close());
    }

    private static void refuse(final Path path, final Runnable change)
    {
        try
        {
            change.run();
        }
        catch (final StorageException refusal)
        {
            final String message = refusal.getMessage();
            System.out.println(message);
            require(refusal.path().startsWith(path) && message.contains("Read-only file system (") &&
                message.contains("mode rw") && message.endsWith("; mount it to be written to, or only read"));
            return;
        }
        throw new IllegalStateException("changes " + path);
    }

    private static void require(final boolean holds)
    {
        if (!holds)
        {
            throw new IllegalStateException();
        }
    }
}
