package org.shmjournal.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/** File work by the JDK's file channels. */
class SystemFileOperations implements FileOperations
{
    static final SystemFileOperations INSTANCE = new SystemFileOperations(false);
    static final SystemFileOperations TRUSTING = new SystemFileOperations(true);

    private static final Queue<FileChannel> NEVER_CLOSED = new ConcurrentLinkedQueue<>();

    private final boolean trusting;

    SystemFileOperations(final boolean trusting)
    {
        this.trusting = trusting;
    }

    /** One piece of file work that can be done again from its beginning. */
    interface Work<T>
    {
        T run() throws IOException;
    }

    @Override
    public Status status(final Path path) throws IOException
    {
        try
        {
            final BasicFileAttributes attributes = attributes(path);
            final Kind kind = attributes.isRegularFile() ? Kind.FILE :
                attributes.isDirectory() ? Kind.DIRECTORY :
                attributes.isSymbolicLink() ? Kind.LINK : Kind.OTHER;
            return new Status(kind, attributes.size(), String.valueOf(attributes.fileKey()),
                attributes instanceof PosixFileAttributes posix ?
                    PosixFilePermissions.toString(posix.permissions()) : UNKNOWN_MODE);
        }
        catch (final NoSuchFileException ex)
        {
            return null;
        }
    }

    @Override
    public List<String> list(final Path directory) throws IOException
    {
        try (Stream<Path> entries = Files.list(directory))
        {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        }
        catch (final UncheckedIOException ex)
        {
            throw ex.getCause();
        }
    }

    @Override
    public void createDirectory(final Path directory, final Set<PosixFilePermission> permissions) throws IOException
    {
        createParents(directory.toAbsolutePath());
        try
        {
            Files.createDirectory(directory, attribute(directory, permissions));
            setPermissions(directory, permissions);
        }
        catch (final FileAlreadyExistsException ex)
        {
            if (!Files.isDirectory(directory))
            {
                throw ex;
            }
        }
    }

