package org.shmjournal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.shmjournal.cli.JournalProcess.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
class CompletionIT
{
    @TempDir
    Path directory;

    private Path script;

    @BeforeEach
    void printScript() throws IOException
    {
        script = Files.write(directory.resolve("script"), run("completion", "bash").expect(0).output());
    }

    @Test
    void shouldCompleteInBash() throws Exception
    {
        assertEquals(Set.of("recover", "replay", "restore"), completions("re"));
        assertEquals(Set.of("--speed"), completions("replay", "--sp"));
        assertEquals(Set.of("text", "json", "csv", "hex", "raw", "length"), completions("cat", "--output", ""));
        assertEquals(Set.of("bash", "zsh"), completions("completion", ""));
        assertEquals(Set.of("set"), completions("cursors", "se"));
        assertEquals(Set.of("none", "retention", "writer"), completions("cursors", "set", "--gating", ""));
        assertFalse(Files.readString(script).contains("demo-writer"));
    }

    @Test
    void shouldBeTakenByZsh() throws Exception
    {
        assumeTrue(Stream.of("/bin/zsh", "/usr/bin/zsh").anyMatch(shell -> Files.isExecutable(Path.of(shell))),
            "no zsh here");
        Files.write(script, run("completion", "zsh").expect(0).output());
        assertEquals("_bash_complete -F _complete_journal -o default\n", shell("zsh",
            "autoload -Uz compinit && compinit -u -D; source '" + script + "'; echo $_comps[journal]"));
    }

    @Test
    void shouldKnowNoOtherShell()
    {
        run("completion", "fish").expect(2, "'fish' is none of bash, zsh");
    }

    /** What bash offers behind the words. */
    private Set<String> completions(final String... words) throws Exception
    {
        final StringBuilder commands = new StringBuilder("source '" + script + "'; COMP_WORDS=(journal");
        for (final String word : words)
        {
            commands.append(" '").append(word).append('\'');
        }
        commands.append("); COMP_CWORD=").append(words.length)
            .append("; COMP_LINE=\"${COMP_WORDS[*]}\"; _complete_journal 2>/dev/null; echo \"${COMPREPLY[@]}\"");
        return new TreeSet<>(Arrays.asList(shell("bash", commands.toString()).strip().split("\\s+")));
    }

    private String shell(final String shell, final String commands) throws Exception
    {
        final Process process = new ProcessBuilder(shell, "-c", commands)
            .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        process.getOutputStream().close();
        final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor(60, TimeUnit.SECONDS);
        return output;
    }
}
