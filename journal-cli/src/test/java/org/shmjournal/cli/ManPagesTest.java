package org.shmjournal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManPagesTest
{
    @TempDir
    Path directory;

    @Test
    void shouldHaveAPageForEachCommandThatIsShown() throws IOException
    {
        ManPages.write(directory.toFile(), "1.2.3");
        final Set<String> expected = Journal.allCommands().getSubcommands().entrySet().stream()
            .filter(command -> !command.getValue().getCommandSpec().usageMessage().hidden())
            .map(command -> "journal-" + command.getKey() + ".adoc")
            .collect(Collectors.toCollection(TreeSet::new));
        expected.add("journal.adoc");
        expected.add("journal-cursors-set.adoc");
        expected.add("journal-cursors-remove.adoc");
        try (Stream<Path> pages = Files.list(directory))
        {
            assertEquals(expected,
                pages.map(page -> page.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new)));
        }
        final String page = Files.readString(directory.resolve("journal-replay.adoc"));
        assertTrue(
            page.contains("--keep-timestamps") && page.contains("journal replay --since 10m") && page.contains("1.2.3"),
            page);
    }
}
