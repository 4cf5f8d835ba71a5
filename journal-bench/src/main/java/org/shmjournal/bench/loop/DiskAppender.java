package org.shmjournal.bench.loop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.shmjournal.cli.measure.loop.Appender;
import org.shmjournal.cli.measure.loop.Payload;

/**
 * Writes records to files by plain writes of 1 MiB, and forces each file when it is full, while the next one is
 * written: what a disk takes for it, without maps, and with nothing that a reader could follow. A file is as long as a
 * channel's segment; as there, the last one is not forced.
 */
public final class DiskAppender implements Appender
{
    private static final int AT_ONCE = 1 << 20;

    private final ExecutorService forcing = Executors.newSingleThreadExecutor();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(AT_ONCE);
    private final Path directory;
    private final int fileSize;
    private FileChannel file;
    private int written;
    private int number;
    private Future<?> forced;

    /** Makes files of this length in a directory. */
    public DiskAppender(final Path directory, final int fileSize)
    {
        this.directory = directory;
        this.fileSize = fileSize;
        try
        {
            Files.createDirectories(directory);
            file = next();
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private FileChannel next() throws IOException
    {
        return FileChannel.open(directory.resolve(Integer.toString(number++)), StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE);
    }

    @Override
    public void append(final long sequence, final int count)
    {
        final ByteBuffer buffer = this.buffer;
        int offset = buffer.position();
        for (int i = 0; i < count; i++)
        {
            if (offset + BareLoop.HEADER_LENGTH + Payload.LENGTH > AT_ONCE)
            {
                write(offset);
                offset = 0;
            }
            Payload.put(buffer, offset + BareLoop.HEADER_LENGTH, sequence + i);
            BareLoop.putLengthRelease(buffer, offset, Payload.LENGTH);
            offset += BareLoop.HEADER_LENGTH + Payload.LENGTH;
        }
        buffer.position(offset);
    }

    private void write(final int length)
    {
        try
        {
            buffer.limit(length).position(0);
            while (buffer.hasRemaining())
            {
                file.write(buffer);
            }
            buffer.clear();
            written += AT_ONCE;
            if (written >= fileSize)
            {
                roll();
            }
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private void roll() throws IOException
    {
        awaitForced();
        final FileChannel full = file;
        forced = forcing.submit(() -> {
            full.force(true);
            full.close();
            return null;
        });
        file = next();
        written = 0;
    }

    private void awaitForced()
    {
        try
        {
            if (forced != null)
            {
                forced.get();
            }
        }
        catch (final Exception ex)
        {
            throw new IllegalStateException("a full file was not forced", ex);
        }
    }

    /** Appends them, and writes what is left of the last piece. */
    @Override
    public void appendAll(final long records)
    {
        Appender.super.appendAll(records);
        write(buffer.position());
    }

    @Override
    public void close()
    {
        awaitForced();
        forcing.shutdown();
        try
        {
            file.close();
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }
}
