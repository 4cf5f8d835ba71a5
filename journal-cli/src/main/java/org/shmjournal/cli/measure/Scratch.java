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
    private final Path path;
    private final Thread hook = new Thread(this::deleteAtExit, "scratch");

    /** A directory in memory where there is one. */
    public static Path defaultDirectory()
    {
        final Path memory = Path.of("/dev/shm");
        return Files.isDirectory(memory) && Files.isWritable(memory) ? memory :
            Path.of(System.getProperty("java.io.tmpdir"));
    }

    /** Makes one in this directory. */
    public Scratch(final Path directory)
    {
        try
        {
            path = Files.createTempDirectory(directory, "shmjournal-bench-");
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
        Runtime.getRuntime().addShutdownHook(hook);
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
     * @throws UsageException when there is less.
     */
    public void requireSpace(final long bytes)
    {
        try
        {
            final long free = Files.getFileStore(path).getUsableSpace();
            if (free < bytes)
            {
                throw new UsageException("this takes up to " + (bytes >> 20) + " MiB, and " + path.getParent() +
                    " has " + (free >> 20) + " MiB left: ask for fewer records, or another --dir");
            }
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
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
