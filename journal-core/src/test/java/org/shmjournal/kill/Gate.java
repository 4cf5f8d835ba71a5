package org.shmjournal.kill;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Lets processes go at the same moment: a number in a mapped file, on which they spin. */
final class Gate
{
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class,
        ByteOrder.LITTLE_ENDIAN);

    private final ByteBuffer memory;

    private Gate(final ByteBuffer memory)
    {
        this.memory = memory;
    }

    static Gate map(final Path file) throws IOException
    {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
            StandardOpenOption.WRITE))
        {
            return new Gate(channel.map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES));
        }
    }

    /** Rounds count up from 1. */
    void open(final long round)
    {
        LONGS.setVolatile(memory, 0, round);
    }

    void pass(final long round)
    {
        while ((long)LONGS.getVolatile(memory, 0) < round)
        {
            Thread.onSpinWait();
        }
    }
}
