package org.shmjournal.cli.measure.loop;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.shmjournal.RawFormat;
import org.shmjournal.ShmWriter;

/** Writes to a channel what somebody has as bytes: fills a buffer, which the raw format copies. */
public final class RawAppender implements Appender
{
    private final ByteBuffer source = ByteBuffer.allocateDirect(Payload.LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    private final ShmWriter<ByteBuffer> writer;

    /** Creates a channel. */
    public RawAppender(final Path channel, final JournalLayout layout)
    {
        writer = layout.openWriter(channel, RawFormat.raw());
    }

    @Override
    public void append(final long sequence, final int count)
    {
        final ShmWriter<ByteBuffer> writer = this.writer;
        final ByteBuffer source = this.source;
        for (int i = 0; i < count; i++)
        {
            Payload.put(source, 0, sequence + i);
            writer.write(source);
        }
    }

    @Override
    public void flush()
    {
        writer.flush();
    }

    @Override
    public void close()
    {
        writer.close();
    }
}
