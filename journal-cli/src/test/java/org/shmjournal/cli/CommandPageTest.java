package org.shmjournal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
    private static final Pattern SECTION =
        Pattern.compile("(?m)^### journal (\\S+(?: \\S+)*)\\n\\n```text\\n(?s:.*?)\\n```$");

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
        final List<String> commands = new ArrayList<>();
        addCommands(Journal.allCommands(), "", commands);
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

    /** Each command that is shown, and behind it its own. */
    private static void addCommands(final CommandLine command, final String before, final List<String> names)
    {
        command.getSubcommands().forEach((name, own) -> {
            if (!own.getCommandSpec().usageMessage().hidden())
            {
                names.add(before + name);
                addCommands(own, before + name + " ", names);
            }
        });
    }

    private static String section(final String name)
    {
        CommandLine command = Journal.allCommands();
        for (final String word : name.split(" "))
        {
            command = command == null ? null : command.getSubcommands().get(word);
        }
        return "### journal " + name + "\n\n```text\n" +
            (command == null ? "" : command.getUsageMessage(Ansi.OFF).stripTrailing()) + "\n```";
    }
}
