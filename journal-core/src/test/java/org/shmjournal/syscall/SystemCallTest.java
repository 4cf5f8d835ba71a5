package org.shmjournal.syscall;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.shmjournal.ChannelInfo;
import org.shmjournal.Conductor;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.ShmWriter;
import org.shmjournal.testing.Records;

/**
 * Every kind of system call on a channel's files fails once, or is the last thing that the owner does; at places that
 * are spread over all calls of the kind that it makes. What was acknowledged is there, and the channel goes on.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SystemCallTest
{
    private static final int KILLED = 128 + 9;

    private Strace strace;
    private Map<String, Integer> counts;
    private int number;

    @TempDir
    private static Path directory;

    @BeforeAll
    void countCalls() throws IOException, InterruptedException
    {
        final String reason = Strace.reasonNotTo(directory);
        assumeTrue(reason == null, reason);
        strace = new Strace(directory);
        counts = strace.count(directory.resolve("counted"));
        System.out.println("calls of the script on its channel: " + counts);
    }

    @ParameterizedTest
    @CsvSource({
        "openat,   EMFILE, 0",
        "openat,   EACCES, 20",
        "openat,   EMFILE, 40",
        "openat,   EIO,    60",
        "openat,   EMFILE, 80",
        "openat,   EIO,    100",
        "pwrite64, ENOSPC, 0",
        "pwrite64, EDQUOT, 40",
        "pwrite64, EIO,    80",
        "pwrite64, ENOSPC, 100",
        "fsync,    EIO,    0",
        "fsync,    EIO,    50",
        "fsync,    ENOSPC, 100",
        "msync,    EIO,    0",
        "msync,    EIO,    50",
        "msync,    EDQUOT, 100",
        "rename,   EACCES, 0",
        "rename,   ENOSPC, 100",
        "unlink,   EACCES, 100",
        "mmap,     EACCES, 0",
        "mmap,     ENOMEM, 60"})
    void shouldTellFailedCallByTypedErrorAndGoOn(final String call, final String error, final int percent)
        throws IOException, InterruptedException
    {
        final Path channel = directory.resolve("channel-" + number++);
        final Strace.Run run = strace.inject(channel, call, place(call, percent), "error=" + error);

        assertEquals(0, run.exitValue(), () -> run.output() + run.error());
        assertTrue(run.injected());
        assertTrue(run.closed() != (run.failure() != null), () -> run.output().toString());
        System.out.println(call + " " + error + " at " + place(call, percent) + ", " + (run.acknowledged() + 1) +
            " acknowledged: " + (run.closed() ? "closed" : run.failure()));
        assertHoldsWhatWasAcknowledged(channel, run);
    }

    @ParameterizedTest
    @CsvSource({
        "openat,   20",
        "openat,   90",
        "pwrite64, 10",
        "pwrite64, 90",
        "fsync,    0",
        "fsync,    70",
        "msync,    0",
        "msync,    90",
        "rename,   0",
        "rename,   100",
        "unlink,   100",
        "mmap,     70"})
    void shouldLoseNothingWhenKilledAtACall(final String call, final int percent)
        throws IOException, InterruptedException
    {
        final Path channel = directory.resolve("channel-" + number++);
        final Strace.Run run = strace.inject(channel, call, place(call, percent), "signal=KILL");

        assertEquals(KILLED, run.exitValue(), () -> run.output() + run.error());
        assertTrue(run.injected());
        assertFalse(run.closed());
        System.out.println(call + " killed at " + place(call, percent) + ", " + (run.acknowledged() + 1) +
            " acknowledged");
        assertHoldsWhatWasAcknowledged(channel, run);
    }

    /** The next owner's first calls: of the lock, the control file, and recovery. */
    @ParameterizedTest
    @CsvSource({
        "openat, error=EMFILE, 2",
        "openat, error=EACCES, 4",
        "openat, signal=KILL,  5",
        "mmap,   error=ENOMEM, 2",
        "mmap,   signal=KILL,  2",
        "msync,  error=EIO,    1",
        "msync,  signal=KILL,  1",
        "msync,  signal=KILL,  2"})
    void shouldLoseNothingWhenTheNextOwnerFailsOrIsKilledAtACall(
        final String call, final String what, final int place)
        throws IOException, InterruptedException
    {
        final Path channel = directory.resolve("channel-" + number++);
        final Strace.Run first = strace.inject(channel, "msync", place("msync", 60), "signal=KILL");
        assertEquals(KILLED, first.exitValue(), () -> first.output() + first.error());
        final Strace.Run next = strace.inject(channel, call, place, what);

        assertEquals(what.startsWith("signal") ? KILLED : 0, next.exitValue(), () -> next.output() + next.error());
        assertTrue(next.injected());
        System.out.println("next owner, " + call + " " + what + " at " + place + ", " +
            (next.acknowledged() - first.acknowledged()) + " acknowledged: " +
            (next.closed() ? "closed" : next.failure()));
        assertHoldsWhatWasAcknowledged(channel, next.acknowledged() < 0 ? first : next);
    }

    /** So many hundredths of the way from the first call of a kind to the last. */
    private int place(final String call, final int percent)
    {
        final Integer count = counts.get(call);
        assertNotNull(count, () -> call + " is not called at all: " + counts);
        return 1 + (count - 1) * percent / 100;
    }

    private void assertHoldsWhatWasAcknowledged(final Path path, final Strace.Run run)
    {
        final Conductor conductor = Conductor.builder().workers(0).build();
        final ShmChannel<ByteBuffer> channel = Script.channel(path, conductor);
        final List<Records.Read> records = channel.exists() ? read(channel) : new ArrayList<>();
        final long acknowledged = run.acknowledged() + 1;
        // After a force that failed nothing is known of what stands behind the durable position.
        final boolean forceFailed = run.failure() != null && run.failure().contains("force");
        final long least = forceFailed ? 0 : acknowledged;
        assertTrue(records.size() >= least && records.size() <= acknowledged + 1,
            () -> records.size() + " records, acknowledged " + acknowledged + ", " + run.failure());
        if (channel.exists())
        {
            final ChannelInfo info = channel.info();
            assertTrue(info.endPosition() >= info.durablePosition(), info::toString);
            assertEquals(info.records(), records.size());
        }
        for (int i = 0; i < records.size(); i++)
        {
            assertArrayEquals(Records.payload(i, Script.LENGTH), records.get(i).payload());
        }

        try (ShmWriter<ByteBuffer> writer = channel.openWriter())
        {
            assertEquals(records.size() - 1, writer.lastSequence());
            writer.write(Records.buffer(records.size(), Script.LENGTH));
        }
        assertEquals(records.size() + 1, read(channel).size());
        assertEquals(List.of(), channel.verify().findings());
    }

    private static List<Records.Read> read(final ShmChannel<ByteBuffer> channel)
    {
        try (ShmReader<ByteBuffer> reader = channel.openReader())
        {
            return Records.readAll(reader);
        }
    }
}
