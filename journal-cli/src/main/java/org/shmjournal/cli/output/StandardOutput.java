package org.shmjournal.cli.output;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/**
 * Standard output as bytes, behind one large buffer that the system reads without a further copy. One thread.
 */
public final class StandardOutput extends OutputStream
{
    private static final int CAPACITY = 1 << 18;

    private final FileChannel channel;
    private final ByteBuffer buffer;

    /** This process's. */
    @SuppressWarnings("resource") // The process's own descriptor is not ours to close.
    public StandardOutput()
    {
        this(new FileOutputStream(FileDescriptor.out).getChannel(), CAPACITY);
    }

    /** What stands in for it: a file, which is not closed. */
    public StandardOutput(final FileChannel file)
    {
        this(file, CAPACITY);
    }

    private StandardOutput(final FileChannel channel, final int capacity)
    {
        this.channel = channel;
        this.buffer = ByteBuffer.allocateDirect(capacity);
    }

    @Override
    public void write(final int value)
    {
        if (!buffer.hasRemaining())
        {
            drain();
        }
        buffer.put((byte)value);
    }

    @Override
    public void write(final byte[] source, final int offset, final int length)
    {
        int at = offset;
        int left = length;
        while (left > buffer.remaining())
        {
            final int part = buffer.remaining();
            buffer.put(source, at, part);
            drain();
            at += part;
            left -= part;
        }
        buffer.put(source, at, left);
    }

    /** Writes bytes of a buffer, of which nothing is changed. */
    public void write(final ByteBuffer source, final int offset, final int length)
    {
        int at = offset;
        int left = length;
        while (left > buffer.remaining())
        {
            final int part = buffer.remaining();
            put(source, at, part);
            drain();
            at += part;
            left -= part;
        }
        put(source, at, left);
    }

    /** Writes text as UTF-8. */
    public void print(final String text)
    {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        write(bytes, 0, bytes.length);
    }

    /** Writes text as UTF-8, and a line feed. */
    public void println(final String text)
    {
        print(text);
        write('\n');
    }

    /** Hands everything over to the system. */
    @Override
    public void flush()
    {
        if (buffer.position() > 0)
        {
            drain();
        }
    }

    private void put(final ByteBuffer source, final int offset, final int length)
    {
        final int position = buffer.position();
        buffer.put(position, source, offset, length).position(position + length);
    }

    private void drain()
    {
        buffer.flip();
        try
        {
            while (buffer.hasRemaining())
            {
                channel.write(buffer);
            }
        }
        catch (final IOException ex)
        {
            // The system's words for it depend on the locale, so look at where the output goes.
            if (Terminal.isStandardOutputPiped() || String.valueOf(ex.getMessage()).contains("Broken pipe"))
            {
                throw new BrokenPipeException(ex);
            }
            throw OutputFullException.orOther("standard output", ex);
        }
        finally
        {
            // What could not be written is not tried again when an error is being reported.
            buffer.clear();
        }
    }
}
