package org.shmjournal.kill;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import org.shmjournal.ChannelSpec;
import org.shmjournal.Durability;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmWriter;
import org.shmjournal.testing.Records;

/** The process that is stopped: appends a record whenever it is told to, acknowledges it, and closes at the end. */
final class PausedMain
{
    /** To it: close. Any other number is the sequence of the record to write. */
    static final long CLOSE = -1;
    static final int LENGTH = 100;

    private PausedMain()
    {
    }

    /** Arguments: channel, timeout in milliseconds, mode of durability. */
    public static void main(final String[] args) throws IOException
    {
        final Messages messages = new Messages();
        final ChannelSpec spec = ChannelSpec.defaults().segmentSize(64 * 1024)
            .timeout(Duration.ofMillis(Long.parseLong(args[1]))).durability(Durability.valueOf(args[2]));
        try (ShmWriter<ByteBuffer> writer = ShmChannel.at(Path.of(args[0])).spec(spec).openWriter();
            DataInputStream parent = new DataInputStream(System.in))
        {
            messages.send(writer.lastSequence());
            for (long sequence = parent.readLong(); sequence != CLOSE; sequence = parent.readLong())
            {
                writer.write(Records.buffer(sequence, LENGTH));
                messages.send(sequence);
            }
        }
    }
}
