package org.shmjournal.cli.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.shmjournal.cli.Interruption;
import org.shmjournal.cli.measure.ChildProcess;
import org.shmjournal.cli.process.ChildJvm;
import org.shmjournal.error.InterruptedWaitException;

/** The child processes of a run, which live through all its rounds. A signal ends them, and with them the run. */
final class Crew implements AutoCloseable
{
    private final ChannelOptions options;
    private final Path place;
    private final int timeoutSeconds;
    private final List<ChildProcess> children = new ArrayList<>();
    private boolean closed;

    /**
     * Nobody yet.
     *
     * @param place          where they work, for messages.
     * @param timeoutSeconds for a round.
     */
    Crew(final ChannelOptions options, final Path place, final int timeoutSeconds)
    {
        this.options = options;
        this.place = place;
        this.timeoutSeconds = timeoutSeconds;
        Interruption.finishBefore(this::close);
    }

    /** Starts one more. */
    ChildProcess start(final Part part)
    {
        final List<String> arguments = new ArrayList<>(List.of(part.name()));
        arguments.addAll(options.arguments());
        final String name = part.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        final ChildProcess child =
            ChildProcess.start(name, ChildJvm.commandLine(MeasureChild.NAME, arguments), timeoutSeconds);
        add(child);
        return child;
    }

    private synchronized void add(final ChildProcess child)
    {
        if (closed)
        {
            child.close();
            throw interrupted();
        }
        children.add(child);
        children.forEach(each -> each.dependOn(children));
    }

    /** What a failure is when a signal has ended the children: not theirs. */
    RuntimeException reason(final RuntimeException failure)
    {
        return Interruption.isRaised() ? interrupted() : failure;
    }

    private RuntimeException interrupted()
    {
        return new InterruptedWaitException(place, "interrupted; nothing is left of what was measured there");
    }

    @Override
    public synchronized void close()
    {
        closed = true;
        children.forEach(ChildProcess::close);
    }
}
