package org.shmjournal.cli.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.shmjournal.cli.process.ChildJvm;

/**
 * Another JVM that runs one of the demo's parts, without any flag. Closing it destroys it.
 */
final class ChildProcess implements AutoCloseable
{
    private static final long PATIENCE_SECONDS = 30;

    private final ChildJvm jvm;
    private final List<String> findings = new ArrayList<>();

    private ChildProcess(final ChildJvm jvm)
    {
        this.jvm = jvm;
    }

    /** Starts a hidden command of this same program. */
    static ChildProcess start(final String command, final Object... arguments)
    {
        return new ChildProcess(ChildJvm.start(command, ChildJvm.commandLine(command, List.of(arguments))));
    }

    long pid()
    {
        return jvm.pid();
    }

    /** What it found wrong so far. */
    List<String> findings()
    {
        return findings;
    }

    void tell(final String command)
    {
        jvm.tell(command);
    }

    /** The next message with this verb; gives up when nothing moves any more. */
    Message await(final String verb)
    {
        while (true)
        {
            final Message message = Message.parse(jvm.next(verb, PATIENCE_SECONDS, TimeUnit.SECONDS));
            if (message.verb().equals(verb))
            {
                return message;
            }
            if (message.verb().equals("finding"))
            {
                findings.add(message.text("text"));
            }
        }
    }

    /** Fails when it is not there any more. */
    void requireAlive()
    {
        jvm.requireAlive();
    }

    @Override
    public void close()
    {
        jvm.close();
    }
}
