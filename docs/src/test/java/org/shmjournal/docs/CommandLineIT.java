package org.shmjournal.docs;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shmjournal.docs.Documents.Block;
import org.shmjournal.docs.Tools.Outcome;

/**
 * Runs the {@code sh} blocks of the documents, all of one document in one shell and one folder. A line behind {@code $}
 * is a command, which must exit 0 unless {@code echo $?} follows; the lines up to the next one are what it prints,
 * where {@code …} stands for anything within a line, or, alone, for any lines.
 * <p>
 * Left out are blocks with {@code mvn} or {@code git}: they build the project and run all tests, these among them.
 */
class CommandLineIT
{
    private static final String MARK = "@@@ ";
    private static final Pattern NOT_HERE = Pattern.compile("(?m)^(\\$ )?(mvn|git|\\./journal|\\.ci/run|java)\\b");

    /** A command and what it is to print. */
    private record Step(Block block, String command, List<String> expected)
    {
        @Override
        public String toString()
        {
            return block + ": " + command;
        }
    }

    @TempDir
    private Path directory;

    @Test
    void shouldRunTheCommandsOfTheReadme() throws IOException, InterruptedException
    {
        runAll(Documents.readme());
    }

    @Test
    void shouldRunTheCommandsOfTheGuide() throws IOException, InterruptedException
    {
        runAll(Documents.guide());
    }

    @Test
    void shouldRunTheCommandsOfTheOperationsPage() throws IOException, InterruptedException
    {
        runAll(Documents.operations());
    }

    private void runAll(final Path document) throws IOException, InterruptedException
    {
        final List<Step> steps = new ArrayList<>();
        for (final Block block : Documents.blocks(document, "sh"))
        {
            if (!NOT_HERE.matcher(block.text()).find())
            {
                steps.addAll(steps(block));
            }
        }
        assertTrue(steps.stream().anyMatch(step -> step.command.contains("journal ")), document.toString());

        final Outcome outcome = runInOneShell(steps);
        final String output = new String(outcome.output(), StandardCharsets.UTF_8);
        final String[] parts = output.split("(?m)^" + MARK, -1);
        assertEquals(steps.size() + 1, parts.length, output + outcome.error());
        assertAll(IntStream.range(0, steps.size()).mapToObj(i -> () -> check(steps.get(i),
            i + 1 < steps.size() && "echo $?".equals(steps.get(i + 1).command), parts[i + 1])));
    }

    private Outcome runInOneShell(final List<Step> steps) throws IOException, InterruptedException
    {
        final Path folder = Files.createDirectories(directory.resolve("here"));
        final Path commands = directory.resolve("bin");
        Tools.makeCommand(commands);
        final StringBuilder script = new StringBuilder("exec 2>&1\nexport PATH='" + commands + "':\"$PATH\"\ncd '" +
            folder + "'\n");
        for (final Step step : steps)
        {
            // The status goes in front of the next command's output, and is its $? again.
            script.append("echo '").append(MARK).append("'\n").append("(exit ${status:-0})\n")
                .append(step.command).append("\nstatus=$?; disown -a; echo; echo \"$status\"\n");
        }
        final Path file = Files.writeString(directory.resolve("script"), script);
        return Tools.run(directory, List.of("bash", file.toString()));
    }

    private static void check(final Step step, final boolean mayFail, final String part)
    {
        final List<String> lines = new ArrayList<>(part.lines().skip(1).toList());
        final int status = Integer.parseInt(lines.remove(lines.size() - 1));
        if (lines.get(lines.size() - 1).isEmpty())
        {
            lines.remove(lines.size() - 1);
        }
        final String output = String.join("\n", lines);
        if (!mayFail)
        {
            assertEquals(0, status, step + " printed:\n" + output);
        }
        final String pattern = step.expected.stream().map(CommandLineIT::pattern).collect(Collectors.joining());
        assertTrue(Pattern.compile(pattern).matcher(lines.isEmpty() ? "" : output + "\n").matches(),
            step + " printed:\n" + output + "\ninstead of:\n" + String.join("\n", step.expected));
    }

    private static String pattern(final String line)
    {
        if ("…".equals(line.strip()))
        {
            return "(?:.*\\n)*";
        }
        final String[] parts = line.split("…", -1);
        return List.of(parts).stream().map(Pattern::quote).collect(Collectors.joining(".*")) + "\\n";
    }

    private static List<Step> steps(final Block block)
    {
        final List<Step> steps = new ArrayList<>();
        String command = null;
        List<String> expected = new ArrayList<>();
        for (final String line : block.text().split("\n", -1))
        {
            if (line.startsWith("$ "))
            {
                if (command != null)
                {
                    steps.add(new Step(block, command, expected));
                }
                command = line.substring(2);
                expected = new ArrayList<>();
            }
            else if (command == null)
            {
                throw new IllegalStateException(block + ": a block begins with a command: $ …");
            }
            else
            {
                expected.add(line);
            }
        }
        steps.add(new Step(block, command, expected));
        return steps;
    }
}
