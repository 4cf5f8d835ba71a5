package org.shmjournal.cli.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.shmjournal.cli.measure.Scratch;

/**
 * The one directory of a user's demos: made when it is missing, emptied when it is the demo's own, refused when
 * anything else is in it. Held by a kernel lock, so that no demo empties another's.
 */
final class DemoDirectory implements AutoCloseable
{
    private static final String MARKER = "made-by-journal-demo";
    private static final Set<String> CHANNELS = Set.of(
        DemoSettings.STREAM, DemoSettings.WARM_UP, DemoSettings.REQUESTS, DemoSettings.REPLIES);
    private static final Pattern CHANNEL_FILE =
        Pattern.compile("owner\\.lock|(channel\\.ctl|[0-9]{20}\\.seg)(\\.tmp)?");

    private final Path path;
    private final FileChannel marker;
    private final FileLock lock;

    private DemoDirectory(final Path path, final FileChannel marker, final FileLock lock)
    {
        this.path = path;
        this.marker = marker;
        this.lock = lock;
    }

    /** Makes or empties it. */
    static DemoDirectory claim(final Path parent, final long bytes)
    {
        final Path path = parent.resolve("journal-demo-" + System.getProperty("user.name").replaceAll("\\W", "_"));
        try
        {
            if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS))
            {
                Files.createDirectory(
                    path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            requireOurs(path);
            final DemoDirectory directory = lock(path);
            directory.empty();
            if (Scratch.room(parent) < bytes)
            {
                directory.close();
                throw new DemoException(
                    parent + ": has room for " + Scratch.room(parent) + " bytes, the demo needs " + bytes +
                        "; choose another place with --dir, or fewer --records");
            }
            return directory;
        }
        catch (final IOException ex)
        {
            throw new DemoException(path + ": cannot be made the demo's directory: " + ex + "; choose another place" +
                " with --dir", ex);
        }
    }

    Path path()
    {
        return path;
    }

    Path channel(final String name)
    {
        return path.resolve(name);
    }

    /** Deletes one channel. */
    void delete(final String channel)
    {
        try
        {
            deleteChannel(channel(channel));
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    /** Deletes all of it. */
    void delete()
    {
        try
        {
            empty();
            Files.delete(path.resolve(MARKER));
            Files.delete(path);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    @Override
    public void close()
    {
        try
        {
            lock.release();
            marker.close();
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private static DemoDirectory lock(final Path path) throws IOException
    {
        final FileChannel marker = FileChannel.open(
            path.resolve(MARKER), StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        final FileLock lock = marker.tryLock();
        if (lock == null)
        {
            marker.close();
            throw new DemoException(path + ": another demo is running there; wait for it, or choose another place" +
                " with --dir");
        }
        return new DemoDirectory(path, marker, lock);
    }

    private void empty() throws IOException
    {
        for (final String channel : CHANNELS)
        {
            deleteChannel(channel(channel));
        }
    }

    private static void deleteChannel(final Path channel) throws IOException
    {
        if (Files.isDirectory(channel, LinkOption.NOFOLLOW_LINKS))
        {
            for (final Path file : entries(channel))
            {
                Files.delete(file);
            }
            Files.delete(channel);
        }
    }

    /** Nothing is deleted that a demo did not make. */
    private static void requireOurs(final Path path) throws IOException
    {
        require(Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS), path);
        require(isOwnedByUs(path), path);
        final List<Path> entries = entries(path);
        require(entries.isEmpty() || Files.isRegularFile(path.resolve(MARKER), LinkOption.NOFOLLOW_LINKS), path);
        for (final Path entry : entries)
        {
            final String name = entry.getFileName().toString();
            require(name.equals(MARKER) || CHANNELS.contains(name), entry);
            if (!name.equals(MARKER))
            {
                require(Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS), entry);
                for (final Path file : entries(entry))
                {
                    require(Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) &&
                        CHANNEL_FILE.matcher(file.getFileName().toString()).matches(), file);
                }
            }
        }
    }

    private static boolean isOwnedByUs(final Path path) throws IOException
    {
        final Path self = Path.of("/proc/self/status");
        return !Files.exists(self) || Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS)
            .equals(Files.getAttribute(self, "unix:uid"));
    }

    private static void require(final boolean ours, final Path path)
    {
        if (!ours)
        {
            throw new DemoException(path + ": was not made by a demo of yours, so it is left alone; choose another" +
                " place with --dir");
        }
    }

    private static List<Path> entries(final Path directory) throws IOException
    {
        final List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory))
        {
            stream.forEach(entries::add);
        }
        return entries;
    }
}
