package org.shmjournal.bench.compare;

import java.util.Arrays;
import java.util.List;
import org.shmjournal.cli.measure.Child;
import org.shmjournal.cli.measure.Role;
import org.shmjournal.cli.measure.loop.PayloadLength;

/** Where a child process begins: {@code KIND ROLE}, then the parent's settings. */
public final class ChildMain
{
    private ChildMain()
    {
    }

    /** Serves until the parent ends. */
    public static void main(final String[] arguments)
    {
        final List<String> words = Arrays.asList(arguments);
        final Settings settings = Settings.parse(words.subList(2, words.size()));
        PayloadLength.set(settings.payload());
        final Role role = RoleName.valueOf(words.get(1)).create(settings, Kind.valueOf(words.get(0)));
        new Child(role).serve();
    }
}
