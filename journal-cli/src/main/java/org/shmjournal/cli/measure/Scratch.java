package org.shmjournal.cli.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A directory for the files of one run, which goes with all that is in it when the run ends, also when it ends by an
 * exception or a signal.
 */
public final class Scratch implements AutoCloseable
{
    private static final Path MEMORY = Path.of("/dev/shm");

    private final Path path;
    /** What deletes it when the process ends before it was closed; null where others see to that. */
    private final Thread hook;

    /** A directory in memory where there is one. */
    public static Path defaultDirectory()
    {
        return defaultDirectory(0);
    }

    /** A directory in memory where there is one with so much room, or else the one for temporary files. */
    public static Path defaultDirectory(final long bytes)
    {
        return Files.isDirectory(MEMORY) && Files.isWritable(MEMORY) && room(MEMORY) >= bytes ? MEMORY :
            Path.of(System.getProperty("java.io.tmpdir"));
    }

    /** How many bytes of a directory's file system may be used; very many where it does not say. */
    public static long room(final Path directory)
    {
        try
        {
            return Files.getFileStore(directory).getUsableSpace();
        }
        catch (final IOException unknown)
        {
            return Long.MAX_VALUE;
        }
    }

    /** Makes one in this directory, and sees to it that it goes with the process, as do all children. */
    public Scratch(final Path directory)
    {
        this(directory, true);
    }

    private Scratch(final Path directory, final boolean hooked)
    {
        try
        {
            path = Files.createTempDirectory(directory, "shmjournal-bench-");
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
        hook = hooked ? new Thread(this::deleteAtExit, "scratch") : null;
        if (hooked)
        {
            Runtime.getRuntime().addShutdownHook(hook);
        }
    }

    /** Makes one in this directory; whoever has it closes it whatever happens, also at a signal. */
    public static Scratch toBeClosed(final Path directory)
    {
        return new Scratch(directory, false);
    }

    /** Where it is. */
    public Path path()
    {
        return path;
    }

    /** Makes a directory in it. */
    public Path directory(final String name)
    {
        try
        {
            return Files.createDirectories(path.resolve(name));
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    /**
     * Looks at the free space before it is used.
     *
     * @throws NoRoomException when there is less.
     */
    public void requireSpace(final long bytes)
    {
        final long free = room(path);
        if (free < bytes)
        {
            throw new NoRoomException("this takes up to " + (bytes >> 20) + " MiB, and " + path.getParent() +
                " has " + (free >> 20) + " MiB left: ask for fewer records, or another --dir");
        }
    }

    /** Deletes a directory of it. */
    public static void delete(final Path directory)
    {
        try
        {
            Files.walkFileTree(directory, new Deletion());
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private static final class Deletion extends SimpleFileVisitor<Path>
    {
        @Override
        public FileVisitResult visitFile(final Path file, final BasicFileAttributes attributes) throws IOException
        {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        /** A child that is about to end may still rename its files. */
        @Override
        public FileVisitResult visitFileFailed(final Path file, final IOException ex) throws IOException
        {
            if (ex instanceof NoSuchFileException)
            {
                return FileVisitResult.CONTINUE;
            }
            throw ex;
        }

        @Override
        public FileVisitResult postVisitDirectory(final Path directory, final IOException ex) throws IOException
        {
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
        }
    }

    private void deleteAtExit()
    {
        ProcessHandle.current().children().forEach(child -> {
            child.destroyForcibly();
            child.onExit().join();
        });
        delete(path);
    }

    @Override
    public void close()
    {
        if (hook == null)
        {
            delete(path);
            return;
        }
        try
        {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
        catch (final IllegalStateException ex)
        {
            // The hook runs already, and does it.
            return;
        }
        delete(path);
    }
}
