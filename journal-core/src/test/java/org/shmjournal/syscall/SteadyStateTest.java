package org.shmjournal.syscall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.shmjournal.layout.ControlLayout;
import org.shmjournal.testing.ChildJvm;
import org.shmjournal.testing.Damage;

/**
 * A ring that is written and read by two processes, once it has gone round: who writes and who reads it calls the
 * system for nothing, nor finds a page that is not there; nor does the conductor when it recycles a slot. Skipped, with
 * a message, where there is no strace, or no file system in memory: one on a disk takes the permission to write from a
 * page each time that it has written it back.
 */
@Timeout(180)
class SteadyStateTest
{
    /** What the conductor calls to wait, to be woken, and to look after cursors, locks and names now and then. */
    private static final Set<String> IDLING = Set.of("futex", "clock_nanosleep", "restart_syscall", "sched_yield",
        "openat", "close", "fstat", "stat", "lstat", "statx", "newfstatat", "getdents64", "fcntl", "access",
        "dup", "gettid", "faccessat2", "readlink", "lseek", "rt_sigprocmask");
    /**
     * By the JVM, which stops its threads now and then, and asks which one it is where it gives compiled code up: then
     * in the handler of a signal, which lets others through.
     */
    private static final Set<String> STOPPED =
        Set.of("futex", "gettid", "restart_syscall", "rt_sigprocmask", "rt_sigreturn");
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final int WARM_UP = 80;
    private static final int MEASURED = 100;
    private static final Pattern CALL = Pattern.compile("^(\\d+) +(?:<\\.\\.\\. )?(\\w+)");
    private static final long LONGEST_SECONDS = 60;
    private static final long LOOK_INTERVAL = 1_000_000;

    private final List<Process> processes = new ArrayList<>();
    private Path channel;

    @TempDir
    private Path directory;

    @BeforeEach
    void makePlace() throws IOException
    {
        final String reason = Strace.reasonNotTo(directory);
        assumeTrue(reason == null, reason);
        assumeTrue(Files.isDirectory(MEMORY) && "tmpfs".equals(Files.getFileStore(MEMORY).type()),
            MEMORY + " is no file system in memory");
        channel = Files.createTempDirectory(MEMORY, "shmjournal-steady-").resolve("channel");
    }

    @AfterEach
    void clear() throws IOException, InterruptedException
    {
        for (final Process process : processes)
        {
            process.destroyForcibly().waitFor();
        }
        if (channel != null)
        {
            try (Stream<Path> files = Files.walk(channel.getParent()))
            {
                for (final Path file : files.sorted(Comparator.reverseOrder()).toList())
                {
                    Files.delete(file);
                }
            }
        }
    }

    private Process start(final String what) throws IOException
    {
        // Safepoints that nobody needs are calls of the system, too.
        final Process process = ChildJvm.of(SteadyStateMain.class)
            .options("-XX:+UnlockDiagnosticVMOptions", "-XX:GuaranteedSafepointInterval=0", "-XX:+UseSerialGC",
                "-XX:-UsePerfData", "-Xmx64m", "-Xms64m", "-XX:+AlwaysPreTouch")
            .start(what, channel.toString());
        processes.add(process);
        assertEquals("READY", new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine());
        return process;
    }

    private long segment()
    {
        return Damage.longAt(channel.resolve("channel.ctl"), ControlLayout.ACTIVE_SEGMENT);
    }

    private long waits()
    {
        return Damage.longAt(channel.resolve("channel.ctl"), ControlLayout.ROLL_WAITS);
    }