    /** Whose names last as the channel's does: nobody else will force them. */
    private void createParents(final Path path) throws IOException
    {
        final Path parent = path.getParent();
        if (parent == null || Files.isDirectory(parent))
        {
            return;
        }
        createParents(parent);
        try
        {
            Files.createDirectory(parent);
        }
        catch (final FileAlreadyExistsException ex)
        {
            if (!Files.isDirectory(parent))
            {
                throw ex;
            }
        }
        forceDirectory(parent.getParent());
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
        final Set<OpenOption> options = Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW,
            LinkOption.NOFOLLOW_LINKS);
        uninterrupted(() -> {
            Files.deleteIfExists(file);
            try (FileChannel channel = FileChannel.open(file, options, attribute(file, permissions)))
            {
                setPermissions(file, permissions);
                WholeWrite.of(channel, head.duplicate(), 0);
                if (!forced)
                {
                    // A hole up to the last byte: as long as it will be, on the disk, before it has a name.
                    WholeWrite.ofZeros(channel, Math.max(head.remaining(), length - 1), length);
                    channel.force(true);
                }
                WholeWrite.ofZeros(channel, head.remaining(), length);
                if (forced)
                {
                    channel.force(true);
                }
            }
            return null;
        });
    }

    @Override
    public void fillHoles(final Path file) throws IOException
    {
        requireRegular(file);
        final Set<OpenOption> options =
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        uninterrupted(() -> {
            try (FileChannel channel = FileChannel.open(file, options))
            {
                WholeWrite.again(channel);
            }
            return null;
        });
    }

    @Override
    public void rename(final Path from, final Path to) throws IOException
    {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void delete(final Path file) throws IOException
    {
        Files.delete(file);
    }

    @Override
    public void forceDirectory(final Path directory) throws IOException
    {
        uninterrupted(() -> {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ))
            {
                channel.force(true);
            }
            return null;
        });
    }

    @Override
    public Mapping map(final Path file, final boolean writable, final long length, final boolean eagerUnmapping)
        throws IOException
    {
        requireRegular(file);
        if (!trusting)
        {
            SharedFiles.refuse(file);
        }
        final Set<OpenOption> options = writable ?
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS) :
            Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        final FileChannel.MapMode mode = writable ? FileChannel.MapMode.READ_WRITE : FileChannel.MapMode.READ_ONLY;
        return uninterrupted(() -> {
            try (FileChannel channel = FileChannel.open(file, options))
            {
                // A writable map would grow a short file, and a read-only one would fault behind its end.
                final long size = channel.size();
                if (size < length)
                {
                    throw new IOException("file is too short: expected " + length + " bytes, found " + size +
                        "; restore it from a backup");
                }
                return Mapping.of(channel, mode, length, eagerUnmapping);
            }
        });
    }

    @Override
    public void force(final MappedByteBuffer memory, final int index, final int length) throws IOException
    {
        try
        {
            memory.force(index, length);
        }
        catch (final UncheckedIOException ex)
        {
            throw ex.getCause();
        }
    }

    @Override
    public void createEmpty(final Path file, final Set<PosixFilePermission> permissions) throws IOException
    {
        try
        {
            Files.createFile(file, attribute(file, permissions));
            setPermissions(file, permissions);
        }
        catch (final FileAlreadyExistsException ex)
        {
            requireRegular(file);
        }
    }

    @Override
    public FileChannel lock(final Path file) throws IOException
    {
        requireRegular(file);
        return uninterrupted(() -> {
            final FileChannel channel = FileChannel.open(file,
                Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
            try
            {
                if (channel.tryLock() != null)
                {
                    return channel;
                }
            }
            catch (final OverlappingFileLockException ex)
            {
                // Somebody in this process has it, and closing our channel would take it from them.
                NEVER_CLOSED.add(channel);
                return null;
            }
            channel.close();
            return null;
        });
    }

    @Override
    public void unlock(final FileChannel file) throws IOException
    {
        file.close();
    }

    @Override
    public String fileSystem(final Path path)
    {
        try
        {
            return Files.getFileStore(path).type();
        }
        catch (final IOException ex)
        {
            return "unknown";
        }
    }

    static void requireRegular(final Path file) throws IOException
    {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
        {
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS))
            {
                throw new NoSuchFileException(file.toString());
            }
            throw new IOException("not a regular file; move away what stands there, links are not followed");
        }
    }

    private static BasicFileAttributes attributes(final Path path) throws IOException
    {
        try
        {
            return Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        }
        catch (final UnsupportedOperationException ex)
        {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        }
    }

    private static FileAttribute<?>[] attribute(final Path path, final Set<PosixFilePermission> permissions)
    {
        return isPosix(path) ?
            new FileAttribute<?>[]{PosixFilePermissions.asFileAttribute(permissions)} :
            new FileAttribute<?>[0];
    }

    /** Again, since what was said at creation is less the process's umask. */
    private static void setPermissions(final Path path, final Set<PosixFilePermission> permissions) throws IOException
    {
        if (isPosix(path))
        {
            Files.setPosixFilePermissions(path, permissions);
        }
    }

    private static boolean isPosix(final Path path)
    {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /**
     * Runs work that an interrupt of this thread would end by closing its file, again if need be. The file is this
     * work's own, so that nothing else is closed.
     */
    static <T> T uninterrupted(final Work<T> work) throws IOException
    {
        boolean interrupted = Thread.interrupted();
        try
        {
            while (true)
            {
                try
                {
                    return work.run();
                }
                catch (final ClosedByInterruptException ex)
                {
                    interrupted |= Thread.interrupted();
                }
            }
        }
        finally
        {
            restore(interrupted);
        }
    }

    private static void restore(final boolean interrupted)
    {
        if (interrupted)
        {
            Thread.currentThread().interrupt();
        }
    }
}
