package org.shmjournal.kill;

import static org.junit.jupiter.api.Assertions.*;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.shmjournal.Gating;
import org.shmjournal.RecordContext;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.VerifyReport;

/**
 * One channel, one strong reader, here, that reads along over all lives, and one process after the other that writes
 * with several threads and is killed. Each thread's records come whole, in order, and all that it told of.
 */
final class ThreadsSession
{
    private static final int MAX_ACKNOWLEDGEMENTS = 1000;
    private static final int LIMIT = 256;
    /** So many times the kills that are asked for there may be, as long as none has found what is looked for. */
    private static final int MOST = 10;

    private final Path directory;
    private final ShmChannel<ByteBuffer> channel;
    private final boolean ring;
    private final boolean full;
    private final Random random;
    /** Of each thread, behind the last one that was told of, and that was read. */
    private final long[] told = new long[ThreadsMain.THREADS];
    private final long[] read = new long[ThreadsMain.THREADS];
    private int kills;
    private int openClaims;

    ThreadsSession(final Path directory, final boolean ring, final boolean full, final Random random)
    {
        this.directory = directory;
        this.ring = ring;
        this.full = full;
        this.random = random;
        this.channel = ThreadsMain.channel(directory.resolve("channel"), ring, full);
    }

    void run(final int count) throws IOException, InterruptedException
    {
        channel.create();
        try (ShmReader<ByteBuffer> reader = channel.cursor("audit").gating(Gating.WRITER).openReader())
        {
            // Where a kill finds the threads is chance: on, until one has found a claim open.
            while (kills < count || openClaims == 0 && kills < MOST * count)
            {
                kill(reader);
            }
        }
        assertTrue(openClaims > 0, "no kill has left a claim open");
    }

    private void kill(final ShmReader<ByteBuffer> reader) throws IOException, InterruptedException
    {
        try (Child writer = Child.start(ThreadsMain.class, directory.resolve("writer-" + kills + ".errors"),
            channel.path(), ring, full, read[0], read[1], read[2], read[3]))
        {
            final int wanted = 1 + random.nextInt(MAX_ACKNOWLEDGEMENTS);
            for (int acknowledged = 0; acknowledged < wanted;)
            {
                reader.poll(this::audit, LIMIT);
                writer.requireAlive();
                if (writer.in().available() >= Long.BYTES)
                {
                    note(writer.in().readLong());
                    acknowledged++;
                }
            }
            writer.kill();
            noteAll(writer);
            writer.awaitExit(Child.KILLED);
        }
        kills++;
        openClaims += channel.info().openClaims();
        channel.recover();
        while (reader.poll(this::audit, LIMIT) > 0)
        {
            // To the end.
        }
        assertEquals(channel.info().endPosition(), reader.position());
        for (int thread = 0; thread < read.length; thread++)
        {
            // The one that it was about to tell of may be there.
            assertTrue(read[thread] >= told[thread] && read[thread] <= told[thread] + 1,
                "read " + Arrays.toString(read) + ", told " + Arrays.toString(told));
            // The next writer begins behind it, and may be killed before it tells of anything.
            told[thread] = read[thread];
        }
        final VerifyReport report = channel.verify();
        assertTrue(report.isGood(), () -> report.findings().toString());
    }

    private void noteAll(final Child writer) throws IOException
    {
        try
        {
            while (true)
            {
                note(writer.in().readLong());
            }
        }
        catch (final EOFException ex)
        {
            // All it told.
        }
    }

    private void note(final long message)
    {
        final int thread = ThreadsMain.thread(message);
        told[thread] = Math.max(told[thread], ThreadsMain.number(message) + 1);
    }

    private void audit(final ByteBuffer buffer, final int offset, final int length, final RecordContext context)
    {
        final int thread = (int)buffer.getLong(offset);
        final long number = buffer.getLong(offset + Long.BYTES);
        assertEquals(read[thread], number, () -> "thread " + thread + " at " + context.position());
        Contents.check(ThreadsMain.contents(thread, number), buffer, offset + ThreadsMain.HEADER,
            length - ThreadsMain.HEADER);
        read[thread]++;
    }

    @Override
    public String toString()
    {
        return kills + " kills with " + openClaims + " open claims, " + Arrays.stream(read).sum() + " records" +
            (ring ? ", ring" : "") + (full ? ", PERIODIC, checksums and timestamps" : "");
    }
}
