package org.shmjournal.stress;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;

/** A file, mapped twice, of which each state of a test gets a few lines of its own. Any thread. */
final class TwoMaps
{
    /** Bytes of a state: lines that are not shared with another, nor fetched along with it. */
    static final int LENGTH = 1024;
    /** From the start of a state's bytes: where its words stand, each on a line of its own. */
    static final int LINE = 128;

    /** By which the writing side stores. */
    static final MappedByteBuffer WRITER;
    /** By which the reading side loads. */
    static final MappedByteBuffer READER;

    private static final int STATES = 1 << 17;
    private static final AtomicInteger NEXT = new AtomicInteger();

    static
    {
        try
        {
            final Path file = Files.createTempFile("stress", ".map");
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE))
            {
                WRITER = channel.map(FileChannel.MapMode.READ_WRITE, 0, (long)STATES * LENGTH);
                READER = channel.map(FileChannel.MapMode.READ_WRITE, 0, (long)STATES * LENGTH);
            }
            Files.delete(file);
            WRITER.order(ByteOrder.LITTLE_ENDIAN);
            READER.order(ByteOrder.LITTLE_ENDIAN);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private TwoMaps()
    {
    }

    /** Where a new state's bytes begin; all zero. They are used again after many others. */
    static int next()
    {
        final int from = (NEXT.getAndIncrement() & STATES - 1) * LENGTH;
        for (int index = 0; index < LENGTH; index += Long.BYTES)
        {
            WRITER.putLong(from + index, 0L);
        }
        return from;
    }
}
