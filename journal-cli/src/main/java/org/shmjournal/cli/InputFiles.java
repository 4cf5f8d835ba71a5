package org.shmjournal.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.shmjournal.cli.input.RecordInput;
import org.shmjournal.cli.input.RecordSink;
import org.shmjournal.cli.output.Terminal;

/**
 * Reads files one after the other, or else standard input; an interruption ends it between two records.
 */
final class InputFiles
{
    private static final long SECONDS_TO_NOTICE = 2;

    /** What is done with one input. */
    @FunctionalInterface
    interface Use
    {
        /**
         * Reads it to its end; does not close it.
         *
         * @param name of the input, for messages.
         */
        void read(ReadableByteChannel source, String name) throws IOException;
    }

    private final List<Path> files;
    private final Thread thread = Thread.currentThread();
    private volatile FileChannel current;

    /** For the thread that will read; no files: standard input. */
    InputFiles(final List<Path> files)
    {
        this.files = files;
    }

    /** Fails if one of them is none. */
    void requireReadable() throws IOException
    {
        for (final Path file : files)
        {
            if (!Files.exists(file))
            {
                throw new NoSuchFileException(file.toString());
            }
            if (!Files.isReadable(file) || Files.isDirectory(file))
            {
                throw new IOException(
                    file + ": is no file that can be read: name another, or give this user the permission");
            }
        }
    }

    /** Bytes in them; 0 where that is not known. */
    long length() throws IOException
    {
        long length = 0;
        for (final Path file : files)
        {
            if (!Files.isRegularFile(file))
            {
                return 0;
            }
            length += Files.size(file);
        }
        return length;
    }

    /** Cuts all of them into records. */
    void read(final RecordInput input, final RecordSink sink) throws IOException
    {
        read((source, name) -> input.read(source, name, sink));
    }

    /** Hands over each of them, to be read to its end. */
    void read(final Use use) throws IOException
    {
        if (files.isEmpty())
        {
            read(standardInput(), "standard input", use);
        }
        for (final Path file : files)
        {
            try (FileChannel source = FileChannel.open(file, StandardOpenOption.READ))
            {
                read(source, file.toString(), use);
            }
        }
    }

    /** The interruption's thread: makes reading fail, and after a while waiting for room, too. */
    void stop()
    {
        final FileChannel source = current;
        if (source != null)
        {
            try
            {
                source.close();
            }
            catch (final IOException notClosed)
            {
                thread.interrupt();
            }
        }
        if (!Interruption.awaitFinish(SECONDS_TO_NOTICE))
        {
            thread.interrupt();
        }
    }

    private void read(final FileChannel source, final String name, final Use use) throws IOException
    {
        current = source;
        if (Interruption.isRaised())
        {
            throw new ClosedChannelException();
        }
        use.read(source, name);
    }

    @SuppressWarnings("resource") // The process's own descriptor is not ours to close.
    private static FileChannel standardInput() throws IOException
    {
        if (Terminal.isStandardInputClosed())
        {
            throw new IOException("standard input is closed; pipe something in, or name a FILE");
        }
        return new FileInputStream(FileDescriptor.in).getChannel();
    }
}
