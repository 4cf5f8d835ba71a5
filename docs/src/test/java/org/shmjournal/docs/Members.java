package org.shmjournal.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The methods and nested types of a test class, found by its layout: each body stands between two lines that hold one
 * brace behind four spaces.
 */
final class Members
{
    private static final Pattern NAME = Pattern.compile("(?:class|record|interface) (\\w+)|(\\w+)\\(");

    private record Member(String name, boolean isTest, int first, int last, String body)
    {
        private boolean uses(final String other)
        {
            return Pattern.compile("\\b" + other + "\\b").matcher(body).find();
        }
    }

    private final List<Member> members = new ArrayList<>();

    Members(final Path file) throws IOException
    {
        final List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++)
        {
            if (lines.get(i).equals("    {"))
            {
                members.add(member(lines, i));
            }
        }
    }

    /** Whether some test runs whatever stands between two lines, counted from 1. */
    boolean isRun(final int first, final int last)
    {
        final Set<String> run = namesOfWhatRuns();
        return members.stream()
            .filter(member -> member.first <= last && first <= member.last)
            .allMatch(member -> run.contains(member.name));
    }

    private Set<String> namesOfWhatRuns()
    {
        final Set<String> run = new HashSet<>();
        members.stream().filter(Member::isTest).map(Member::name).forEach(run::add);
        boolean grows = true;
        while (grows)
        {
            grows = false;
            for (final Member member : members)
            {
                grows |= members.stream().anyMatch(user -> run.contains(user.name) && user.uses(member.name)) &&
                    run.add(member.name);
            }
        }
        return run;
    }

    private static Member member(final List<String> lines, final int brace)
    {
        int begin = brace;
        while (!lines.get(begin - 1).isBlank() && !lines.get(begin - 1).equals("{"))
        {
            begin--;
        }
        final int end = brace + lines.subList(brace, lines.size()).indexOf("    }");
        final String declaration = String.join("\n", lines.subList(begin, brace)).replaceAll("(?m)^ *[*/@].*$", "");
        final Matcher name = NAME.matcher(declaration);
        return new Member(name.find() ? name.group(1) == null ? name.group(2) : name.group(1) : "static",
            lines.subList(begin, brace).contains("    @Test"), begin + 1, end + 1,
            String.join("\n", lines.subList(brace, end)));
    }
}
