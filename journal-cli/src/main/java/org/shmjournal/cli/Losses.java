package org.shmjournal.cli;

import java.nio.file.Path;
import org.shmjournal.ShmChannel;
import org.shmjournal.cli.output.Printable;
import org.shmjournal.error.OvertakenException;

/**
 * Tells what was deleted before a command came to read it. One thread.
 */
final class Losses
{
    private boolean any;

    /** The channel, whose reader tells here, and goes on. */
    <T> ShmChannel<T> of(final ShmChannel<T> channel)
    {
        return channel.onLoss(loss -> tell(channel.path(), loss));
    }

    private void tell(final Path path, final OvertakenException loss)
    {
        any = true;
        System.err.println("journal: note: " + Printable.of(path) + ": " + loss.lostRecords() + " records, " +
            loss.lostBytes() + " bytes, were deleted before they were read; going on at position " +
            loss.resumePosition());
    }

    /** That of a command which was to read all there was. */
    int exitCode()
    {
        return any ? ExitCode.PROBLEM : ExitCode.OK;
    }
}
