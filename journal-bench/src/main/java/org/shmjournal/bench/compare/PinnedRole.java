package org.shmjournal.bench.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.shmjournal.cli.measure.Role;
import org.shmjournal.cli.measure.Round;

/**
 * Another role whose thread has its processor: the writer's the first one, those of readers the others. All other
 * threads of the process stay free. Needs {@code taskset}.
 */
final class PinnedRole implements Role
{
    private static final Path THREAD = Path.of("/proc/thread-self");

    private final Role role;
    private final boolean first;
    private boolean pinned;

    PinnedRole(final Role role, final boolean first)
    {
        this.role = role;
        this.first = first;
    }

    @Override
    public void prepare(final Round round)
    {
        role.prepare(round);
    }

    @Override
    public void connect(final Round round)
    {
        role.connect(round);
    }

    @Override
    public void dueFrom(final long nanos)
    {
        role.dueFrom(nanos);
    }

    /** Pins the thread, the first time; whatever was started before is free. */
    @Override
    public Map<String, ?> run(final Runnable started)
    {
        if (!pinned)
        {
            pin(first ? "0" : "1-" + (Runtime.getRuntime().availableProcessors() - 1));
            pinned = true;
        }
        return role.run(started);
    }

    private static void pin(final String processors)
    {
        try
        {
            final String thread = Files.readSymbolicLink(THREAD).getFileName().toString();
            final Process taskset = new ProcessBuilder("taskset", "-cp", processors, thread)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
            if (taskset.waitFor() != 0)
            {
                throw new IllegalStateException("taskset cannot pin a thread to processors " + processors);
            }
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
        catch (final InterruptedException ex)
        {
            throw new IllegalStateException(ex);
        }
    }

    @Override
    public void close()
    {
        role.close();
    }
}
