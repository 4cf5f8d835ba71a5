package org.shmjournal.kill;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.Set;

/**
 * The phases that the threads of a writer process are in, in a small file of their own, mapped: so they survive a kill,
 * and the parent reads where it landed. The writer's thread and the conductor's mark one word each.
 */
final class Marks
{
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class,
        ByteOrder.LITTLE_ENDIAN);
    private static final int WRITER = 0;
    private static final int CONDUCTOR = 64;
    private static final int LENGTH = 128;

    private final ByteBuffer memory;

    private Marks(final ByteBuffer memory)
    {
        this.memory = memory;
    }

    /** The writer process's view of a file, which is made if it is not there. */
    static Marks map(final Path file) throws IOException
    {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
            StandardOpenOption.WRITE))
        {
            return new Marks(channel.map(FileChannel.MapMode.READ_WRITE, 0, LENGTH));
        }
    }

    /** The phases that a process was in when it died; empty if none but {@link Phase#ELSEWHERE}. */
    static Set<Phase> read(final Path file) throws IOException
    {
        final ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        final Set<Phase> phases = EnumSet.of(phase(bytes.getLong(WRITER)), phase(bytes.getLong(CONDUCTOR)));
        phases.remove(Phase.ELSEWHERE);
        return phases;
    }

    /** The phase of the writer's thread; volatile, so that what follows is not done before it. */
    void writer(final Phase phase)
    {
        LONGS.setVolatile(memory, WRITER, (long)phase.ordinal());
    }

    /** The phase that the writer's thread is in. */
    Phase writer()
    {
        return phase((long)LONGS.getVolatile(memory, WRITER));
    }

    /** The phase of the conductor's thread. */
    void conductor(final Phase phase)
    {
        LONGS.setVolatile(memory, CONDUCTOR, (long)phase.ordinal());
    }

    private static Phase phase(final long mark)
    {
        return Phase.values()[(int)mark];
    }
}
