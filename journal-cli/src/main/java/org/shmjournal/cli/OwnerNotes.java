package org.shmjournal.cli;

import java.nio.file.Path;
import org.shmjournal.ChannelListener;
import org.shmjournal.cli.output.Printable;
import org.shmjournal.error.JournalException;

/**
 * Tells, for a command that owns a channel, of readers that are not waited for though they asked for it. On any thread.
 */
class OwnerNotes implements ChannelListener
{
    private final Path path;

    OwnerNotes(final Path path)
    {
        this.path = path;
    }

    @Override
    public void onCursorRefused(final JournalException reason)
    {
        note("a cursor is not heeded: " + Printable.of(reason.getMessage()));
    }

    @Override
    public void onCursorRevoked(final String name, final long position)
    {
        note("cursor " + name + " lags behind by more than it may, at position " + position +
            ", and holds nothing back any more");
    }

    @Override
    public void onCursorClamped(final String name, final long from, final long to)
    {
        note("cursor " + name + " was ahead of the data, and was set back from position " + from + " to " + to);
    }

    private void note(final String text)
    {
        System.err.println("journal: note: " + Printable.of(path) + ": " + text);
    }
}