    private void awaitSegment(final long number)
    {
        final long start = System.nanoTime();
        while (segment() < number)
        {
            assertTrue(processes.stream().allMatch(Process::isAlive), "a process has died");
            assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(LONGEST_SECONDS),
                "segment " + number + " does not come");
            LockSupport.parkNanos(LOOK_INTERVAL);
        }
    }

    /** The names of all threads, by their ids. */
    private static Map<String, String> threads(final Process process) throws IOException
    {
        final Map<String, String> names = new HashMap<>();
        try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(process.pid()), "task")))
        {
            for (final Path task : tasks.toList())
            {
                names.put(task.getFileName().toString(), Files.readString(task.resolve("comm")).trim());
            }
        }
        return names;
    }

    /** Faults of pages, of either kind, of a thread so far. */
    private static long faults(final Process process, final String name) throws IOException
    {
        final String id = threads(process).entrySet().stream().filter(thread -> thread.getValue().equals(name))
            .map(Map.Entry::getKey).findFirst().orElseThrow();
        final String stat =
            Files.readString(Path.of("/proc", Long.toString(process.pid()), "task", id, "stat"));
        final String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[7]) + Long.parseLong(fields[9]);
    }

    @Test
    void shouldCallNothingAndFindEveryPage() throws IOException, InterruptedException
    {
        final Process writer = start("write");
        final Process reader = start("read");
        // From where the reader is there: the writer may have been round long before.
        awaitSegment(segment() + WARM_UP);
        assertNoFaults(writer, reader);
        assertNoCalls(writer, reader);
    }

    private void assertNoFaults(final Process writer, final Process reader) throws IOException, InterruptedException
    {
        final long from = segment();
        final long[] before = {faults(writer, SteadyStateMain.WRITER), faults(reader, SteadyStateMain.READER),
            faults(writer, SteadyStateMain.CONDUCTOR)};
        awaitSegment(from + MEASURED);
        final long[] after = {faults(writer, SteadyStateMain.WRITER), faults(reader, SteadyStateMain.READER),
            faults(writer, SteadyStateMain.CONDUCTOR)};
        final long segments = segment() - from;
        final String story = "faults in " + segments + " segments of " + SteadyStateMain.SEGMENT_SIZE / 4096 +
            " pages: writer " + (after[0] - before[0]) + ", reader " + (after[1] - before[1]) + ", conductor " +
            (after[2] - before[2]);
        System.out.println(story);
        for (int i = 0; i < before.length; i++)
        {
            // Of the JVM's own memory there may be some.
            assertTrue(after[i] - before[i] < segments, story);
        }
    }

    private void assertNoCalls(final Process writer, final Process reader) throws IOException, InterruptedException
    {
        final Path trace = directory.resolve("steady");
        final Process strace = new ProcessBuilder("strace", "-f", "-o", trace.toString(), "-p",
            Long.toString(writer.pid()), "-p", Long.toString(reader.pid())).redirectErrorStream(true).start();
        processes.add(strace);
        final BufferedReader said =
            new BufferedReader(new InputStreamReader(strace.getInputStream(), StandardCharsets.UTF_8));
        for (int attached = 0; attached < 2;)
        {
            final String line = said.readLine();
            assertTrue(line != null, "strace has ended");
            attached += line.contains("attached") ? 1 : 0;
        }
        final long waitsBefore = waits();
        final long from = segment();
        awaitSegment(from + MEASURED);
        final long segments = segment() - from;
        final Map<String, String> names = threads(writer);
        names.putAll(threads(reader));
        processes.remove(strace);
        strace.destroy();
        strace.waitFor();

        final Map<String, Map<String, Integer>> calls = new TreeMap<>();
        for (final String line : Files.readAllLines(trace))
        {
            final Matcher call = CALL.matcher(line);
            if (call.find())
            {
                calls.computeIfAbsent(names.getOrDefault(call.group(1), "?"), name -> new TreeMap<>())
                    .merge(call.group(2), 1, Integer::sum);
            }
        }
        final long waits = waits() - waitsBefore;
        System.out.println("calls in " + segments + " segments, for " + waits + " of which the writer waited: " +
            calls);
        for (final String thread : List.of(SteadyStateMain.WRITER, SteadyStateMain.READER))
        {
            final Map<String, Integer> made = calls.getOrDefault(thread, Map.of());
            assertTrue(STOPPED.containsAll(made.keySet()), calls::toString);
            // On a machine that has more to do it wakes a conductor that has not come to it in time.
            assertTrue(waits > 0 || made.values().stream().mapToInt(Integer::intValue).sum() < segments / 4,
                calls::toString);
        }
        assertTrue(IDLING.containsAll(calls.getOrDefault(SteadyStateMain.CONDUCTOR, Map.of()).keySet()),
            calls::toString);
    }
}
