package org.shmjournal.cli.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;

/**
 * Flips one bit of a record that has been published, while the stream goes on: what the demo must notice.
 */
final class Sabotage
{
    private final SplittableRandom random = new SplittableRandom();
    private long victimPosition = -1;

    /**
     * Where a bit was flipped.
     *
     * @param file     the segment.
     * @param offset   of the byte, in the file.
     * @param bit      in the byte.
     * @param sequence of the record.
     * @param position of the record.
     */
    record Flip(Path file, long offset, int bit, long sequence, long position)
    {
        @Override
        public String toString()
        {
            return "bit " + bit + " of byte " + offset + " of " + file + ", in record " + sequence +
                " at position " + position;
        }
    }

    /** Waits until a record, chosen at random from the first half, has been published, and damages it. */
    Flip run(final Path stream, final long records)
    {
        final long victim = random.nextLong(Math.max(1, records / 2));
        final IdleStrategy idle = new BackoffIdleStrategy();
        try (ShmReader<?> reader = ShmChannel.at(stream).openReader())
        {
            while (victimPosition < 0)
            {
                idle.idle(reader.poll((buffer, offset, length, context) -> {
                    if (context.sequence() == victim)
                    {
                        victimPosition = context.position();
                    }
                }, 256));
            }
            return flip(stream, victim, reader.header().segmentSize());
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private Flip flip(final Path stream, final long victim, final int segmentSize) throws IOException
    {
        final Path file = stream.resolve(String.format("%020d.seg", victimPosition / segmentSize));
        try (FileChannel segment = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE))
        {
            // The record area is the last of the file.
            final long offset = segment.size() - segmentSize + victimPosition % segmentSize +
                random.nextInt(DemoSettings.RECORD_SPACE);
            final int bit = random.nextInt(Byte.SIZE);
            final ByteBuffer one = ByteBuffer.allocate(1);
            segment.read(one, offset);
            segment.write(one.put(0, (byte)(one.get(0) ^ 1 << bit)).rewind(), offset);

            return new Flip(file, offset, bit, victim, victimPosition);
        }
    }
}
