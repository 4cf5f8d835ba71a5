package org.shmjournal.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Set;
import org.shmjournal.io.FileOperations;
import org.shmjournal.io.Mapping;

/**
 * File work that tells how many bytes of files it has gone through: made, or opened to be read. Any number of threads.
 */
final class WatchedFiles implements FileOperations
{
    private final FileOperations files;
    private final Progress progress;
    private long bytes;

    WatchedFiles(final FileOperations files, final Progress progress)
    {
        this.files = files;
        this.progress = progress;
    }

    /** The same work, and nobody told, where nobody looks. */
    static FileOperations of(final FileOperations files, final Progress progress)
    {
        return progress == Progress.NONE ? files : new WatchedFiles(files, progress);
    }

    /**
     * What there is to go through in a channel, or in a copy of one; 0 where it cannot be looked at.
     *
     * @param times how often each segment is opened or made.
     */
    static long total(final Path channel, final int times)
    {
        long total = 0;
        try (DirectoryStream<Path> segments = Files.newDirectoryStream(channel, "*.seg"))
        {
            for (final Path segment : segments)
            {
                total += times * Files.size(segment);
            }
        }
        catch (final IOException | DirectoryIteratorException unreadable)
        {
            return 0;
        }
        return total;
    }

    private synchronized void add(final long length)
    {
        bytes += length;
        progress.show(bytes, -1, bytes);
    }

    @Override
    public Status status(final Path path) throws IOException
    {
        return files.status(path);
    }

    @Override
    public List<String> list(final Path directory) throws IOException
    {
        return files.list(directory);
    }

    @Override
    public void createDirectory(final Path directory, final Set<PosixFilePermission> permissions) throws IOException
    {
        files.createDirectory(directory, permissions);
    }

    @Override
    public void allocate(
        final Path file,
        final long length,
        final ByteBuffer head,
        final boolean forced,
        final Set<PosixFilePermission> permissions)
        throws IOException
    {
        files.allocate(file, length, head, forced, permissions);
        add(length);
    }

    @Override
    public void fillHoles(final Path file) throws IOException
    {
        files.fillHoles(file);
    }

    @Override
    public void rename(final Path from, final Path to) throws IOException
    {
        files.rename(from, to);
    }

    @Override
    public void delete(final Path file) throws IOException
    {
        files.delete(file);
    }

    @Override
    public void forceDirectory(final Path directory) throws IOException
    {
        files.forceDirectory(directory);
    }

    @Override
    public Mapping map(final Path file, final boolean writable, final long length, final boolean eagerUnmapping)
        throws IOException
    {
        if (!writable)
        {
            add(length);
        }
        return files.map(file, writable, length, eagerUnmapping);
    }

    @Override
    public void force(final MappedByteBuffer memory, final int index, final int length) throws IOException
    {
        files.force(memory, index, length);
    }

    @Override
    public void createEmpty(final Path file, final Set<PosixFilePermission> permissions) throws IOException
    {
        files.createEmpty(file, permissions);
    }

    @Override
    public FileChannel lock(final Path file) throws IOException
    {
        return files.lock(file);
    }

    @Override
    public void unlock(final FileChannel file) throws IOException
    {
        files.unlock(file);
    }

    @Override
    public String fileSystem(final Path path)
    {
        return files.fileSystem(path);
    }
}
