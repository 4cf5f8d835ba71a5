package org.shmjournal.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.shmjournal.error.JournalException;

/**
 * Finds channels: directories that are some, and those in directories.
 */
final class ChannelSearch
{
    private final TrustOption trust;
    private final boolean recursive;

    /** Recursive or not. */
    ChannelSearch(final TrustOption trust, final boolean recursive)
    {
        this.trust = trust;
        this.recursive = recursive;
    }

    /**
     * The channels in the order of the directories, and in each in that of their names.
     *
     * @throws NoSuchFileException when one is no directory.
     */
    List<Path> in(final List<Path> directories) throws IOException
    {
        final List<Path> channels = new ArrayList<>();
        for (final Path directory : directories)
        {
            find(directory, channels);
        }
        return channels;
    }

    private void find(final Path directory, final List<Path> channels) throws IOException
    {
        if (!Files.isDirectory(directory))
        {
            throw new NoSuchFileException(directory.toString());
        }
        if (isChannel(directory))
        {
            channels.add(directory);
            return;
        }
        for (final Path child : subdirectories(directory))
        {
            if (isChannel(child))
            {
                channels.add(child);
            }
            else if (recursive && Files.isReadable(child))
            {
                find(child, channels);
            }
        }
    }

    /** What is there but cannot be looked at is listed, and its trouble said. */
    private boolean isChannel(final Path directory)
    {
        try
        {
            return trust.channel(directory).exists();
        }
        catch (final JournalException strange)
        {
            return true;
        }
    }

    private static List<Path> subdirectories(final Path directory) throws IOException
    {
        final List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> children = Files.newDirectoryStream(directory,
            child -> Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)))
        {
            children.forEach(found::add);
        }
        catch (final AccessDeniedException closed)
        {
            return List.of();
        }
        found.sort(null);
        return found;
    }
}
