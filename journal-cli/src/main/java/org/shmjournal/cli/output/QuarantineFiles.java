package org.shmjournal.cli.output;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * What recoveries have kept of a channel, beside it, until somebody looks at it and deletes it.
 *
 * @param count of files; -1 when they may not be looked at.
 * @param bytes in them.
 */
record QuarantineFiles(long count, long bytes)
{
    private static final String NAME = "quarantine";
    private static final QuarantineFiles NONE = new QuarantineFiles(0, 0);
    private static final QuarantineFiles UNKNOWN = new QuarantineFiles(-1, -1);

    /** Those of a channel; links are not followed. */
    static QuarantineFiles of(final Path channel)
    {
        final Path directory = channel.resolve(NAME);
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS))
        {
            return NONE;
        }
        long count = 0;
        long bytes = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.bin"))
        {
            for (final Path file : files)
            {
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                {
                    count++;
                    bytes += Files.size(file);
                }
            }
        }
        catch (final IOException | DirectoryIteratorException unreadable)
        {
            return UNKNOWN;
        }
        return new QuarantineFiles(count, bytes);
    }
}
