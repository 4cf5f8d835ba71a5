package org.shmjournal.syscall;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.shmjournal.BootedChannel;
import org.shmjournal.ChannelSpec;
import org.shmjournal.Conductor;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmWriter;
import org.shmjournal.error.JournalException;
import org.shmjournal.io.FileOperations;
import org.shmjournal.store.BootId;
import org.shmjournal.testing.Records;

/**
 * The process whose system calls fail. All of them are made by one thread, so that the N-th call is the same in each
 * run. Opens a channel, appends records over a roll, acknowledges each on its standard output, flushes now and then,
 * closes; ends with the first error, having said what it is.
 */
final class Script
{
    static final String ACKNOWLEDGED = "+";
    static final String ERROR = "error ";
    static final String CLOSED = "closed";
    /** Exit value when an error had no type. */
    static final int UNTYPED = 3;
    static final int LENGTH = 1000;

    private static final int RECORDS = 100;
    private static final int FLUSH_INTERVAL = 30;

    private Script()
    {
    }

    /** With a conductor that works only when the writer waits or is told to. */
    static ShmChannel<ByteBuffer> channel(final Path path, final Conductor conductor)
    {
        return BootedChannel.at(path, FileOperations.system(), conductor, BootId.current())
            .spec(ChannelSpec.defaults().segmentSize(64 * 1024));
    }

    /** Argument: channel. */
    public static void main(final String[] args)
    {
        try
        {
            run(Path.of(args[0]));
            System.out.println(CLOSED);
        }
        catch (final JournalException ex)
        {
            System.out.println(ERROR + ex.getClass().getSimpleName() + " " + ex.getMessage());
        }
        catch (final RuntimeException | Error ex)
        {
            ex.printStackTrace();
            Runtime.getRuntime().halt(UNTYPED);
        }
        Runtime.getRuntime().halt(0);
    }

    private static void run(final Path path)
    {
        final Conductor conductor = Conductor.builder().workers(0).build();
        try (ShmWriter<ByteBuffer> writer = channel(path, conductor).openWriter())
        {
            final long first = writer.lastSequence() + 1;
            for (long sequence = first; sequence < first + RECORDS; sequence++)
            {
                conductor.doWork();
                writer.write(Records.buffer(sequence, LENGTH));
                System.out.println(ACKNOWLEDGED + sequence);
                if (sequence % FLUSH_INTERVAL == 0)
                {
                    writer.flush();
                }
            }
        }
    }
}
