package org.shmjournal.cli.measure;

import java.util.Map;
import org.shmjournal.cli.measure.loop.JournalLayout;
import org.shmjournal.cli.process.Parent;

/**
 * The child's side: plays one role for all rounds, as the parent says, a line a command on standard input, a line an
 * answer on standard output. Whatever is thrown ends the process, and so does the end of standard input, even in the
 * middle of a round: a child never outlives its parent.
 *
 * <pre>
 *   prepare ROUND  →  prepared
 *   connect ROUND  →  connected
 *   due NANOS      →  noted
 *   run            →  started, then done NAME=NUMBER NAME:TEXT ...
 *   close          →  closed
 * </pre>
 */
public final class Child
{
    /** Between the name and the value of a number that was measured. */
    static final char NUMBER = '=';
    /** Between the name and the value of a text. */
    static final char TEXT = ':';

    private final Parent parent = Parent.attach();
    private final Role role;

    /** Of a process whose standard output is for answers alone. */
    public Child(final Role role)
    {
        this.role = role;
    }

    /** Serves until the process ends. */
    public void serve()
    {
        parent.say("hello " + System.getProperty("java.vm.name") + " " + Runtime.version());
        while (true)
        {
            obey(parent.next());
        }
    }

    private void obey(final String line)
    {
        final String[] words = line.split(" ", 2);
        switch (words[0])
        {
            case "prepare" ->
            {
                role.prepare(Round.parse(words[1]));
                parent.say("prepared");
            }
            case "connect" ->
            {
                role.connect(Round.parse(words[1]));
                parent.say("connected");
            }
            case "due" ->
            {
                role.dueFrom(Long.parseLong(words[1]));
                parent.say("noted");
            }
            case "run" -> parent.say("done" + text(role.run(() -> parent.say("started"))));
            case "close" ->
            {
                role.close();
                JournalLayout.collectMaps();
                parent.say("closed");
            }
            default -> throw new IllegalArgumentException("unknown command: " + line);
        }
    }

    private static String text(final Map<String, ?> result)
    {
        final StringBuilder text = new StringBuilder();
        result.forEach((name, value) -> text.append(' ').append(name)
            .append(value instanceof Long ? NUMBER : TEXT).append(value));
        return text.toString();
    }
}
