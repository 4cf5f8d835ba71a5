package org.shmjournal.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Set;
import org.shmjournal.io.FileOperations;
import org.shmjournal.io.Mapping;

/** The file work of this machine; a test overrides what is to fail, to wait, or to be counted. */
public class DelegatingFiles implements FileOperations
{
    private final FileOperations files = FileOperations.system();

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
