package org.shmjournal.cli;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.shmjournal.CursorInfo;
import org.shmjournal.ShmChannel;
import org.shmjournal.cli.output.Printable;
import org.shmjournal.error.CursorInUseException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * What commands that change a cursor have in common.
 */
final class CursorChange
{
    @Mixin
    private SharingOption sharing;

    @Option(
        names = "--dry-run",
        description = "Print what would be done; take no lock and change nothing.")
    private boolean dryRun;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Parameters(index = "0", paramLabel = "CHANNEL", description = "The channel's directory.")
    private Path path;

    @Parameters(index = "1", paramLabel = "NAME", description = "The cursor's name.")
    private String name;

    boolean isDryRun()
    {
        return dryRun;
    }

    boolean isJson()
    {
        return json;
    }

    Path path()
    {
        return path;
    }

    String name()
    {
        return name;
    }

    ShmChannel<?> channel()
    {
        return sharing.channel(path);
    }

    /** The cursor as it is; none where it is not there, or damaged. */
    Optional<CursorInfo> now()
    {
        return channel().glance().cursors().stream().filter(cursor -> cursor.name().equals(name)).findFirst();
    }

    /** What a dry run finds instead of the cursor's lock. */
    void refuseWhatIsInUse(final CursorInfo cursor)
    {
        if (cursor.inUse())
        {
            throw new CursorInUseException(file(), "cursor " + Printable.of(name) + " is in use by pid " +
                cursor.readerPid() + ": a cursor has one reader at a time; close that one, or end its process");
        }
    }

    /** Whether there is a file for it, which may be damaged. */
    boolean hasFile()
    {
        return Files.exists(file());
    }

    NoSuchFileException notThere()
    {
        return new NoSuchFileException(file().toString());
    }

    private Path file()
    {
        return path.resolve("cursors").resolve(name + ".cursor");
    }
}
