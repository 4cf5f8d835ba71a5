package org.shmjournal.kill;

import static org.junit.jupiter.api.Assertions.*;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.shmjournal.Durability;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.ShmWriter;

/**
 * Kills real writer processes by SIGKILL: where they are told to stop, so that every phase is hit, and wherever they
 * happen to be. {@code -Dkills=N} says how many in each test, and so in each mode; {@code -Dseed=N} repeats the plans
 * of a run.
 */
class KillTest
{
    private static final int KILLS_IN_A_SESSION = 24;
    private static final int MIN_KILLS = 20;
    private static final int KILLS_OF_THREADS = 6;
    private static final int KILLS = Math.max(MIN_KILLS, Integer.getInteger("kills", KILLS_IN_A_SESSION));
    /** In a mode that forces: unless a number is given, those of the one session about what is forced, and when. */
    private static final int KILLS_IN_A_MODE = Integer.getInteger("kills", 0);

    @TempDir
    private Path directory;
    private final long seed = Long.getLong("seed", System.nanoTime());
    private final KillCounts counts = new KillCounts();
    private long records;

    @Test
    void shouldKeepEveryAcknowledgedRecordWhenWritersAreKilled() throws IOException, InterruptedException
    {
        killWriters(false, Durability.PROCESS, KILLS);
        assertPhases();
    }

    @Test
    void shouldKeepEveryAcknowledgedRecordWithChecksumsAndTimestampsWhenWritersAreKilled()
        throws IOException, InterruptedException
    {
        killWriters(true, Durability.PROCESS, KILLS);
        assertPhases();
        assertTrue(counts.in(Phase.ROLL) >= 1);
        assertTrue(counts.in(Phase.RECOVERY) >= 1);
    }

    @ParameterizedTest
    @EnumSource(names = {"PERIODIC", "SYNC"})
    void shouldKeepEveryAcknowledgedRecordInModesThatForceWhenWritersAreKilled(final Durability durability)
        throws IOException, InterruptedException
    {
        final Random random = new Random(seed);
        run("forces", true, durability, Schedule.ofForces(random), random);
        killWriters(true, durability, KILLS_IN_A_MODE);
        assertTrue(counts.in(Phase.FLUSH) >= 1);
        assertTrue(counts.in(Phase.RECOVERY) >= 2);
        assertTrue(counts.in(Phase.CLOSING) >= 1);
    }

    /** Several threads, of which each may have a claim open; and a strong reader, which loses nothing in all lives. */
    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void shouldKeepEveryAcknowledgedRecordOfManyThreadsWhenTheyAreKilled(final boolean ring, final boolean full)
        throws IOException, InterruptedException
    {
        final ThreadsSession session = new ThreadsSession(directory, ring, full, new Random(seed));
        try
        {
            session.run(Math.max(KILLS_OF_THREADS, KILLS_IN_A_MODE / 4));
        }
        catch (final AssertionError | RuntimeException | IOException ex)
        {
            throw new AssertionError("seed=" + seed + ", " + session, ex);
        }
        System.out.println(session + ", seed " + seed);
    }

    private void killWriters(final boolean full, final Durability durability, final int kills)
        throws IOException, InterruptedException
    {
        final Random random = new Random(seed);
        for (int i = 0; counts.kills() < kills; i++)
        {
            run("session-" + i, full, durability,
                Schedule.of(Math.min(KILLS_IN_A_SESSION, kills - counts.kills()), full, random), random);
        }
        System.out.println(counts + " (" + records + " records, " + durability + ", " +
            (full ? "checksums and timestamps" : "plain") + ", seed " + seed + ")");
    }

    private void run(
        final String name,
        final boolean full,
        final Durability durability,
        final List<Plan> plans,
        final Random random)
        throws IOException, InterruptedException
    {
        final Path place = Files.createDirectory(directory.resolve(name));
        try (KillSession session = new KillSession(place, full, durability, random, counts))
        {
            session.run(plans);
            records += session.records();
        }
        catch (final AssertionError | RuntimeException | IOException ex)
        {
            throw new AssertionError("seed=" + seed + ", " + counts, ex);
        }
    }

    private void assertPhases()
    {
        assertTrue(counts.kills() >= MIN_KILLS);
        assertTrue(counts.in(Phase.ENCODE) >= 1);
        assertTrue(counts.in(Phase.CLAIM) >= 1);
        assertTrue(counts.in(Phase.PREPARATION) >= 1);
        assertTrue(counts.in(Phase.OPENING) >= 1);
        assertTrue(counts.in(Phase.FLUSH) >= 1);
        assertTrue(counts.in(Phase.CLOSING) >= 1);
    }

    @Test
    void shouldCreateChannelWhenItsCreatorIsKilledBeforeAnyFileOperation() throws IOException, InterruptedException
    {
        int operation = 0;
        while (killCreator(operation))
        {
            openInNextProcess(directory.resolve("channel-" + operation));
            operation++;
        }
        System.out.println("creator killed before each of " + operation + " file operations");
        assertTrue(operation > 0);
    }

    /** False when there was no such operation any more, and the creator came to its end. */
    private boolean killCreator(final int operation) throws IOException, InterruptedException
    {
        final Path channel = directory.resolve("channel-" + operation);
        final Path errors = directory.resolve("writer-" + operation + ".errors");
        final Path marks = directory.resolve("writer-" + operation + ".marks");
        final Plan plan = Plan.stopInOpening(Stop.FILE_OPERATION, operation);
        try (WriterLife life = WriterLife.start(channel, true, Durability.PROCESS, marks, errors, plan))
        {
            if (life.awaitStop())
            {
                life.killWhereItStops();
                return true;
            }
            life.awaitEnd();
            return false;
        }
    }

    private void openInNextProcess(final Path channel)
    {
        if (ShmChannel.at(channel).exists())
        {
            assertTrue(ShmChannel.at(channel).verify().isGood());
        }
        try (ShmWriter<ByteBuffer> writer = ShmChannel.at(channel).openWriter())
        {
            assertEquals(-1, writer.lastSequence());
            writer.write(ByteBuffer.allocate(10));
        }
        try (ShmReader<ByteBuffer> reader = ShmChannel.at(channel).openReader())
        {
            assertEquals(1, reader.poll(record -> assertEquals(ByteBuffer.allocate(10), record), 10));
        }
        assertTrue(ShmChannel.at(channel).verify().isGood());
    }
}
