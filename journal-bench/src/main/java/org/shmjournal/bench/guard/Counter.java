package org.shmjournal.bench.guard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Counts the instructions that a program executes: by the processor where it may be asked, else by a simulation. */
enum Counter
{
    /** The processor's own count, by {@code perf}. */
    PERF(List.of("perf", "stat", "-x,", "-e", "instructions:u"), Pattern.compile("(?m)^(\\d+),[^,]*,instructions")),
    /** Callgrind's: some thirty times slower, and the same on every machine. */
    CALLGRIND(List.of("valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", "--smc-check=all-non-file"),
        Pattern.compile("Collected : (\\d+)"));

    private static final List<String> NOTHING = List.of("true");

    private final List<String> command;
    private final Pattern count;

    Counter(final List<String> command, final Pattern count)
    {
        this.command = command;
        this.count = count;
    }

    /** The first that works here, or null. */
    static Counter available()
    {
        for (final Counter counter : values())
        {
            try
            {
                if (counter.run(NOTHING) > 0)
                {
                    return counter;
                }
            }
            catch (final UncheckedIOException | IllegalStateException notHere)
            {
                // Not installed, or it may not count, as where the processor is not asked: the next one, then.
                continue;
            }
        }
        return null;
    }

    /**
     * Runs a program to its end.
     *
     * @return how many instructions that took, or -1 when nothing was counted.
     */
    long run(final List<String> program)
    {
        final List<String> line = new ArrayList<>(command);
        line.addAll(program);
        try
        {
            final Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
            final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            final int status = process.waitFor();
            final Matcher matcher = count.matcher(output);
            if (status != 0 || !matcher.find())
            {
                throw new IllegalStateException(String.join(" ", line) + " exits with " + status + ": " + output);
            }
            return Long.parseLong(matcher.group(1));
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
        catch (final InterruptedException ex)
        {
            throw new IllegalStateException(ex);
        }
    }

    @Override
    public String toString()
    {
        return name().toLowerCase(Locale.ROOT);
    }
}
