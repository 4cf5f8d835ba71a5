package org.shmjournal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The page of the command line holds the help texts as they are; run with {@code -Dcli.update=true} to renew them. */
class CommandPageTest
{
    private static final String UPDATE_PROPERTY = "cli.update";
    private static final Path PAGE = Path.of("..", "docs", "cli.md");
    private static final Pattern SECTION = Pattern.compile("(?m)^### journal (\\S+)\\n\\n```text\\n(?s:.*?)\\n```$");

    @Test
    void shouldHoldTheHelpOfEachCommand() throws IOException
    {
        final String page = Files.readString(PAGE);
        final Matcher sections = SECTION.matcher(page);
        final String renewed = sections.replaceAll(section -> Matcher.quoteReplacement(section(section.group(1))));
        if (Boolean.getBoolean(UPDATE_PROPERTY))
        {
            Files.writeString(PAGE, renewed);
        }
        else
        {
            assertEquals(renewed, page, "help texts changed: run with -D" + UPDATE_PROPERTY +
                "=true, look at the difference, and commit it");
        }
    }

    @Test
    void shouldHaveASectionForEachCommandInTheOrderOfTheHelp() throws IOException
    {
        final List<String> sections =
            SECTION.matcher(Files.readString(PAGE)).results().map(section -> section.group(1)).toList();
        final List<String> commands = Journal.allCommands().getSubcommands().entrySet().stream()
            .filter(command -> !command.getValue().getCommandSpec().usageMessage().hidden())
            .map(java.util.Map.Entry::getKey)
            .toList();
        assertEquals(commands, sections);
    }

    @Test
    void shouldSayInOneSentenceWhatEachCommandDoes()
    {
        // It stands alone in the list of commands, and as the name of a manual page.
        for (final CommandLine command : Journal.allCommands().getSubcommands().values())
        {
            final UsageMessageSpec usage = command.getCommandSpec().usageMessage();
            assertTrue(usage.hidden() || usage.description()[0].endsWith("."), () -> usage.description()[0]);
        }
    }

    private static String section(final String name)
    {
        final CommandLine command = Journal.allCommands().getSubcommands().get(name);
        return "### journal " + name + "\n\n```text\n" +
            (command == null ? "" : command.getUsageMessage(Ansi.OFF).stripTrailing()) + "\n```";
    }
}
