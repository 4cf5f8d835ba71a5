package org.shmjournal.kill;

import static org.junit.jupiter.api.Assertions.*;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.shmjournal.Durability;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.VerifyReport;
import org.shmjournal.layout.ControlLayout;
import org.shmjournal.testing.Damage;

/**
 * One channel, three processes that tail it from before it is there until its end, and one writer process after the
 * other, each killed. After each death the channel must hold what was acknowledged, little more, and nothing else.
 */
final class KillSession implements AutoCloseable
{
    private static final int READERS = 3;
    private static final int LIMIT = 1024;
    private static final int MAX_ACKNOWLEDGEMENTS = 200;
    private static final int RECORDS_OF_THE_LAST = 100;

    private final Path directory;
    private final Path channel;
    private final boolean full;
    private final Durability durability;
    private final Random random;
    private final KillCounts counts;
    private final List<Child> readers = new ArrayList<>();
    private Audit audit = new Audit();
    private int lives;

    /**
     * Starts the readers.
     *
     * @param directory  that is empty.
     * @param full       whether the channel gets checksums and timestamps.
     * @param durability of the channel.
     */
    KillSession(
        final Path directory,
        final boolean full,
        final Durability durability,
        final Random random,
        final KillCounts counts)
        throws IOException
    {
        this.directory = directory;
        this.channel = directory.resolve("channel");
        this.full = full;
        this.durability = durability;
        this.random = random;
        this.counts = counts;
        for (int i = 0; i < READERS; i++)
        {
            readers.add(Child.start(ReaderMain.class, directory.resolve("reader-" + i + ".errors"), channel));
        }
    }

    void run(final List<Plan> plans) throws IOException, InterruptedException
    {
        for (final Plan plan : plans)
        {
            kill(plan);
        }
        closeChannel();
        for (final Child reader : readers)
        {
            checkReader(reader);
        }
    }

    private void kill(final Plan plan) throws IOException, InterruptedException
    {
        final Path marks = directory.resolve("writer-" + lives + ".marks");
        if (plan.stop() == Stop.REPAIRING)
        {
            // Of no known boot: so the next owner takes it for what a power loss left.
            Damage.putLong(channel.resolve("channel.ctl"), ControlLayout.BOOT_ID, 0);
        }
        try (WriterLife life = start(marks, plan))
        {
            if (plan.stop() == Stop.NOWHERE)
            {
                life.killAfter(1 + random.nextInt(MAX_ACKNOWLEDGEMENTS));
            }
            else
            {
                life.killWhereItStops();
            }
            final Set<Phase> phases = Marks.read(marks);
            assertTrue(plan.stop() == Stop.NOWHERE || phases.contains(plan.stop().phase()),
                () -> "stopped at " + plan + ", killed in " + phases);
            counts.add(phases);
            checkChannel(plan, life);
        }
        for (final Child reader : readers)
        {
            reader.requireAlive();
        }
    }

    private WriterLife start(final Path marks, final Plan plan) throws IOException
    {
        return WriterLife.start(channel, full, durability, marks,
            directory.resolve("writer-" + lives++ + ".errors"), plan);
    }

    /** What is there begins with all that was there before: the same function of the sequence says what that is. */
    private void checkChannel(final Plan plan, final WriterLife life)
    {
        final long before = audit.count();
        final String story = "channel " + channel + " after " + plan;
        if (life.hasOpened())
        {
            assertEquals(before - 1, life.found(), () -> "last sequence found at opening, " + story);
        }
        final VerifyReport report = ShmChannel.at(channel).verify();
        assertTrue(report.isGood(), () -> report.findings() + ", " + story);

        audit = replay();
        final long acknowledged = Math.max(before - 1, life.acknowledged());
        final long last = audit.count() - 1;
        assertTrue(last >= acknowledged && last <= acknowledged + WriterMain.MAX_BATCH,
            () -> "last sequence is " + last + ", acknowledged " + acknowledged + ", " + story);
        assertEquals(audit.count(), report.records(), story);
    }

    private Audit replay()
    {
        final Audit replay = new Audit();
        try (ShmReader<ByteBuffer> reader = ShmChannel.at(channel).openReader())
        {
            int delivered = reader.poll(replay, LIMIT);
            while (delivered > 0)
            {
                delivered = reader.poll(replay, LIMIT);
            }
        }
        return replay;
    }

    private void closeChannel() throws IOException, InterruptedException
    {
        final Plan plan = Plan.close(RECORDS_OF_THE_LAST);
        try (WriterLife life = start(directory.resolve("writer-" + lives + ".marks"), plan))
        {
            life.awaitEnd();
            checkChannel(plan, life);
            assertEquals(life.acknowledged(), audit.count() - 1);
        }
        try (Stream<Path> files = Files.list(channel))
        {
            final List<Path> temporary = files.filter(file -> file.toString().endsWith(".tmp")).toList();
            assertEquals(List.of(), temporary);
        }
    }

    private void checkReader(final Child reader) throws IOException, InterruptedException
    {
        reader.requireAlive();
        reader.send(audit.count());
        // Both at once: a reader that failed tells neither.
        final byte[] told = reader.in().readAllBytes();
        reader.awaitExit(0);
        final ByteBuffer report = ByteBuffer.wrap(told);
        assertEquals(audit.count(), report.getLong());
        assertEquals(audit.digest(), report.getLong());
    }

    /** How many records were written. */
    long records()
    {
        return audit.count();
    }

    @Override
    public void close() throws IOException
    {
        for (final Child reader : readers)
        {
            reader.close();
        }
    }
}
