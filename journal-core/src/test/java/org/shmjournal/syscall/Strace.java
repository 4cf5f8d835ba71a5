package org.shmjournal.syscall;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.shmjournal.testing.SharedClasses;

/** Runs the script under strace, which counts, fails, or kills at, system calls on the channel's own files. */
final class Strace
{
    /** What is counted and injected; {@code msync} names no file, but nothing else in a JVM calls it. */
    static final List<String> CALLS =
        List.of("openat", "pwrite64", "fsync", "msync", "rename", "unlink", "mmap");

    /**
     * How a run ended.
     *
     * @param exitValue of strace, which is that of the script.
     * @param output    what the script said.
     * @param error     on standard error.
     * @param injected  whether the script came to the call.
     */
    record Run(int exitValue, List<String> output, String error, boolean injected)
    {
        /** The last sequence acknowledged, or -1. */
        long acknowledged()
        {
            return output.stream().filter(line -> line.startsWith(Script.ACKNOWLEDGED))
                .mapToLong(line -> Long.parseLong(line.substring(1))).max().orElse(-1);
        }

        /** What it said that the error is, or null. */
        String failure()
        {
            return output.stream().filter(line -> line.startsWith(Script.ERROR)).findFirst().orElse(null);
        }

        boolean closed()
        {
            return output.contains(Script.CLOSED);
        }
    }

    private static final long LONGEST_RUN_SECONDS = 60;
    private static final Pattern CALL = Pattern.compile("^\\d+ +(\\w+)\\(");

    private final Path directory;

    /** Keeps its output in a directory. */
    Strace(final Path directory)
    {
        this.directory = directory;
    }

    /** Why it cannot be used here, or null. */
    static String reasonNotTo(final Path directory)
    {
        try
        {
            final Process process = new ProcessBuilder("strace", "-f", "-o", directory.resolve("probe").toString(),
                "-e", "inject=getppid:error=EIO:when=1", "true").redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            return process.waitFor() == 0 ? null : "strace may not trace here";
        }
        catch (final IOException ex)
        {
            return "there is no strace: " + ex.getMessage();
        }
        catch (final InterruptedException ex)
        {
            throw new IllegalStateException(ex);
        }
    }

    /** How often the script makes each call on a channel. */
    Map<String, Integer> count(final Path channel) throws IOException, InterruptedException
    {
        final Map<String, Integer> counts = new TreeMap<>();
        for (final boolean withFiles : new boolean[]{true, false})
        {
            final List<String> options = new ArrayList<>(List.of("-e", "trace=" +
                (withFiles ? String.join(",", CALLS) : "msync")));
            final Path counted = withFiles ? channel : channel.resolveSibling(channel.getFileName() + "-again");
            if (withFiles)
            {
                options.addAll(files(counted));
            }
            run(counted, options);
            for (final String line : Files.readAllLines(directory.resolve("trace")))
            {
                final Matcher call = CALL.matcher(line);
                if (call.find())
                {
                    counts.merge(call.group(1), 1, Integer::sum);
                }
            }
        }
        return counts;
    }

    /**
     * Runs the script, and does something at its N-th call.
     *
     * @param what is done: {@code error=EIO} or {@code signal=KILL}.
     */
    Run inject(final Path channel, final String call, final int number, final String what)
        throws IOException, InterruptedException
    {
        final List<String> options =
            new ArrayList<>(List.of("-e", "trace=" + call, "-e", "inject=" + call + ":" + what + ":when=" + number));
        if (!call.equals("msync"))
        {
            options.addAll(files(channel));
        }
        return run(channel, options);
    }

    private static List<String> files(final Path channel)
    {
        final List<String> options = new ArrayList<>();
        final List<String> names = new ArrayList<>(List.of("", "owner.lock", "channel.ctl", "channel.ctl.tmp"));
        for (int number = 0; number <= 5; number++)
        {
            names.add(String.format("%020d.seg", number));
            names.add(String.format("%020d.seg.tmp", number));
        }
        names.forEach(name -> options.addAll(List.of("-P", channel.resolve(name).toString())));
        return options;
    }

    private Run run(final Path channel, final List<String> options) throws IOException, InterruptedException
    {
        final Path trace = directory.resolve("trace");
        final List<String> command = new ArrayList<>(List.of("strace", "-f", "-q", "-o", trace.toString()));
        command.addAll(options);
        final String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        command.addAll(List.of(java, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m"));
        command.addAll(SharedClasses.ofTests(java));
        command.addAll(List.of(Script.class.getName(), channel.toString()));
        final Path output = directory.resolve("output");
        final Path error = directory.resolve("error");
        final Process process = new ProcessBuilder(command).redirectOutput(output.toFile())
            .redirectError(error.toFile()).start();
        if (!process.waitFor(LONGEST_RUN_SECONDS, TimeUnit.SECONDS))
        {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
            throw new AssertionError("hangs: " + command + Files.readString(output) + Files.readString(error));
        }
        final String traced = Files.readString(trace);
        return new Run(process.exitValue(), Files.readAllLines(output), Files.readString(error),
            traced.contains("(INJECTED)") || traced.contains("+++ killed by SIGKILL"));
    }
}
